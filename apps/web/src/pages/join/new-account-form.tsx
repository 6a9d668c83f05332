import { Button, PasswordInput, TextInput, Title } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
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
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [isTried, setTried] = useState(false);
  const again = useRef<HTMLInputElement>(null);
  const differs = password !== repeat;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (differs) again.current?.focus();
    else props.onSend({ email, displayName, password });
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
      <PasswordInput
        label={words.password}
        description={words.passwordHelp}
        autoComplete="new-password"
        required
        withAsterisk={false}
        minLength={12}
        maxLength={512}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <PasswordInput
        ref={again}
        label={words.repeat}
        autoComplete="new-password"
        required
        withAsterisk={false}
        error={isTried && differs ? words.differs : undefined}
        value={repeat}
        onChange={(event) => setRepeat(event.currentTarget.value)}
      />
      <Button type="submit" loading={props.isSending}>
        {words.make}
      </Button>
    </form>
  );
}
