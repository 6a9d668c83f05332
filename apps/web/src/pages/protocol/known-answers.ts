import { optionsOf } from '@equipoise/annotation';
import type { Answer, ProtocolCase, Question } from '@equipoise/domain';

/** The known answer of a case to a question; undefined where none is known. */
export function knownAnswer(one: ProtocolCase, questionId: string): Answer | undefined {
  return one.reference.find((answer) => answer.questionId === questionId);
}

/** The case with another known answer to a question; null takes it away. */
export function withKnown(
  one: ProtocolCase,
  questionId: string,
  answer: Answer | null,
): ProtocolCase {
  const rest = one.reference.filter((old) => old.questionId !== questionId);
  return { ...one, reference: answer === null ? rest : [...rest, answer] };
}

/** A known answer as the value of a list to choose from. */
export function keyOfKnown(answer: Answer | undefined): string {
  if (answer === undefined) return '';
  if (answer.outcome === 'ungradable') return `ungradable ${answer.reason}`;
  if (answer.outcome === 'nothing-found') return 'nothing-found';
  const { value } = answer;
  if (value.kind === 'single' || value.kind === 'ordinal') return `value ${value.value}`;
  return 'other';
}

/** The known answer that a value of that list means; null for none. */
export function knownOfKey(question: Question, key: string): Answer | null {
  const questionId = question.id;
  if (key.startsWith('ungradable ')) {
    return { questionId, outcome: 'ungradable', reason: key.slice(11), note: '' };
  }
  if (key === 'nothing-found') return { questionId, outcome: 'nothing-found', confidence: null };
  if (key.startsWith('value ') && (question.kind === 'single' || question.kind === 'ordinal')) {
    return {
      questionId,
      outcome: 'answered',
      value: { kind: question.kind, value: key.slice(6) },
      confidence: null,
    };
  }
  return null;
}

/**
 * Known answers from a stratum: where its value is the stored value or the text of an answer.
 *
 * @returns the cases, and how many got an answer
 */
export function knownFromStratum(
  cases: readonly ProtocolCase[],
  question: Question,
  stratum: string,
): { readonly cases: readonly ProtocolCase[]; readonly count: number } {
  const keys = new Map<string, string>();
  for (const { value, text } of optionsOf(question)) {
    keys.set(text.trim().toLowerCase(), `value ${value}`);
    keys.set(value.trim().toLowerCase(), `value ${value}`);
  }
  for (const { value, text } of question.ungradable) {
    keys.set(text.trim().toLowerCase(), `ungradable ${value}`);
  }
  let count = 0;
  const next = cases.map((one) => {
    const said = one.strata[stratum];
    const key = said === undefined ? undefined : keys.get(said.trim().toLowerCase());
    const answer = key === undefined ? null : knownOfKey(question, key);
    if (answer === null) return one;
    count += 1;
    return withKnown(one, question.id, answer);
  });
  return { cases: next, count };
}
