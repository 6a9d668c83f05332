import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { forgetLinkToken } from '../../parts/by-link/link-token.ts';
import { useNewPassword } from '../../parts/use-new-password.tsx';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { resetWords as words } from '../../words/reset.ts';

/** The new password, twice. Whoever set it is signed in by it, or owes the code of the second factor next. */
export function NewPasswordForm(props: {
  readonly token: string;
  readonly email: string;
}): ReactNode {
  const { password, fields, check } = useNewPassword(words);
  const navigate = useNavigate();
  const use = useChange('useResetLink', ['session', 'signInStep']);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!check()) return;
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
      {fields}
      <ProblemNotice error={use.error} />
      <Button type="submit" loading={use.isPending}>
        {words.set}
      </Button>
    </form>
  );
}
