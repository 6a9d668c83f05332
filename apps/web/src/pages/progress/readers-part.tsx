import { Badge, Button, Progress as ProgressBar, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { count, fixed } from '../../charts/numbers.ts';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { progressWords as words } from '../../words/progress.ts';
import type { Progress, Standings } from './room-types.ts';
import { type StandingChange, StandingDialog } from './standing-dialog.tsx';

/** Readers with what each has done; leads may suspend and reinstate. */
export function ReadersPart(props: {
  readonly studyId: string;
  readonly readers: Progress['readers'];
  readonly standings: Standings['readers'];
  readonly isLead: boolean;
}): ReactNode {
  const { studyId, readers, standings, isLead } = props;
  const [change, setChange] = useState<StandingChange | null>(null);
  if (readers.length === 0) return <Text>{words.noReaders}</Text>;
  return (
    <>
      <ScrollBox label={words.listOfReaders}>
        <Table miw={760} captionSide="top" verticalSpacing="xs">
          <Table.Caption>{words.listOfReaders}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.reader}</Table.Th>
              {isLead && <Table.Th scope="col">{words.state}</Table.Th>}
              <Table.Th scope="col">{words.done}</Table.Th>
              <Table.Th scope="col">{words.left}</Table.Th>
              <Table.Th scope="col">{words.minutes}</Table.Th>
              <Table.Th scope="col">{words.median}</Table.Th>
              {isLead && <Table.Th scope="col">{words.flags}</Table.Th>}
              {isLead && <Table.Th scope="col">{words.change}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {readers.map((one) => {
              const standing = standings.find(({ readerId }) => readerId === one.readerId);
              const isOut = standing?.state === 'suspended';
              const { readerId, displayName: name } = one;
              return (
                <Table.Tr key={readerId}>
                  <Table.Th scope="row" fw={400}>
                    {name}
                  </Table.Th>
                  {isLead && (
                    <Table.Td>
                      {standing !== undefined && (
                        <>
                          <Badge tt="none" variant="outline" color={isOut ? 'red' : 'gray'}>
                            {words.readerStates[standing.state]}
                          </Badge>
                          {standing.why !== null && isOut && <Text size="sm">{standing.why}</Text>}
                        </>
                      )}
                    </Table.Td>
                  )}
                  <Table.Td miw={140}>
                    {words.doneOf(one.doneCount, one.assignedCount)}
                    <ProgressBar
                      value={(100 * one.doneCount) / Math.max(1, one.assignedCount)}
                      size="xs"
                      aria-hidden="true"
                    />
                  </Table.Td>
                  <Table.Td>{count(one.leftCount)}</Table.Td>
                  <Table.Td>{fixed(one.activeMinutes, 1)}</Table.Td>
                  <Table.Td>{fixed(one.medianSeconds, 1)}</Table.Td>
                  {isLead && <Table.Td>{count(standing?.flagCount)}</Table.Td>}
                  {isLead && (
                    <Table.Td>
                      {standing !== undefined && standing.state !== 'removed' && (
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={
                            isOut ? words.reinstateReader(name) : words.suspendReader(name)
                          }
                          onClick={() =>
                            setChange({ readerId, name, isOut, standing: standing.standing })
                          }
                        >
                          {isOut ? words.reinstate : words.suspend}
                        </Button>
                      )}
                    </Table.Td>
                  )}
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      {change !== null && (
        <StandingDialog
          key={`${change.readerId} ${change.isOut}`}
          studyId={studyId}
          change={change}
          onClose={() => setChange(null)}
        />
      )}
    </>
  );
}
