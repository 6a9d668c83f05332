import type { AdjudicationRule, Answer, Question, StudyProtocol } from '@equipoise/domain';
import { answerKey } from './answer-key.ts';
import { areMarksNear, drawingOverlap } from './drawings-agree.ts';

/** The questions whose disagreement counts. */
export function adjudicatedQuestions(protocol: StudyProtocol): readonly Question[] {
  const { questions: ids } = protocol.adjudication;
  return protocol.questions.filter((question) =>
    ids.length === 0 ? question.kind !== 'text' : ids.includes(question.id),
  );
}

/**
 * Whether two answers to one question agree: words exactly, numbers within the rule's tolerance, drawings by overlap.
 * Not asked of both is agreement; asked of one only is not, for then they differ in what came before.
 */
export function answersAgree(
  question: Question,
  a: Answer | undefined,
  b: Answer | undefined,
  rule: AdjudicationRule,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.outcome !== 'answered' || b.outcome !== 'answered') return a.outcome === b.outcome;
  const atMost = rule.tolerances.find((one) => one.questionId === question.id)?.atMost ?? 0;
  if (a.value.kind === 'number' && b.value.kind === 'number') {
    return Math.abs(a.value.value - b.value.value) <= atMost;
  }
  if (a.value.kind === 'shapes' && b.value.kind === 'shapes') {
    const areMarks = question.kind === 'point' || question.kind === 'line';
    return areMarks
      ? areMarksNear(a.value.shapes, b.value.shapes, atMost)
      : drawingOverlap(a.value.shapes, b.value.shapes) >= rule.overlap;
  }
  return answerKey(a) === answerKey(b);
}

/** Whether two readings agree on every question that counts. */
export function readingsAgree(
  protocol: StudyProtocol,
  a: readonly Answer[],
  b: readonly Answer[],
): boolean {
  const find = (answers: readonly Answer[], id: string): Answer | undefined =>
    answers.find((answer) => answer.questionId === id);
  return adjudicatedQuestions(protocol).every((question) =>
    answersAgree(question, find(a, question.id), find(b, question.id), protocol.adjudication),
  );
}

/** Votes that a quorum needs: more than the share, or all at 1. */
export function votesNeeded(quorum: number, count: number): number {
  return quorum >= 1 ? count : Math.floor(quorum * count) + 1;
}

/**
 * The first reading that enough readings agree with, itself counted.
 *
 * @returns its place, or null
 */
export function agreedBy(
  protocol: StudyProtocol,
  readings: readonly (readonly Answer[])[],
  needed: number,
): number | null {
  const at = readings.findIndex(
    (one) => readings.filter((other) => readingsAgree(protocol, one, other)).length >= needed,
  );
  return at < 0 ? null : at;
}
