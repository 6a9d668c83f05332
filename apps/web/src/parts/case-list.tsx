import { Anchor, Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import '../charts/charts.css';
import { caseListWords as words } from '../words/case-list.ts';
import type { CaseState } from './case-states.ts';
import { filterCases } from './filter-cases.ts';
import { pageSpan } from './page-span.ts';
import { Pager } from './pager.tsx';
import { ScrollBox } from './scroll-box.tsx';

/** Rows of a page. */
export const rowsAtOnce = 50;

/** A row is about one case. */
interface CaseRow {
  readonly caseId: string;
  readonly state: CaseState;
}

/** A column beside case and state. */
export interface CaseColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
}

/** Which rows are shown. */
export interface CaseFilter<Row> {
  readonly key: string;
  readonly label: string;
  readonly fits: (row: Row) => boolean;
}

/** The state of a case: its colour in the picture, and its name. */
export function StateMark({ state }: { readonly state: CaseState }): ReactNode {
  return (
    <>
      <span className={`eq-swatch eq-share-${state}`} aria-hidden="true" /> {words.states[state]}
    </>
  );
}

/** What a list of cases shows of its rows. */
interface CaseLooks<Row> {
  readonly label: string;
  readonly studyId: string;
  /** Whether the name of a case leads to its page. */
  readonly hasLinks: boolean;
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly CaseColumn<Row>[];
  readonly minWidth: number;
}

/** Which of the rows are asked for. */
export interface CaseChoice {
  readonly filter: string;
  /** Part of the name of the case. */
  readonly find: string;
  /** From 0. */
  readonly page: number;
}

/** Rows about cases: chosen by a filter, found by the name of the case, page by page. */
export function CaseList<Row extends CaseRow>(
  props: CaseLooks<Row> & {
    readonly rows: readonly Row[];
    /** The first is chosen at the start. */
    readonly filters: readonly CaseFilter<Row>[];
  },
): ReactNode {
  const { rows, filters, ...looks } = props;
  const [choice, setChoice] = useState<CaseChoice>({
    filter: filters[0]?.key ?? '',
    find: '',
    page: 0,
  });
  const filter = filters.find(({ key }) => key === choice.filter);
  const found = useMemo(
    () => filterCases(rows, filter?.fits ?? (() => true), choice.find),
    [rows, filter, choice.find],
  );
  const { from, to } = pageSpan(found.length, rowsAtOnce, choice.page);
  return (
    <CasePage
      {...looks}
      rows={found.slice(from, to)}
      total={found.length}
      filters={filters}
      choice={choice}
      onChoice={setChoice}
    />
  );
}

/** A page of such rows, however it was chosen. */
export function CasePage<Row extends CaseRow>(
  props: CaseLooks<Row> & {
    readonly rows: readonly Row[];
    /** Rows on all pages. */
    readonly total: number;
    readonly filters: readonly { readonly key: string; readonly label: string }[];
    readonly choice: CaseChoice;
    readonly onChoice: (choice: CaseChoice) => void;
  },
): ReactNode {
  const { label, studyId, rows, total, filters, columns, choice, onChoice } = props;
  return (
    <>
      <Group align="end" mb="sm">
        <NativeSelect
          label={words.show}
          value={choice.filter}
          onChange={(event) => onChoice({ ...choice, filter: event.currentTarget.value, page: 0 })}
          data={filters.map(({ key, label: text }) => ({ value: key, label: text }))}
        />
        <TextInput
          label={words.find}
          type="search"
          value={choice.find}
          onChange={(event) => onChoice({ ...choice, find: event.currentTarget.value, page: 0 })}
        />
      </Group>
      {rows.length === 0 ? (
        <Text role="status">{words.noMatch}</Text>
      ) : (
        <ScrollBox label={label}>
          <Table w="auto" miw={props.minWidth} captionSide="top">
            <Table.Caption>{label}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                {[words.case, ...columns.map(({ title }) => title)].map((title) => (
                  <Table.Th scope="col" key={title}>
                    {title}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={props.rowKey(row)}>
                  <Table.Th scope="row" fw={400} className="eq-nowrap">
                    {props.hasLinks ? (
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
                  {columns.map(({ title, cell }) => (
                    <Table.Td key={title}>{cell(row)}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
      <Pager
        total={total}
        size={rowsAtOnce}
        page={choice.page}
        label={label}
        onPage={(page) => onChoice({ ...choice, page })}
      />
    </>
  );
}
