import { Anchor, Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { pageSpan } from '../../charts/page-span.ts';
import { Pager } from '../../charts/pager.tsx';
import { ScrollBox } from '../../charts/scroll-box.tsx';
import { consensusWords as words } from '../../words/consensus.ts';
import { progressWords } from '../../words/progress.ts';
import { filterRows, type LabelFilter, type LabelRow, sourceText } from './label-rows.ts';

const rowsAtOnce = 50;
const filters: readonly LabelFilter[] = [
  'all',
  'settled',
  'unresolved',
  'open',
  'different',
  'unstored',
];

/** Labels by case and question: the protocol's rule beside a statistical method. */
export function LabelsPart(props: {
  readonly studyId: string;
  readonly rows: readonly LabelRow[];
  readonly isLead: boolean;
}): ReactNode {
  const { studyId, rows, isLead } = props;
  const [filter, setFilter] = useState<LabelFilter>('all');
  const [find, setFind] = useState('');
  const [page, setPage] = useState(0);
  const found = useMemo(() => filterRows(rows, filter, find), [rows, filter, find]);
  const { from, to } = pageSpan(found.length, rowsAtOnce, page);
  return (
    <>
      <Group align="end" mb="sm">
        <NativeSelect
          label={words.show}
          value={filter}
          onChange={(event) => {
            // The options below are these filters.
            setFilter(event.currentTarget.value as LabelFilter);
            setPage(0);
          }}
          data={filters.map((value) => ({ value, label: words.shows[value] }))}
        />
        <TextInput
          label={words.find}
          type="search"
          value={find}
          onChange={(event) => {
            setFind(event.currentTarget.value);
            setPage(0);
          }}
        />
      </Group>
      {found.length === 0 ? (
        <Text role="status">{words.noMatch}</Text>
      ) : (
        <ScrollBox label={words.table}>
          <Table miw={860} captionSide="top">
            <Table.Caption>{words.table}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.case}</Table.Th>
                <Table.Th scope="col">{words.question}</Table.Th>
                <Table.Th scope="col">{words.state}</Table.Th>
                <Table.Th scope="col">{words.label}</Table.Th>
                <Table.Th scope="col">{words.from}</Table.Th>
                <Table.Th scope="col">{words.statistical}</Table.Th>
                <Table.Th scope="col">{words.compared}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.slice(from, to).map((row) => (
                <Table.Tr key={`${row.caseId} ${row.question.id}`}>
                  <Table.Th scope="row" fw={400} className="eq-nowrap">
                    {isLead ? (
                      <Anchor
                        size="sm"
                        component={Link}
                        to={`/studies/${encodeURIComponent(studyId)}/cases/${encodeURIComponent(row.caseId)}`}
                      >
                        {row.caseId}
                      </Anchor>
                    ) : (
                      row.caseId
                    )}
                  </Table.Th>
                  <Table.Td>{row.question.text}</Table.Td>
                  <Table.Td className="eq-nowrap">
                    <span className={`eq-swatch eq-share-${row.state}`} aria-hidden="true" />{' '}
                    {progressWords.states[row.state]}
                  </Table.Td>
                  <Table.Td>{row.label}</Table.Td>
                  <Table.Td>
                    <Text size="sm">
                      {row.state === 'settled' || row.state === 'unresolved'
                        ? sourceText(row)
                        : words.none}
                    </Text>
                  </Table.Td>
                  <Table.Td>{row.statistical}</Table.Td>
                  <Table.Td fw={row.isSame === false ? 600 : 400}>
                    {row.isSame === null
                      ? words.notCompared
                      : row.isSame
                        ? words.same
                        : words.different}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
      <Pager
        total={found.length}
        size={rowsAtOnce}
        page={page}
        label={words.table}
        onPage={setPage}
      />
    </>
  );
}
