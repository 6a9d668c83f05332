import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type CaseColumn, CaseList, StateMark } from '../../parts/case-list.tsx';
import { caseListWords } from '../../words/case-list.ts';
import { consensusWords as words } from '../../words/consensus.ts';
import { isDecided, labelFilters } from './label-filters.ts';
import { type LabelRow, sourceText } from './label-rows.ts';

function comparison({ isSame }: LabelRow): string {
  if (isSame === null) return words.notCompared;
  return isSame ? words.same : words.different;
}

const columns: readonly CaseColumn<LabelRow>[] = [
  { title: words.question, cell: ({ question }) => question.text },
  { title: caseListWords.state, cell: ({ state }) => <StateMark state={state} /> },
  { title: words.label, cell: ({ label }) => label },
  {
    title: words.from,
    cell: (row) => <Text size="sm">{isDecided(row) ? sourceText(row) : words.none}</Text>,
  },
  { title: words.statistical, cell: ({ statistical }) => statistical },
  {
    title: words.compared,
    cell: (row) => (row.isSame === false ? <strong>{comparison(row)}</strong> : comparison(row)),
  },
];

/** Labels by case and question: the protocol's rule beside a statistical method. */
export function LabelsPart(props: {
  readonly studyId: string;
  readonly rows: readonly LabelRow[];
  readonly isLead: boolean;
}): ReactNode {
  return (
    <CaseList
      label={words.table}
      studyId={props.studyId}
      rows={props.rows}
      hasLinks={props.isLead}
      rowKey={({ caseId, question }) => `${caseId} ${question.id}`}
      filters={labelFilters}
      columns={columns}
      minWidth={860}
    />
  );
}
