import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Section } from '../../parts/section.tsx';
import { useChange } from '../../shell/queries.ts';
import type { Session } from '../../shell/session.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { accountWords as words } from '../../words/account.ts';

/** The own name. */
export function NameForm({ account }: { readonly account: Session['account'] }): ReactNode {
  const [name, setName] = useState(account.displayName);
  const change = useChange('changeName', ['session', 'members', 'accounts']);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ body: { displayName: name } });
  };
  return (
    <Section title={words.name}>
      <form onSubmit={send} className="eq-form">
        <TextInput
          label={words.displayName}
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput label={words.email} value={account.email} readOnly />
        <Button type="submit" loading={change.isPending} disabled={name === account.displayName}>
          {words.save}
        </Button>
      </form>
      <p className="eq-said" role="status">
        {change.isSuccess ? words.saved : ''}
      </p>
      <ProblemNotice error={change.error} />
    </Section>
  );
}
