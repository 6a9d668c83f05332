import type { CaseFilter } from '../../parts/case-list.tsx';
import { consensusWords as words } from '../../words/consensus.ts';
import type { LabelRow } from './label-rows.ts';

/** Whether reading and adjudication of the case are over. */
export function isDecided({ state }: Pick<LabelRow, 'state'>): boolean {
  return state === 'settled' || state === 'unresolved';
}

const fits: Readonly<Record<keyof typeof words.shows, (row: LabelRow) => boolean>> = {
  all: () => true,
  settled: ({ state }) => state === 'settled',
  unresolved: ({ state }) => state === 'unresolved',
  open: (row) => !isDecided(row),
  different: ({ isSame }) => isSame === false,
  unstored: ({ state, isCaseStored }) => state === 'settled' && !isCaseStored,
};

/** Which labels the page of consensus may show alone. */
export const labelFilters: readonly CaseFilter<LabelRow>[] = Object.entries(fits).map(
  // The keys above are those of the words.
  ([key, one]) => ({ key, label: words.shows[key as keyof typeof words.shows], fits: one }),
);
