import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type CaseChoice, type CaseColumn, CasePage, StateMark } from '../../parts/case-list.tsx';
import { CaseShares } from '../../parts/case-shares.tsx';
import { caseStates, everyState } from '../../parts/case-states.ts';
import { caseListWords } from '../../words/case-list.ts';
import { progressWords as words } from '../../words/progress.ts';
import type { Progress } from './room-types.ts';

type Row = Progress['cases'][number];

/** States that the server tells of. */
function filtersOf(
  progress: Progress,
): readonly { readonly key: string; readonly label: string }[] {
  const told = new Set(progress.states.map(({ state }) => state));
  return [
    { key: everyState, label: words.allStates },
    ...caseStates
      .filter((state) => told.has(state))
      .map((state) => ({ key: state, label: caseListWords.states[state] })),
  ];
}

const columns: readonly CaseColumn<Row>[] = [
  { title: caseListWords.state, cell: ({ state }) => <StateMark state={state} /> },
  { title: words.reads, cell: (row) => words.readsOf(row.readsDone, row.readsNeeded) },
];

/** Cases by state as a picture, and each of them in a list whose pages the server makes. */
export function CasesPart(props: {
  readonly studyId: string;
  readonly progress: Progress;
  readonly choice: CaseChoice;
  readonly onChoice: (choice: CaseChoice) => void;
  readonly isLead: boolean;
}): ReactNode {
  const { progress, studyId, isLead, choice, onChoice } = props;
  if (progress.caseCount === 0) return <Text>{words.noCases}</Text>;
  return (
    <>
      <CaseShares states={progress.states} />
      <CasePage
        label={words.listOfCases}
        studyId={studyId}
        rows={progress.cases}
        total={progress.total}
        hasLinks={isLead}
        rowKey={({ caseId }) => caseId}
        filters={filtersOf(progress)}
        choice={choice}
        onChoice={onChoice}
        columns={columns}
        minWidth={420}
      />
    </>
  );
}
