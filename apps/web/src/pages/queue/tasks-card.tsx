import type { Client } from '@equipoise/api';
import { Button, Card, Group, Table, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Instant } from '../../shell/instant.tsx';
import { showSeconds } from '../../shell/instants.ts';
import { useRead } from '../../shell/queries.ts';
import { queueWords as words } from '../../words/queue.ts';

/** A reader's home as the server tells it. */
export type Queue = Awaited<ReturnType<Client['queue']>>;

/** Rows of one page of the table. */
const rowCount = 20;

/** The cases opened so far, the newest first; those that did not come with the queue are asked for page by page. */
export function TasksCard(props: { readonly studyId: string; readonly queue: Queue }): ReactNode {
  const { studyId, queue } = props;
  const { tasks, taskCount } = queue;
  const [from, setFrom] = useState(0);
  const isHere = Math.min(from + rowCount, taskCount) <= tasks.length;
  const page = useRead(
    'queue',
    { params: { studyId }, query: { from, count: rowCount } },
    { isWanted: !isHere, keepsLast: true },
  );
  const newest = isHere ? tasks.toReversed().slice(from) : (page.data?.tasks ?? []).toReversed();
  const shown = newest.slice(0, rowCount);
  return (
    <Card withBorder mb="md">
      <Title order={2} size="h4" mb="xs">
        {words.cases}
      </Title>
      {taskCount === 0 ? (
        <Text>{words.empty}</Text>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keys */}
          <section style={{ overflowX: 'auto' }} tabIndex={0} aria-label={words.cases}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{words.caseNumber}</Table.Th>
                  <Table.Th scope="col">{words.caseStage}</Table.Th>
                  <Table.Th scope="col">{words.caseState}</Table.Th>
                  <Table.Th scope="col">{words.submittedAt}</Table.Th>
                  <Table.Th scope="col">{words.seconds}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((task) => (
                  <Table.Tr key={task.taskId}>
                    <Table.Th scope="row">{task.number}</Table.Th>
                    <Table.Td>{words.stage[task.stage]}</Table.Td>
                    <Table.Td>{words.state[task.state]}</Table.Td>
                    <Table.Td>
                      {task.submittedAt !== null && <Instant at={task.submittedAt} />}
                    </Table.Td>
                    <Table.Td>
                      {task.activeSeconds === null ? '' : showSeconds(task.activeSeconds)}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
          {taskCount > rowCount && (
            <Group mt="xs">
              <Button
                variant="default"
                size="xs"
                disabled={from === 0}
                onClick={() => setFrom(Math.max(0, from - rowCount))}
              >
                {words.later}
              </Button>
              <Text size="sm" role="status">
                {words.shown(from + 1, Math.min(from + rowCount, taskCount), taskCount)}
              </Text>
              <Button
                variant="default"
                size="xs"
                disabled={from + rowCount >= taskCount}
                onClick={() => setFrom(from + rowCount)}
              >
                {words.earlier}
              </Button>
            </Group>
          )}
        </>
      )}
    </Card>
  );
}
