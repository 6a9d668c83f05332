import type { Client } from '@equipoise/api';

/** Where a case of a study stands. */
export type CaseState = Awaited<ReturnType<Client['progress']>>['cases'][number]['state'];

/** From not begun to decided; `read` where the study hides what readings come to. */
export const caseStates: readonly CaseState[] = [
  'open',
  'reading',
  'adjudication',
  'settled',
  'unresolved',
  'read',
];

/** The choice of cases wherever they stand. */
export const everyState = 'all';

/** A chosen state as a query has it; nothing for all. */
export function wantedState(chosen: string): { readonly state?: CaseState } {
  const state = caseStates.find((one) => one === chosen);
  return state === undefined ? {} : { state };
}
