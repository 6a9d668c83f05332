import { Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { Section } from '../../parts/section.tsx';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { accountWords as words } from '../../words/account.ts';

const empty = { current: '', next: '', repeat: '' };

/** Setting a new password. */
export function PasswordForm(props: {
  readonly hasPassword: boolean;
  readonly email: string;
}): ReactNode {
  const [said, setSaid] = useState(empty);
  const [isTried, setTried] = useState(false);
  const again = useRef<HTMLInputElement>(null);
  const change = useChange('changePassword', ['session', 'sessions']);
  const differs = said.next !== said.repeat;
  const send = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (differs) {
      again.current?.focus();
      return;
    }
    change.mutate(
      { body: { current: props.hasPassword ? said.current : null, next: said.next } },
      {
        onSuccess: () => {
          setSaid(empty);
          setTried(false);
        },
      },
    );
  };
  const field = (name: keyof typeof empty, label: string, autoComplete: string) => ({
    label,
    autoComplete,
    required: true,
    withAsterisk: false,
    maxLength: 512,
    value: said[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }): void => {
      const { value } = event.currentTarget;
      setSaid((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <Section
      title={words.password}
      lead={props.hasPassword ? words.passwordLead : words.noPassword}
    >
      <form onSubmit={send}>
        <Stack gap="sm" maw={420}>
          <input type="text" autoComplete="username" value={props.email} readOnly hidden />
          {props.hasPassword && (
            <PasswordInput {...field('current', words.current, 'current-password')} />
          )}
          <PasswordInput
            {...field('next', words.next, 'new-password')}
            description={words.nextHelp}
            minLength={12}
          />
          <PasswordInput
            {...field('repeat', words.repeat, 'new-password')}
            ref={again}
            error={isTried && differs ? words.differs : undefined}
          />
          <ProblemNotice error={change.error} />
          <div>
            <Button type="submit" loading={change.isPending}>
              {words.change}
            </Button>
          </div>
        </Stack>
      </form>
      <p className="eq-said" role="status">
        {change.isSuccess ? words.changed : ''}
      </p>
    </Section>
  );
}
