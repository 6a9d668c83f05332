import { checkShare } from '../special/check.ts';
import { clipLimits, logitLimits } from '../special/interval.ts';
import { twoSidedZ } from '../special/normal.ts';
import { variance } from '../special/sum.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { type DelongComponents, delongComponents } from './delong-components.ts';

/** AUROC with its standard error and intervals. */
export interface AurocEstimate {
  /** Area under the curve, or why there is none. */
  readonly auroc: Value;
  /** Standard error. */
  readonly se: Value;
  /** Normal interval, clipped to [0, 1]. */
  readonly limits: Limits | null;
  /** Interval on the logit scale; null where the area is 0 or 1 or the standard error 0. */
  readonly logitLimits: Limits | null;
  /** Name of the method. */
  readonly method: string;
  /** Confidence level. */
  readonly level: number;
  /** Rows of the positive class. */
  readonly nPositive: number;
  /** Rows of the negative class. */
  readonly nNegative: number;
  /** True when the standard error is 0: the interval says nothing, use a bootstrap or an exact bound. */
  readonly degenerate: boolean;
}

/** Settings of {@link delong}. */
export interface DelongOptions {
  /** Confidence level, 0.95 by default. */
  readonly level?: number;
}

/**
 * AUROC with DeLong's standard error, a clipped normal interval and a logit interval.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row
 * @param options the confidence level
 * @returns `single-class` when a class is absent; `one-row-class` for the standard error of a class of one row
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837.
 */
export function delong(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: DelongOptions = {},
): AurocEstimate {
  const level = options.level ?? 0.95;
  checkShare(level, 'level');
  const parts = delongComponents(labels, scores);
  const nPositive = parts ? parts.v10.length : countPositives(labels);
  const base = {
    method: 'delong',
    level,
    nPositive,
    nNegative: labels.length - nPositive,
  };
  if (!parts) {
    const missing = none('single-class');
    return {
      ...base,
      auroc: missing,
      se: missing,
      limits: null,
      logitLimits: null,
      degenerate: false,
    };
  }
  const squared = delongVariance(parts);
  const auroc = some(parts.auroc);
  if (squared === null)
    return {
      ...base,
      auroc,
      se: none('one-row-class'),
      limits: null,
      logitLimits: null,
      degenerate: false,
    };
  const se = Math.sqrt(squared);
  const z = twoSidedZ(level);
  return {
    ...base,
    auroc,
    se: some(se),
    limits: clipLimits([parts.auroc - z * se, parts.auroc + z * se]),
    logitLimits: logitLimits(parts.auroc, se, z),
    degenerate: se === 0,
  };
}

/**
 * DeLong's variance of one area from its placement values.
 *
 * @param parts the placement values
 * @returns the variance, or null when a class has a single row
 */
export function delongVariance(parts: DelongComponents): number | null {
  const m = parts.v10.length;
  const n = parts.v01.length;
  if (m < 2 || n < 2) return null;
  return variance(parts.v10) / m + variance(parts.v01) / n;
}

function countPositives(labels: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < labels.length; i++) count += labels[i]!;
  return count;
}
