import { type StudyRole, studyRoles } from '@equipoise/domain';
import { NativeSelect, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { useChange } from '../../shell/queries.ts';
import { peopleWords as words } from '../../words/people.ts';
import { roleHelp, roleWords } from '../../words/roles.ts';
import type { Member } from './member.ts';

/** Gives a person of the study a further role. */
export function AddRoleDialog(props: {
  readonly studyId: string;
  readonly member: Member | null;
  readonly onClose: () => void;
}): ReactNode {
  const { member } = props;
  const [role, setRole] = useState<StudyRole>('curator');
  const set = useChange('setMember', ['members', 'session', 'study']);
  return (
    <ConfirmDialog
      isOpen={member !== null}
      title={words.addRoleThat(member?.displayName ?? '')}
      confirm={words.addRole}
      needsReason
      isSending={set.isPending}
      error={set.error}
      onClose={() => {
        set.reset();
        props.onClose();
      }}
      onConfirm={(why) =>
        set.mutate(
          {
            params: { studyId: props.studyId, accountId: member?.accountId ?? '' },
            body: { role, state: 'active', why },
          },
          { onSuccess: props.onClose },
        )
      }
    >
      <Text size="sm">{words.addRoleText}</Text>
      <NativeSelect
        label={words.role}
        description={roleHelp[role]}
        value={role}
        onChange={(event) =>
          setRole(studyRoles.find((one) => one === event.currentTarget.value) ?? role)
        }
        data={studyRoles.map((value) => ({ value, label: roleWords[value] }))}
      />
    </ConfirmDialog>
  );
}
