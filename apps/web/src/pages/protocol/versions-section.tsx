import { type StudyProtocol, studyProtocolSchema } from '@equipoise/domain';
import { Button, Group, NativeSelect, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { client } from '../../shell/client.ts';
import { Instant } from '../../shell/instant.tsx';
import { useRead } from '../../shell/queries.ts';
import { Answered, ProblemNotice } from '../../shell/states.tsx';
import { protocolWords as words } from '../../words/protocol.ts';
import { ChangeList } from './change-list.tsx';
import { useEditor } from './editor-context.ts';

function Comparison(props: { readonly from: number; readonly to: number }): ReactNode {
  const { studyId } = useEditor();
  const changes = useRead('compareProtocols', { params: { studyId }, query: props });
  return <Answered of={changes}>{(answer) => <ChangeList changes={answer.changes} />}</Answered>;
}

/** Every stored version, and what changed between two of them. */
export function VersionsSection(): ReactNode {
  const { studyId, room, change, isReadOnly } = useEditor();
  const versions = useRead('protocolVersions', { params: { studyId } });
  const [from, setFrom] = useState<number | null>(null);
  const [to, setTo] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const names = new Map(room.members.map((one) => [one.accountId, one.displayName]));
  const takeUp = async (version: number): Promise<void> => {
    setError(null);
    try {
      const row = await client.protocolVersion({ params: { studyId, version } });
      const stored: StudyProtocol = studyProtocolSchema.parse(row.document);
      change((old) => ({ ...stored, version: old.version, parent: old.parent }));
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Answered of={versions}>
      {({ versions: list }) => {
        if (list.length === 0) return <Text>{words.noVersions}</Text>;
        const sorted = [...list].sort((a, b) => b.version - a.version);
        const newest = sorted[0]?.version ?? 1;
        const right = to ?? newest;
        const left = from ?? Math.max(1, newest - 1);
        const choices = sorted.map(({ version }) => ({
          value: String(version),
          label: words.version(version),
        }));
        return (
          <>
            <ProblemNotice error={error} />
            <ScrollBox label={words.versionsTable}>
              <Table miw={620}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{words.number}</Table.Th>
                    <Table.Th scope="col">{words.storedAt}</Table.Th>
                    <Table.Th scope="col">{words.storedBy}</Table.Th>
                    <Table.Th scope="col">{words.lockedAt}</Table.Th>
                    <Table.Th scope="col">{words.why}</Table.Th>
                    <Table.Th scope="col">{words.hash}</Table.Th>
                    <Table.Th scope="col">{words.open}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {sorted.map((one) => (
                    <Table.Tr key={one.version}>
                      <Table.Th scope="row">{one.version}</Table.Th>
                      <Table.Td>
                        <Instant at={one.createdAt} />
                      </Table.Td>
                      <Table.Td>{names.get(one.createdBy) ?? words.unknownPerson}</Table.Td>
                      <Table.Td>{one.lockedAt !== null && <Instant at={one.lockedAt} />}</Table.Td>
                      <Table.Td>{one.why}</Table.Td>
                      <Table.Td>
                        <code title={one.hash}>{one.hash.slice(0, 12)}</code>
                      </Table.Td>
                      <Table.Td>
                        <Button
                          size="compact-sm"
                          variant="default"
                          disabled={isReadOnly}
                          aria-label={words.openOne(one.version)}
                          onClick={() => void takeUp(one.version)}
                        >
                          {words.open}
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </ScrollBox>
            {sorted.length > 1 && (
              <>
                <Title order={3} size="h5" mt="lg">
                  {words.compare}
                </Title>
                <Group my="sm">
                  <NativeSelect
                    label={words.compareFrom}
                    data={choices}
                    value={String(left)}
                    onChange={(event) => setFrom(Number(event.currentTarget.value))}
                  />
                  <NativeSelect
                    label={words.compareTo}
                    data={choices}
                    value={String(right)}
                    onChange={(event) => setTo(Number(event.currentTarget.value))}
                  />
                </Group>
                <Comparison from={left} to={right} />
              </>
            )}
          </>
        );
      }}
    </Answered>
  );
}
