import type { Answer } from '@equipoise/domain';
import { adjudicationWords as words } from '../../words/adjudication.ts';
import type { Adjudication } from './view-types.ts';

/** What somebody is about to decide. */
export interface Decision {
  readonly action: 'accept' | 'keep' | 'edit' | 'cannot-resolve' | null;
  /** Letter of the read that is accepted. */
  readonly accepted: string | null;
  readonly reason: string;
  readonly rubric: Readonly<Record<string, string>>;
}

/** Before anything is decided. */
export const noDecision: Decision = { action: null, accepted: null, reason: '', rubric: {} };

/** A choice of the decision as a form holds it: `accept A`, `keep`, … */
export function choiceKey({ action, accepted }: Decision): string {
  return action === 'accept' ? `accept ${accepted}` : (action ?? '');
}

/** The decision after a choice was made. */
export function choose(decision: Decision, key: string): Decision {
  if (key.startsWith('accept ')) {
    return { ...decision, action: 'accept', accepted: key.slice('accept '.length) };
  }
  const action = key === 'keep' || key === 'edit' || key === 'cannot-resolve' ? key : null;
  return { ...decision, action, accepted: null };
}

/** What can be chosen about a case: every read, keeping the own one, another answer, none. */
export function choicesOf(
  view: Pick<Adjudication, 'reads'>,
): readonly { readonly key: string; readonly text: string; readonly hotkey: string }[] {
  return [
    ...view.reads
      .filter((read) => !read.isOwn)
      .map(({ letter }) => ({
        key: `accept ${letter}`,
        text: words.accept(letter),
        hotkey: letter.toLowerCase(),
      })),
    ...(view.reads.some((read) => read.isOwn)
      ? [{ key: 'keep', text: words.keep, hotkey: 'k' }]
      : []),
    { key: 'edit', text: words.edit, hotkey: 'e' },
    { key: 'cannot-resolve', text: words.cannot, hotkey: 'x' },
  ];
}

/** What keeps a decision from being sent; null when nothing does. */
export function missing(
  decision: Decision,
  view: Pick<Adjudication, 'rule' | 'rubric'>,
): string | null {
  if (decision.action === null) return words.choose;
  if (decision.reason.trim() === '') return words.whyMissing;
  const mustSpeak = view.rule === 'round-robin';
  if (mustSpeak && view.rubric.some(({ id }) => (decision.rubric[id] ?? '').trim() === '')) {
    return words.rubricNeeded;
  }
  return null;
}

/** A decision as its route takes it. */
export function decisionBody(
  decision: Decision,
  expectedVersion: number,
  answers: readonly Answer[],
): {
  expectedVersion: number;
  action: 'accept' | 'keep' | 'edit' | 'cannot-resolve';
  accepted: string | null;
  answers: Answer[];
  reason: string;
  rubric: { id: string; text: string }[];
} {
  return {
    expectedVersion,
    action: decision.action ?? 'cannot-resolve',
    accepted: decision.accepted,
    answers: decision.action === 'edit' ? [...answers] : [],
    reason: decision.reason.trim(),
    rubric: Object.entries(decision.rubric)
      .filter(([, text]) => text.trim() !== '')
      .map(([id, text]) => ({ id, text })),
  };
}
