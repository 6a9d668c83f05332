import { problemOf } from '@equipoise/api';
import { Button, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { CodeField } from '../../parts/second-factor/code-field.tsx';
import { SetUp } from '../../parts/second-factor/set-up.tsx';
import { useChange, useRead } from '../../shell/queries.ts';
import { Answered, ProblemNotice } from '../../shell/states.tsx';
import { secondFactorWords as words } from '../../words/second-factor.ts';
import { WaitNotice } from './wait-notice.tsx';

/** What is still owed after the password: the code, or setting a second factor up. */
export function SecondStep(props: {
  /** Whether the recovery codes are on the screen: then the page must stay, signed in as one is. */
  readonly isHeld: boolean;
  readonly onHeld: (isHeld: boolean) => void;
}): ReactNode {
  const queries = useQueryClient();
  const [isKnown, setKnown] = useState(false);
  // Asked once: when the code was right, there is nothing to ask about any more.
  const step = useRead('signInStep', undefined, { isWanted: !isKnown });
  if (!isKnown && step.data !== undefined) setKnown(true);
  // Whoever comes next may owe something else.
  useEffect(() => () => queries.removeQueries({ queryKey: ['signInStep'] }), [queries]);
  const leave = useChange('signOut');
  const done = (): void => {
    props.onHeld(false);
    void queries.invalidateQueries();
  };
  return (
    <Answered of={step}>
      {({ step: owed, asksPassword }) => (
        <>
          {owed === 'code' ? (
            <CodeForm />
          ) : (
            <>
              <Title order={1} size="h2" mb="xs">
                {words.enrolTitle}
              </Title>
              <Text c="dimmed" mb="md">
                {words.enrolLead}
              </Text>
              <SetUp
                asksPassword={asksPassword}
                asksCode={false}
                onCodes={() => props.onHeld(true)}
                onDone={done}
              />
            </>
          )}
          {!props.isHeld && (
            <Button
              variant="subtle"
              mt="md"
              fullWidth
              loading={leave.isPending}
              onClick={() => leave.mutate({})}
            >
              {words.other}
            </Button>
          )}
          <ProblemNotice error={leave.error} />
        </>
      )}
    </Answered>
  );
}

function CodeForm(): ReactNode {
  const [isRecovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  const queries = useQueryClient();
  const give = useChange('signInCode');
  const refused = (error: Error): void => {
    setCode('');
    // The time for the code is over: the page asks for the password again.
    if (problemOf(error)?.code === 'room/not-signed-in') void queries.invalidateQueries();
  };
  const send = (event: FormEvent): void => {
    event.preventDefault();
    give.mutate({ body: { code } }, { onError: refused });
  };
  const turn = (): void => {
    setRecovery(!isRecovery);
    setCode('');
    give.reset();
  };
  return (
    <>
      <Title order={1} size="h2" mb="xs">
        {words.codeTitle}
      </Title>
      <Text c="dimmed" mb="md">
        {isRecovery ? words.recoveryLead : words.codeLead}
      </Text>
      <form onSubmit={send}>
        <CodeField
          key={String(isRecovery)}
          label={isRecovery ? words.recoveryCode : words.code}
          isDigits={!isRecovery}
          hasFocus
          value={code}
          onChange={setCode}
        />
        <ProblemNotice error={give.error} />
        <WaitNotice error={give.error} />
        <Button type="submit" loading={give.isPending}>
          {words.give}
        </Button>
        <Button variant="subtle" onClick={turn}>
          {isRecovery ? words.useDevice : words.useRecovery}
        </Button>
        {isRecovery && (
          <Text size="sm" c="dimmed">
            {words.nothingLeft}
          </Text>
        )}
      </form>
    </>
  );
}
