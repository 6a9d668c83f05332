import { Alert, Button, Group, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Section } from '../../parts/section.tsx';
import { Instant } from '../../shell/instant.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered } from '../../shell/states.tsx';
import { secondFactorWords as words } from '../../words/second-factor.ts';
import { FactorDialog, type FactorTask } from './factor-dialog.tsx';

/** The own second factor: set up, moved, its recovery codes, turned off. */
export function SecondFactor(): ReactNode {
  const factor = useRead('secondFactor');
  const [task, setTask] = useState<FactorTask | null>(null);
  const [said, setSaid] = useState('');
  const begin = (next: FactorTask): void => {
    setSaid('');
    setTask(next);
  };
  const end = (done: FactorTask | null): void => {
    setTask(null);
    if (done === 'off') setSaid(words.turnedOff);
    else if (done === 'set-up' || done === 'move') setSaid(words.turnedOn);
  };
  const button = (of: FactorTask, label: string): ReactNode => (
    <Button variant="default" onClick={() => begin(of)}>
      {label}
    </Button>
  );
  return (
    <Section title={words.title} lead={words.lead}>
      <Answered of={factor}>
        {({ isOn, since, recoveryCodesLeft, isWanted, isPossible }) => {
          if (!isPossible) return <Text>{words.notPossible}</Text>;
          if (!isOn) {
            return (
              <>
                <Text mb="xs">
                  {words.isOff} {isWanted && words.wanted}
                </Text>
                {button('set-up', words.setUp)}
              </>
            );
          }
          return (
            <>
              <Text mb="xs">
                {words.isOn} {since !== null && <Instant at={since} />}. {isWanted && words.wanted}
              </Text>
              {recoveryCodesLeft < 3 ? (
                <Alert color="orange" variant="outline" mb="xs" p="xs">
                  {words.codesLeft(recoveryCodesLeft)}
                </Alert>
              ) : (
                <Text mb="xs">{words.codesLeft(recoveryCodesLeft)}</Text>
              )}
              <Group gap="xs">
                {button('codes', words.renew)}
                {button('move', words.move)}
                {!isWanted && button('off', words.turnOff)}
              </Group>
            </>
          );
        }}
      </Answered>
      <p className="eq-said" role="status">
        {said}
      </p>
      {task !== null && <FactorDialog task={task} onEnd={end} />}
    </Section>
  );
}
