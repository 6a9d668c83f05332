import type { Client } from '@equipoise/api';
import { Button, Checkbox, Group, List, Modal, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useChange } from '../../shell/queries.ts';
import { ProblemNotice } from '../../shell/states.tsx';
import { protocolWords as words } from '../../words/protocol.ts';
import { useEditor } from './editor-context.ts';

type Locked = Awaited<ReturnType<Client['lockProtocol']>>;

function Dealt({ locked }: { readonly locked: Locked }): ReactNode {
  const { studyId, room } = useEditor();
  const names = new Map(room.members.map((one) => [one.accountId, one.displayName]));
  return (
    <>
      <Text className="eq-code" mb="sm" role="status">
        {words.lockedText(locked.protocol.hash)}
      </Text>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.reader}</Table.Th>
            <Table.Th scope="col">{words.tasks}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {locked.assigned.map(({ readerId, tasks }) => (
            <Table.Tr key={readerId}>
              <Table.Th scope="row">{names.get(readerId) ?? words.unknownPerson}</Table.Th>
              <Table.Td>{tasks}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {locked.assigned.every(({ tasks }) => tasks === 0) && <Text my="sm">{words.dealtNone}</Text>}
      <Group justify="flex-end" mt="md">
        <Button component={Link} to={`/studies/${encodeURIComponent(studyId)}/progress`}>
          {words.toProgress}
        </Button>
      </Group>
    </>
  );
}

/** Says what a lock means, locks, and says what it dealt. */
export function LockDialog(props: {
  readonly version: number;
  readonly onClose: () => void;
}): ReactNode {
  const { version, onClose } = props;
  const { studyId } = useEditor();
  const [isSure, setSure] = useState(false);
  const lock = useChange('lockProtocol');
  return (
    <Modal
      opened
      onClose={onClose}
      title={lock.data === undefined ? words.lockTitle : words.lockedTitle}
    >
      {lock.data !== undefined ? (
        <Dealt locked={lock.data} />
      ) : (
        <>
          <List mb="md">
            {words.lockText.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
          <Checkbox
            label={words.lockCheck}
            checked={isSure}
            data-autofocus
            onChange={(event) => setSure(event.currentTarget.checked)}
          />
          <ProblemNotice error={lock.error} />
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button
              disabled={!isSure}
              loading={lock.isPending}
              onClick={() => lock.mutate({ params: { studyId }, body: { version } })}
            >
              {words.lockConfirm(version)}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}
