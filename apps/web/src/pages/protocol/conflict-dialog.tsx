import { diffProtocols } from '@equipoise/annotation';
import type { StudyProtocol } from '@equipoise/domain';
import { Button, Group, Modal, Text } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { protocolWords as words } from '../../words/protocol.ts';
import { ChangeList } from './change-list.tsx';

/** Two versions at once: the one that was stored meanwhile and the own one. The person chooses. */
export function ConflictDialog(props: {
  readonly stored: StudyProtocol;
  readonly storedVersion: number;
  readonly mine: StudyProtocol;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
  readonly onClose: () => void;
}): ReactNode {
  const { stored, storedVersion, mine, onMine, onTheirs, onClose } = props;
  const changes = useMemo(() => diffProtocols(stored, mine), [stored, mine]);
  return (
    <Modal opened size="xl" onClose={onClose} title={words.conflictTitle}>
      <Text mb="sm">{words.conflictText(storedVersion)}</Text>
      <ChangeList changes={changes} />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.keepEditing}
        </Button>
        <Button variant="default" onClick={onTheirs}>
          {words.takeTheirs}
        </Button>
        <Button onClick={onMine}>{words.keepMine}</Button>
      </Group>
    </Modal>
  );
}
