import type { Answer } from '@equipoise/domain';
import type { Decision } from './decision.ts';

/** What was begun in this browser and not sent. */
export interface KeptWork {
  readonly version: number;
  readonly stage: 'blind-read' | 'decide';
  readonly answers: readonly Answer[];
  readonly decision: Decision;
}

const keyOf = (adjudicationId: string): string => `equipoise-adjudication-${adjudicationId}`;

/** Keeps what is begun; a browser that has no room for it loses nothing but this. */
export function keepWork(adjudicationId: string, work: KeptWork): void {
  try {
    localStorage.setItem(keyOf(adjudicationId), JSON.stringify(work));
  } catch {
    // A large mask may not fit: the text is kept without it.
    try {
      const answers = work.answers.filter(
        (one) => one.outcome !== 'answered' || one.value.kind !== 'shapes',
      );
      localStorage.setItem(keyOf(adjudicationId), JSON.stringify({ ...work, answers }));
    } catch {
      return;
    }
  }
}

/** What was kept for a case at this version and stage; null when there is nothing. */
export function keptWork(
  adjudicationId: string,
  version: number,
  stage: KeptWork['stage'],
): KeptWork | null {
  try {
    const found = JSON.parse(
      localStorage.getItem(keyOf(adjudicationId)) ?? 'null',
    ) as KeptWork | null; // written by this page alone
    return found?.version === version && found.stage === stage ? found : null;
  } catch {
    return null;
  }
}

/** Forgets what was kept. */
export function forgetWork(adjudicationId: string): void {
  try {
    localStorage.removeItem(keyOf(adjudicationId));
  } catch {
    return;
  }
}
