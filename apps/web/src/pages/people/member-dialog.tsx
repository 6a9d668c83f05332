import { Button, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { useChange } from '../../shell/queries.ts';
import { peopleWords as words } from '../../words/people.ts';
import type { Member } from './member.ts';

/** What is to be done with a role of a person. */
export interface MemberChange {
  readonly member: Member;
  readonly kind: 'suspend' | 'remove' | 'give-back';
}

const states = { suspend: 'suspended', remove: 'removed', 'give-back': 'active' } as const;

/** Asks for the reason of a change of a role, and makes it. */
export function MemberDialog(props: {
  readonly studyId: string;
  readonly change: MemberChange | null;
  readonly onClose: () => void;
}): ReactNode {
  const { change } = props;
  const set = useChange('setMember', ['members', 'session', 'study']);
  const said = saidOf(change);
  const left = set.data?.withoutReader ?? [];
  if (left.length > 0) {
    const close = (): void => {
      set.reset();
      props.onClose();
    };
    return (
      <Modal
        opened
        onClose={close}
        lockScroll={false}
        title={said.title}
        closeButtonProps={{ 'aria-label': words.close }}
      >
        <Stack>
          <Text role="status">{words.withoutReader(left.length)}</Text>
          <Text size="sm">{left.join(', ')}</Text>
          <Button onClick={close} data-autofocus>
            {words.close}
          </Button>
        </Stack>
      </Modal>
    );
  }
  return (
    <ConfirmDialog
      key={`${change?.member.accountId} ${change?.kind}`}
      isOpen={change !== null}
      title={said.title}
      confirm={said.confirm}
      isDangerous={change?.kind !== 'give-back'}
      needsReason
      isSending={set.isPending}
      error={set.error}
      onClose={() => {
        set.reset();
        props.onClose();
      }}
      onConfirm={(why) => {
        if (change === null) return;
        const { accountId, role } = change.member;
        set.mutate(
          {
            params: { studyId: props.studyId, accountId },
            body: { role, state: states[change.kind], why },
          },
          {
            onSuccess: ({ withoutReader }) => {
              if (withoutReader.length === 0) props.onClose();
            },
          },
        );
      }}
    >
      <Text size="sm">{said.text}</Text>
    </ConfirmDialog>
  );
}

function saidOf(change: MemberChange | null): {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
} {
  if (change === null) return { title: '', text: '', confirm: '' };
  const { displayName: name, role } = change.member;
  switch (change.kind) {
    case 'suspend':
      return {
        title: words.suspendThat(name, role),
        text: words.suspendText,
        confirm: words.suspend,
      };
    case 'remove':
      return { title: words.removeThat(name, role), text: words.removeText, confirm: words.remove };
    case 'give-back':
      return {
        title: words.giveBackThat(name, role),
        text: words.giveBackText,
        confirm: words.giveBack,
      };
    default:
      return change.kind satisfies never;
  }
}
