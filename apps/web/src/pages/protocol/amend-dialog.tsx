import { diffProtocols } from '@equipoise/annotation';
import type { StudyProtocol } from '@equipoise/domain';
import { Alert, Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { ProblemNotice } from '../../shell/states.tsx';
import { protocolWords as words } from '../../words/protocol.ts';
import { ChangeList } from './change-list.tsx';

/** Shows what an amendment changes, and asks for its reason. */
export function AmendDialog(props: {
  readonly before: StudyProtocol;
  readonly after: StudyProtocol;
  readonly isSaving: boolean;
  readonly error: unknown;
  readonly onSave: (why: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { before, after, isSaving, error, onSave, onClose } = props;
  const [why, setWhy] = useState('');
  const changes = useMemo(() => diffProtocols(before, after), [before, after]);
  return (
    <Modal opened size="xl" onClose={onClose} title={words.amendTitle}>
      <Text mb="sm">{words.amendText}</Text>
      {changes.some(({ touches }) => touches === 'instructions') && (
        <Alert variant="outline" color="yellow" my="sm">
          {words.reread}
        </Alert>
      )}
      <ChangeList changes={changes} />
      <Textarea
        label={words.reason}
        required
        data-autofocus
        maxLength={2000}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <ProblemNotice error={error} />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.cancel}
        </Button>
        <Button disabled={why.trim() === ''} loading={isSaving} onClick={() => onSave(why.trim())}>
          {words.amend}
        </Button>
      </Group>
    </Modal>
  );
}
