import type { Client } from '@equipoise/api';
import type { Answer, Shape } from '@equipoise/domain';

/** A case as one who decides sees it. */
export type Adjudication = Awaited<ReturnType<Client['adjudication']>>;

/** An anonymous reading. */
export type Read = Adjudication['reads'][number];

/** What the protocol tells those who decide. */
export type Protocol = Awaited<ReturnType<Client['readerProtocol']>>;

/** What one did to a case oneself. */
export interface OwnEntry {
  readonly stage: 'blind-read' | 'decide';
  readonly round: number;
  readonly action: 'read' | 'accept' | 'edit' | 'keep' | 'cannot-resolve';
  readonly answers: readonly Answer[];
  readonly reason: string;
  readonly at: string;
}

/** Own entries: the contract calls them documents, the server writes them in this form. */
export function ownEntries(view: Adjudication): readonly OwnEntry[] {
  return view.own as readonly OwnEntry[];
}

/** The shapes of a question's answer. */
export function shapesOf(answers: readonly Answer[], questionId: string): readonly Shape[] {
  const answer = answers.find((one) => one.questionId === questionId);
  return answer?.outcome === 'answered' && answer.value.kind === 'shapes'
    ? answer.value.shapes
    : [];
}

/** A short name for a case whose own name stays hidden. */
export function shortName(adjudicationId: string): string {
  return adjudicationId.slice(0, 8);
}
