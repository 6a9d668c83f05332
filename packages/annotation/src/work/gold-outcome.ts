import type { Answer, BinaryReading } from '@equipoise/domain';
import { type Interval, proportionInterval } from '@equipoise/stats';
import { chosenValues } from '../protocol/skip-logic.ts';
import { answerKey } from './answer-key.ts';

/** How an answer stands against the known one. */
export interface GoldOutcome {
  /** Class of the reference; null where the reference is "ungradable". */
  readonly isPositive: boolean | null;
  /** Exactly the known answer, "ungradable" with any reason counted as one. */
  readonly isCorrect: boolean;
  /** Positive called positive, or negative called negative. Calling a gradable case ungradable is neither. */
  readonly isDetected: boolean;
}

/** A share of cases. */
export interface CountedShare {
  readonly hits: number;
  readonly count: number;
  readonly interval: Interval;
}

/** The three shares that exams and monitoring look at. */
export interface ReaderShares {
  readonly accuracy: CountedShare;
  readonly sensitivity: CountedShare;
  readonly specificity: CountedShare;
}

/**
 * Compares answers with known ones on the question of a rule.
 *
 * @returns null where the known answers say nothing about the question
 */
export function goldOutcome(
  reading: BinaryReading,
  answers: readonly Answer[],
  reference: readonly Answer[],
): GoldOutcome | null {
  const known = reference.find((answer) => answer.questionId === reading.questionId);
  if (known === undefined) return null;
  const given = answers.find((answer) => answer.questionId === reading.questionId);
  const isCorrect = given !== undefined && answerKey(given) === answerKey(known);
  if (known.outcome === 'ungradable') return { isPositive: null, isCorrect, isDetected: false };
  const isOn = (answer: Answer): boolean =>
    chosenValues(answer).some((value) => reading.positive.includes(value));
  const isPositive = isOn(known);
  const isGraded = given !== undefined && given.outcome !== 'ungradable';
  return { isPositive, isCorrect, isDetected: isGraded && isOn(given) === isPositive };
}

function counted(outcomes: readonly boolean[], level: number): CountedShare {
  const hits = outcomes.filter(Boolean).length;
  const count = outcomes.length;
  return { hits, count, interval: proportionInterval(hits, count, { level }) };
}

/**
 * Accuracy over all outcomes, sensitivity over positive and specificity over negative references, with Wilson's
 * intervals; a share of no case has no value.
 */
export function readerShares(outcomes: readonly GoldOutcome[], level = 0.95): ReaderShares {
  const detected = (isPositive: boolean): boolean[] =>
    outcomes.filter((one) => one.isPositive === isPositive).map((one) => one.isDetected);
  return {
    accuracy: counted(
      outcomes.map((one) => one.isCorrect),
      level,
    ),
    sensitivity: counted(detected(true), level),
    specificity: counted(detected(false), level),
  };
}
