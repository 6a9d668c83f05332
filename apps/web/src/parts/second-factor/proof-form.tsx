import { Button, PasswordInput, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ProblemNotice } from '../../shell/states.tsx';
import { secondFactorWords as words } from '../../words/second-factor.ts';
import { CodeField } from './code-field.tsx';

/** What is shown before something of the second factor is changed. */
export interface Proof {
  readonly password: string;
  readonly code: string;
}

/** Asks for the password, and for a code where a second factor is on. */
export function ProofForm(props: {
  readonly lead?: string;
  readonly asksPassword: boolean;
  readonly asksCode: boolean;
  readonly confirm: string;
  readonly isDangerous?: boolean;
  readonly isSending: boolean;
  readonly error: unknown;
  readonly onSend: (proof: Proof) => void;
}): ReactNode {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    props.onSend({ password, code });
    // A code is used up by its use.
    setCode('');
  };
  return (
    <form onSubmit={send} className="eq-steps">
      {props.lead !== undefined && <Text size="sm">{props.lead}</Text>}
      {props.asksPassword && (
        <PasswordInput
          label={words.password}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          maxLength={512}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
      {props.asksCode && (
        <CodeField
          label={words.presentCode}
          help={words.presentCodeHelp}
          isDigits={false}
          value={code}
          onChange={setCode}
        />
      )}
      <ProblemNotice error={props.error} />
      <Button
        type="submit"
        loading={props.isSending}
        {...(props.isDangerous === true ? { color: 'red' } : {})}
      >
        {props.confirm}
      </Button>
    </form>
  );
}
