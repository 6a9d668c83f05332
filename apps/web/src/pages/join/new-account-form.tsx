import { Button, TextInput, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useNewPassword } from '../../parts/use-new-password.tsx';
import { joinWords as words } from '../../words/join.ts';

/** Name, address and password of a new account. */
export function NewAccountForm(props: {
  /** The address the invitation is for; null: any. */
  readonly email: string | null;
  readonly isSending: boolean;
  readonly onSend: (account: {
    readonly email: string;
    readonly displayName: string;
    readonly password: string;
  }) => void;
}): ReactNode {
  const [displayName, setName] = useState('');
  const [email, setEmail] = useState(props.email ?? '');
  const { password, fields, check } = useNewPassword(words);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (check()) props.onSend({ email, displayName, password });
  };
  return (
    <form onSubmit={send}>
      <Title order={2} size="h4">
        {words.newAccount}
      </Title>
      <TextInput
        label={words.name}
        autoComplete="name"
        required
        withAsterisk={false}
        maxLength={120}
        value={displayName}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={words.email}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        readOnly={props.email !== null}
        description={props.email === null ? undefined : words.emailFixed}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      {fields}
      <Button type="submit" loading={props.isSending}>
        {words.make}
      </Button>
    </form>
  );
}
