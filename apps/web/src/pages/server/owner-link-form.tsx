import { Alert, Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { CopyField } from '../../parts/copy-field.tsx';
import { Section } from '../../parts/section.tsx';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { serverWords as words } from '../../words/server.ts';

/** Makes a link for another owner of the server. */
export function OwnerLinkForm(): ReactNode {
  const [email, setEmail] = useState('');
  const [days, setDays] = useState(7);
  const invite = useChange('inviteToServer', ['serverLog']);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    invite.mutate({ body: { days, ...(email === '' ? {} : { email }) } });
  };
  return (
    <Section title={words.invite} lead={words.inviteLead}>
      <form onSubmit={send} className="eq-form" aria-label={words.invite}>
        <TextInput
          label={words.emailOptional}
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NumberInput
          label={words.days}
          min={1}
          max={60}
          allowDecimal={false}
          value={days}
          onChange={(value) => setDays(Number(value))}
          w={130}
          hideControls
        />
        <Button type="submit" loading={invite.isPending} variant="default">
          {words.makeLink}
        </Button>
      </form>
      <ProblemNotice error={invite.error} />
      {invite.data !== undefined && (
        <Alert variant="outline" my="sm" role="status">
          <CopyField label={words.link} help={words.linkHelp} value={invite.data.link} />
        </Alert>
      )}
    </Section>
  );
}
