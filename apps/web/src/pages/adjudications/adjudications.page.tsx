import { problemOf } from '@equipoise/api';
import { Anchor, Button, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { pageSpan } from '../../parts/page-span.ts';
import { Pager } from '../../parts/pager.tsx';
import { ScrollBox } from '../../parts/scroll-box.tsx';
import { useStudyId } from '../../shell/params.ts';
import { useRead } from '../../shell/queries.ts';
import { Answered, PageHead } from '../../shell/states.tsx';
import { adjudicationWords as words } from '../../words/adjudication.ts';

const rowsAtOnce = 50;

/** Cases to decide about, those where it is one's turn first. */
export function Page(): ReactNode {
  const studyId = useStudyId();
  const list = useRead('adjudications', { params: { studyId } }, { every: 20_000 });
  const [page, setPage] = useState(0);
  const path = (id: string): string =>
    `/studies/${encodeURIComponent(studyId)}/adjudications/${encodeURIComponent(id)}`;
  const head = <PageHead title={words.listTitle} lead={words.listLead} />;
  if (problemOf(list.error)?.code === 'room/bad-state') {
    return (
      <>
        {head}
        <Text>{words.notLocked}</Text>
        <Text>{words.notLockedMend}</Text>
      </>
    );
  }
  return (
    <>
      {head}
      <Answered of={list}>
        {({ adjudications }) => {
          const mine = adjudications.filter((one) => one.isMyTurn);
          const [first] = mine;
          const { from, to } = pageSpan(adjudications.length, rowsAtOnce, page);
          return (
            <>
              <Text role="status" mb="xs">
                {mine.length === 0 ? words.nothing : words.myTurn(mine.length)}
              </Text>
              {first === undefined ? (
                <Text size="sm" c="dimmed" mb="sm">
                  {words.nothingMend}
                </Text>
              ) : (
                <Button component={Link} to={path(first.adjudicationId)} mb="md">
                  {words.start}
                </Button>
              )}
              {adjudications.length > 0 && (
                <ScrollBox label={words.table}>
                  <Table w="auto" miw={480} captionSide="top">
                    <Table.Caption>{words.table}</Table.Caption>
                    <Table.Thead>
                      <Table.Tr>
                        <Table.Th scope="col">{words.case}</Table.Th>
                        <Table.Th scope="col">{words.state}</Table.Th>
                        <Table.Th scope="col">{words.next}</Table.Th>
                        <Table.Th scope="col">{words.round}</Table.Th>
                      </Table.Tr>
                    </Table.Thead>
                    <Table.Tbody>
                      {adjudications.slice(from, to).map((one) => (
                        <Table.Tr key={one.adjudicationId}>
                          <Table.Th scope="row" fw={400}>
                            <Anchor component={Link} size="sm" to={path(one.adjudicationId)}>
                              {words.caseName(one.adjudicationId.slice(0, 8))}
                            </Anchor>
                          </Table.Th>
                          <Table.Td>{words.states[one.state]}</Table.Td>
                          <Table.Td>
                            {one.stage === null ? words.notMyTurn : words.stages[one.stage]}
                          </Table.Td>
                          <Table.Td>{one.round}</Table.Td>
                        </Table.Tr>
                      ))}
                    </Table.Tbody>
                  </Table>
                </ScrollBox>
              )}
              <Pager
                total={adjudications.length}
                size={rowsAtOnce}
                page={page}
                label={words.table}
                onPage={setPage}
              />
            </>
          );
        }}
      </Answered>
    </>
  );
}
