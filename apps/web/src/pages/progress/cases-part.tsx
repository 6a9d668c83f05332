import { Anchor, Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { pageSpan } from '../../charts/page-span.ts';
import { Pager } from '../../charts/pager.tsx';
import { ScrollBox } from '../../charts/scroll-box.tsx';
import { ShareBar } from '../../charts/share-bar.tsx';
import { progressWords as words } from '../../words/progress.ts';
import type { Progress } from './room-types.ts';

const states = ['open', 'reading', 'adjudication', 'settled', 'unresolved'] as const;
const rowsAtOnce = 50;

/** Cases by state as a picture, and each of them in a list of pages. */
export function CasesPart(props: {
  readonly studyId: string;
  readonly cases: Progress['cases'];
  readonly isLead: boolean;
}): ReactNode {
  const { cases, studyId, isLead } = props;
  const [state, setState] = useState('');
  const [find, setFind] = useState('');
  const [page, setPage] = useState(0);
  const parts = useMemo(
    () =>
      states.map((key) => ({
        key,
        label: words.states[key],
        count: cases.filter((one) => one.state === key).length,
      })),
    [cases],
  );
  const found = useMemo(() => {
    const text = find.trim().toLowerCase();
    return cases.filter(
      (one) =>
        (state === '' || one.state === state) &&
        (text === '' || one.caseId.toLowerCase().includes(text)),
    );
  }, [cases, state, find]);
  if (cases.length === 0) return <Text>{words.noCases}</Text>;
  const { from, to } = pageSpan(found.length, rowsAtOnce, page);
  return (
    <>
      <ShareBar label={words.casesByState} parts={parts} />
      <Group align="end" mb="sm">
        <NativeSelect
          label={words.showState}
          value={state}
          onChange={(event) => {
            setState(event.currentTarget.value);
            setPage(0);
          }}
          data={[
            { value: '', label: words.allStates },
            ...states.map((value) => ({ value, label: words.states[value] })),
          ]}
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
        <ScrollBox label={words.listOfCases}>
          <Table w="auto" miw={420} captionSide="top">
            <Table.Caption>{words.listOfCases}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{words.case}</Table.Th>
                <Table.Th scope="col">{words.state}</Table.Th>
                <Table.Th scope="col">{words.reads}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.slice(from, to).map((one) => (
                <Table.Tr key={one.caseId}>
                  <Table.Th scope="row" fw={400}>
                    {isLead ? (
                      <Anchor
                        size="sm"
                        component={Link}
                        to={`/studies/${encodeURIComponent(studyId)}/cases/${encodeURIComponent(one.caseId)}`}
                      >
                        {one.caseId}
                      </Anchor>
                    ) : (
                      one.caseId
                    )}
                  </Table.Th>
                  <Table.Td className="eq-nowrap">
                    <span className={`eq-swatch eq-share-${one.state}`} aria-hidden="true" />{' '}
                    {words.states[one.state]}
                  </Table.Td>
                  <Table.Td>{words.readsOf(one.readsDone, one.readsNeeded)}</Table.Td>
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
        label={words.listOfCases}
        onPage={setPage}
      />
    </>
  );
}
