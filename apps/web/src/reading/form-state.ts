import type { Answer, EventPayloads, Question } from '@equipoise/domain';

/** What a reader has said so far, without what is drawn: shapes live on the stage. */
export interface FormState {
  /** Answers by question; none of them holds shapes. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** How sure the reader says to be, by question; kept while there is no answer yet. */
  readonly sure: ReadonlyMap<string, number>;
}

/** Something done to the form. */
export type FormAction =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'clear'; readonly questionId: string }
  | {
      readonly kind: 'confidence';
      readonly questionId: string;
      readonly confidence: number | null;
      /** Whether the question is answered by drawing. */
      readonly isDrawn: boolean;
    }
  /** Something was drawn: "nothing found" and "ungradable" are taken back. */
  | { readonly kind: 'drawn'; readonly questionId: string };

/** A reader's event of the form. */
export type FormEvent = {
  readonly [K in 'answer' | 'clear-answer' | 'confidence']: {
    readonly kind: K;
    readonly payload: EventPayloads[K];
  };
}['answer' | 'clear-answer' | 'confidence'];

/** A form nobody has touched. */
export const emptyForm: FormState = { answers: new Map(), sure: new Map() };

function withAnswer(answers: FormState['answers'], answer: Answer): FormState['answers'] {
  return new Map(answers).set(answer.questionId, answer);
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  const left = new Map(map);
  left.delete(key);
  return left;
}

/**
 * Carries out what was done to a form, and says which events tell it: replayed in order they add up to the answers.
 *
 * @param state the form before
 * @param action what was done
 */
export function changeForm(
  state: FormState,
  action: FormAction,
): { readonly state: FormState; readonly events: readonly FormEvent[] } {
  const { answers, sure } = state;
  switch (action.kind) {
    case 'answer': {
      const { answer } = action;
      const next = { answers: withAnswer(answers, answer), sure };
      return { state: next, events: [{ kind: 'answer', payload: { answer } }] };
    }
    case 'clear': {
      const { questionId } = action;
      if (!answers.has(questionId)) return { state, events: [] };
      const next = { answers: without(answers, questionId), sure };
      return { state: next, events: [{ kind: 'clear-answer', payload: { questionId } }] };
    }
    case 'confidence': {
      const { questionId, confidence } = action;
      const kept =
        confidence === null ? without(sure, questionId) : new Map(sure).set(questionId, confidence);
      const before = answers.get(questionId);
      if (before !== undefined && before.outcome !== 'ungradable') {
        const answer = { ...before, confidence };
        const next = { answers: withAnswer(answers, answer), sure: kept };
        return { state: next, events: [{ kind: 'answer', payload: { answer } }] };
      }
      const told: FormEvent = { kind: 'confidence', payload: { questionId, confidence } };
      return { state: { answers, sure: kept }, events: action.isDrawn ? [told] : [] };
    }
    case 'drawn': {
      const { questionId } = action;
      if (!answers.has(questionId)) return { state, events: [] };
      const confidence = sure.get(questionId);
      const next = { answers: without(answers, questionId), sure };
      // The event of the drawing takes the answer back, and the confidence that was in it.
      return {
        state: next,
        events:
          confidence === undefined
            ? []
            : [{ kind: 'confidence', payload: { questionId, confidence } }],
      };
    }
    default:
      return action satisfies never;
  }
}

/**
 * The answer after an option was chosen: one of several takes the other's place, several are switched on and off.
 *
 * @returns null when nothing is chosen any more
 */
export function choose(question: Question, state: FormState, value: string): Answer | null {
  const head = {
    questionId: question.id,
    outcome: 'answered' as const,
    confidence: state.sure.get(question.id) ?? null,
  };
  if (question.kind === 'single' || question.kind === 'ordinal') {
    return { ...head, value: { kind: question.kind, value } };
  }
  if (question.kind !== 'multi') return null;
  const before = state.answers.get(question.id);
  const had =
    before?.outcome === 'answered' && before.value.kind === 'multi' ? before.value.values : [];
  const values = had.includes(value) ? had.filter((one) => one !== value) : [...had, value];
  return values.length === 0 ? null : { ...head, value: { kind: 'multi', values } };
}

/** The answer of a field: a number or words; null when it says nothing (yet). */
export function fieldAnswer(question: Question, state: FormState, text: string): Answer | null {
  const head = {
    questionId: question.id,
    outcome: 'answered' as const,
    confidence: state.sure.get(question.id) ?? null,
  };
  if (question.kind === 'text') {
    return text.trim() === '' ? null : { ...head, value: { kind: 'text', text } };
  }
  const value = Number(text.trim().replace(',', '.'));
  if (question.kind !== 'number' || text.trim() === '' || !Number.isFinite(value)) return null;
  return { ...head, value: { kind: 'number', value } };
}

/** "Ungradable, because …". */
export function ungradable(questionId: string, reason: string, note = ''): Answer {
  return { questionId, outcome: 'ungradable', reason, note };
}

/** "Nothing found". */
export function nothingFound(question: Question, state: FormState): Answer {
  const confidence = state.sure.get(question.id) ?? null;
  return { questionId: question.id, outcome: 'nothing-found', confidence };
}

/** Confidence one step up or down; from nothing it starts in the middle. */
export function stepConfidence(question: Question, now: number | null, by: 1 | -1): number | null {
  const scale = question.confidence;
  if (scale === null) return null;
  const most = scale.kind === 'steps' ? scale.labels.length - 1 : 100;
  const step = scale.kind === 'steps' ? 1 : 10;
  if (now === null) return scale.kind === 'steps' ? Math.floor(most / 2) : 50;
  return Math.min(most, Math.max(0, now + by * step));
}

/** Answers with everything drawn, in the order of the questions' ids: what a submission's hash is made of. */
export function allAnswers(state: FormState, drawn: readonly Answer[]): Answer[] {
  const all = new Map(state.answers);
  for (const answer of drawn) all.set(answer.questionId, answer);
  return [...all.values()].sort((a, b) => (a.questionId < b.questionId ? -1 : 1));
}

/** Events that state all of a form anew, as after it was picked up from the autosave. */
export function restate(
  questions: readonly Question[],
  state: FormState,
  drawn: readonly Answer[],
): FormEvent[] {
  const now = new Map(allAnswers(state, drawn).map((answer) => [answer.questionId, answer]));
  return questions.map((question): FormEvent => {
    const answer = now.get(question.id);
    return answer === undefined
      ? { kind: 'clear-answer', payload: { questionId: question.id } }
      : { kind: 'answer', payload: { answer } };
  });
}
