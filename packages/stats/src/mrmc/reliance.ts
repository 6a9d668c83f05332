import { type ClusteredProportion, clusteredProportion } from '../rates/clustered-proportion.ts';
import { wilsonWithCritical } from '../rates/proportion-interval.ts';
import { checkBinary, checkSameLength } from '../special/check.ts';
import { tQuantile } from '../special/distributions.ts';
import type { Limits } from '../value.ts';

/** Readings made with advice in view, one row per answer. */
export interface AdvisedReadings {
  /** Reference answer, 0 or 1. */
  readonly truth: ArrayLike<number>;
  /** What the reader answered, 0 or 1. */
  readonly answer: ArrayLike<number>;
  /** What the advice said, 0 or 1. */
  readonly advice: ArrayLike<number>;
  /** Patient or case of each row. */
  readonly cases: ArrayLike<number | string>;
  /** Reader of each row. */
  readonly readers: ArrayLike<number | string>;
}

/** A share with an interval over cases and readers at once, and over each alone. */
export interface ReaderShare {
  /** Rows of value 1. */
  readonly count: number;
  /** Rows the share is taken of. */
  readonly rows: number;
  /** Interval that takes cases and readers as random at once; null with a single case or reader. */
  readonly limits: Limits | null;
  /** Interval that takes cases as independent. */
  readonly byCase: ClusteredProportion;
  /** Interval that takes readers as independent. */
  readonly byReader: ClusteredProportion;
}

/** How readers deal with advice. */
export interface Reliance {
  /** Over-reliance: answers equal to the advice, among those where the advice is wrong. */
  readonly followsWrong: ReaderShare;
  /** Under-reliance: answers other than the advice, among those where the advice is right. */
  readonly rejectsRight: ReaderShare;
  /** Answers equal to the advice. */
  readonly agrees: ReaderShare;
  /** Right answers. */
  readonly accuracy: ReaderShare;
  /** Right advice. */
  readonly adviceAccuracy: ReaderShare;
}

/**
 * Over-reliance and under-reliance on advice, each with an interval over cases and readers at once and over each
 * alone.
 * Where each case is read by one reader, case and reader cannot be told apart; compare both intervals.
 *
 * @param readings rows with advice; rows without belong to another condition
 * @param level confidence level, 0.95 by default
 * @returns shares; `no-rows` where the advice was never wrong (or never right)
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Parasuraman and Riley 1997, Human Factors 39:230 (misuse and disuse); Cameron, Gelbach and Miller
 * 2011, Journal of Business and Economic Statistics 29:238 (two-way clusters).
 */
export function relianceOnAdvice(readings: AdvisedReadings, level = 0.95): Reliance {
  const { truth, answer, advice, cases, readers } = readings;
  for (const [other, name] of [
    [answer, 'answer'],
    [advice, 'advice'],
    [cases, 'cases'],
    [readers, 'readers'],
  ] as const)
    checkSameLength(truth, other, ['truth', name]);
  checkBinary(truth, 'truth');
  checkBinary(answer, 'answer');
  checkBinary(advice, 'advice');
  const all = Array.from({ length: truth.length }, (_, i) => i);
  const follows = (i: number): boolean => answer[i] === advice[i];
  const isRight = (i: number): boolean => advice[i] === truth[i];
  const share = (rows: readonly number[], hit: (i: number) => boolean): ReaderShare =>
    readerShare(rows, hit, cases, readers, level);
  return {
    followsWrong: share(
      all.filter((i) => !isRight(i)),
      follows,
    ),
    rejectsRight: share(all.filter(isRight), (i) => !follows(i)),
    agrees: share(all, follows),
    accuracy: share(all, (i) => answer[i] === truth[i]),
    adviceAccuracy: share(all, isRight),
  };
}

/** Answers of one condition (alone, with advice), one row each. */
export type ConditionReadings = Pick<AdvisedReadings, 'truth' | 'answer' | 'cases' | 'readers'>;

/** Right answers of one condition. */
export interface ConditionRates {
  readonly accuracy: ReaderShare;
  readonly sensitivity: ReaderShare;
  readonly specificity: ReaderShare;
}

/**
 * Accuracy, sensitivity and specificity of the answers of one condition, pooled over readers, each with an
 * interval over cases and readers.
 *
 * @param readings truth, answer, case and reader per row
 * @param level confidence level, 0.95 by default
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 */
export function conditionRates(readings: ConditionReadings, level = 0.95): ConditionRates {
  const { truth, answer, cases, readers } = readings;
  checkSameLength(truth, answer, ['truth', 'answer']);
  checkSameLength(truth, cases, ['truth', 'cases']);
  checkSameLength(truth, readers, ['truth', 'readers']);
  checkBinary(truth, 'truth');
  checkBinary(answer, 'answer');
  const all = Array.from({ length: truth.length }, (_, i) => i);
  const share = (rows: readonly number[]): ReaderShare =>
    readerShare(rows, (i) => answer[i] === truth[i], cases, readers, level);
  return {
    accuracy: share(all),
    sensitivity: share(all.filter((i) => truth[i] === 1)),
    specificity: share(all.filter((i) => truth[i] === 0)),
  };
}

function readerShare(
  rows: readonly number[],
  hit: (i: number) => boolean,
  cases: ArrayLike<number | string>,
  readers: ArrayLike<number | string>,
  level: number,
): ReaderShare {
  const outcomes = rows.map((i) => (hit(i) ? 1 : 0));
  const by = (ids: ArrayLike<number | string>): ClusteredProportion =>
    clusteredProportion(
      outcomes,
      rows.map((i) => ids[i]!),
      level,
    );
  const byCase = by(cases);
  const byReader = by(readers);
  const pairs = rows.map((i) => `${cases[i]}\u0000${readers[i]}`);
  const byPair = clusteredProportion(outcomes, pairs, level);
  return {
    count: byCase.successes,
    rows: byCase.rows,
    limits: limitsOfBoth(byCase, byReader, byPair, level),
    byCase,
    byReader,
  };
}

/**
 * Wilson's form with the variance clustered both ways (sum of both less that of their crossing, never below the
 * larger), and t with the fewer degrees of freedom.
 */
function limitsOfBoth(
  byCase: ClusteredProportion,
  byReader: ClusteredProportion,
  byPair: ClusteredProportion,
  level: number,
): Limits | null {
  const p = byCase.estimate.value;
  const parts = [byCase, byReader];
  if (p === null || parts.some((one) => one.limits === null)) return null;
  const of = (one: ClusteredProportion): number => (one.se.value ?? 0) * (one.se.value ?? 0);
  const variance = Math.max(of(byCase) + of(byReader) - of(byPair), of(byCase), of(byReader));
  const least = Math.min(...parts.map((one) => one.effectiveRows.value ?? byCase.rows));
  const size = variance > 0 ? Math.min(least, (p * (1 - p)) / variance) : least;
  const df = Math.min(...parts.map((one) => one.df.value ?? 1));
  return wilsonWithCritical(p, size, tQuantile(1 - (1 - level) / 2, df));
}
