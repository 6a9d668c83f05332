import { Button, PasswordInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { resetWords as words } from '../../words/reset.ts';
import { forgetLinkToken } from '../join/link-token.ts';

/** The new password, twice. Whoever set it is signed in by it, or owes the code of the second factor next. */
export function NewPasswordForm(props: {
  readonly token: string;
  readonly email: string;
}): ReactNode {
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [isTried, setTried] = useState(false);
  const again = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const use = useChange('useResetLink', ['session', 'signInStep']);
  const differs = password !== repeat;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (differs) {
      again.current?.focus();
      return;
    }
    use
      .mutateAsync({ body: { token: props.token, password } })
      .then(() => {
        forgetLinkToken();
        // There the code is asked for, or the way leads on.
        return navigate({ to: '/sign-in', replace: true });
      })
      // Shown above the button.
      .catch(() => undefined);
  };
  return (
    <form onSubmit={send}>
      <input type="text" autoComplete="username" value={props.email} readOnly hidden />
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
      <ProblemNotice error={use.error} />
      <Button type="submit" loading={use.isPending}>
        {words.set}
      </Button>
    </form>
  );
}
