import type { ReactNode } from 'react';
import { ShareBar } from '../charts/share-bar.tsx';
import { caseListWords as words } from '../words/case-list.ts';
import { type CaseState, caseStates } from './case-states.ts';

/** How many cases stand where, as a picture. */
export function CaseShares(props: {
  readonly states: readonly { readonly state: CaseState; readonly count: number }[];
}): ReactNode {
  const counts = new Map(props.states.map(({ state, count }) => [state, count]));
  return (
    <ShareBar
      label={words.byState}
      parts={caseStates
        .filter((key) => counts.has(key))
        .map((key) => ({
          key,
          label: words.states[key],
          count: counts.get(key) ?? 0,
        }))}
    />
  );
}
