import { type StudyRole, studyRoles } from '@equipoise/domain';
import { Alert, Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { CopyField } from '../../parts/copy-field.tsx';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { peopleWords as words } from '../../words/people.ts';
import { roleHelp, roleWords } from '../../words/roles.ts';

/** Makes a link that gives a role, and shows it once. */
export function InviteForm(props: {
  readonly studyId: string;
  readonly isOwner: boolean;
}): ReactNode {
  const [role, setRole] = useState<StudyRole>('reader');
  const [email, setEmail] = useState('');
  const [days, setDays] = useState(14);
  const invite = useChange('inviteToStudy', ['studyInvitations']);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    invite.mutate({
      params: { studyId: props.studyId },
      body: { role, days, ...(email === '' ? {} : { email }) },
    });
  };
  const offered = studyRoles.filter((one) => one !== 'owner' || props.isOwner);
  return (
    <>
      <form onSubmit={send} className="eq-form" aria-label={words.invite}>
        <NativeSelect
          label={words.role}
          description={roleHelp[role]}
          value={role}
          onChange={(event) =>
            setRole(offered.find((one) => one === event.currentTarget.value) ?? role)
          }
          data={offered.map((value) => ({ value, label: roleWords[value] }))}
        />
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
        <Button type="submit" loading={invite.isPending}>
          {words.invite}
        </Button>
      </form>
      <ProblemNotice error={invite.error} />
      {invite.data !== undefined && (
        <Alert
          variant="outline"
          my="sm"
          role="status"
          title={words.linkFor(invite.data.invitation.role)}
        >
          <CopyField label={words.link} help={words.linkHelp} value={invite.data.link} />
        </Alert>
      )}
    </>
  );
}
