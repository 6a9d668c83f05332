import { checkSameLength } from '../special/check.ts';
import { quantile } from '../special/quantile.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { type ConditionDifference, conditionDifference } from './condition-difference.ts';

/** Reading times of two conditions, one row per reading. */
export interface TimedReadings {
  /** Duration in seconds, above 0; NaN where it was not recorded. */
  readonly seconds: ArrayLike<number>;
  /** 0 = first condition, 1 = second. */
  readonly condition: ArrayLike<number>;
  readonly cases: ArrayLike<number | string>;
  readonly readers: ArrayLike<number | string>;
}

/** Reading times side by side. */
export interface ReadingTimes {
  /** Median seconds of the first condition. */
  readonly medianA: Value;
  /** Median seconds of the second condition. */
  readonly medianB: Value;
  /** Geometric mean of the second condition over that of the first. */
  readonly ratio: Value;
  /** Interval of the ratio, cases and readers both random. */
  readonly ratioLimits: Limits | null;
  /** Two-sided p of a ratio of 1. */
  readonly p: Value;
  /** The same on the logarithmic scale. */
  readonly logDifference: ConditionDifference;
  /** Readings used per condition. */
  readonly counts: readonly [number, number];
  /** Readings without a recorded time above 0; they are left out. */
  readonly blankCount: number;
}

/**
 * Reading times under two conditions: medians, and the ratio of geometric means with an interval over cases and
 * readers.
 *
 * @param readings seconds with condition, case and reader
 * @param level confidence level, 0.95 by default
 * @returns `no-rows` where a condition has no time
 *
 * Errors: `stats/length-mismatch`, `stats/bad-argument`.
 * Source: Cameron, Gelbach and Miller 2011, Journal of Business and Economic Statistics 29:238.
 */
export function readingTimes(readings: TimedReadings, level = 0.95): ReadingTimes {
  const { seconds, condition, cases, readers } = readings;
  checkSameLength(seconds, condition, ['seconds', 'condition']);
  checkSameLength(seconds, cases, ['seconds', 'cases']);
  checkSameLength(seconds, readers, ['seconds', 'readers']);
  const rows = Array.from({ length: seconds.length }, (_, i) => i).filter(
    (i) => seconds[i]! > 0 && seconds[i]! < Number.POSITIVE_INFINITY,
  );
  const of = (which: number): Float64Array =>
    Float64Array.from(
      rows.filter((i) => condition[i] === which),
      (i) => seconds[i]!,
    );
  const [a, b] = [of(0), of(1)];
  const logDifference = conditionDifference(
    {
      outcome: rows.map((i) => Math.log(seconds[i]!)),
      condition: rows.map((i) => condition[i]!),
      cases: rows.map((i) => cases[i]!),
      readers: rows.map((i) => readers[i]!),
    },
    level,
  );
  const { estimate, limits, p } = logDifference;
  return {
    medianA: median(a),
    medianB: median(b),
    ratio: estimate.value === null ? estimate : some(Math.exp(estimate.value)),
    ratioLimits: limits && [Math.exp(limits[0]), Math.exp(limits[1])],
    p,
    logDifference,
    counts: [a.length, b.length],
    blankCount: seconds.length - rows.length,
  };
}

function median(values: Float64Array): Value {
  return values.length === 0 ? none('no-rows') : some(quantile(values, 0.5));
}
