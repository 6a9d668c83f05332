import type { Limits, Value } from '../value.ts';
import { expit, logit } from './logit.ts';

/** A number with its interval; `limits` is null where the interval has no definition. */
export interface Interval {
  /** The point estimate, or why there is none. */
  readonly estimate: Value;
  /** The two limits, or null. */
  readonly limits: Limits | null;
  /** Name of the interval method. */
  readonly method: string;
  /** Confidence level in (0, 1). */
  readonly level: number;
}

/**
 * Clips an interval to a legal range.
 *
 * @param limits the raw limits
 * @param low the least legal value
 * @param high the largest legal value
 */
export function clipLimits(limits: Limits, low = 0, high = 1): Limits {
  return [Math.min(high, Math.max(low, limits[0])), Math.min(high, Math.max(low, limits[1]))];
}

/**
 * Interval of a proportion-like number on the logit scale (delta method).
 *
 * @param estimate a number in [0, 1]
 * @param se its standard error
 * @param critical the normal or t quantile
 * @returns the limits, or null where the estimate is 0 or 1 or the standard error is 0
 */
export function logitLimits(estimate: number, se: number, critical: number): Limits | null {
  if (!(estimate > 0 && estimate < 1 && se > 0)) return null;
  const half = (critical * se) / (estimate * (1 - estimate));
  return [expit(logit(estimate) - half), expit(logit(estimate) + half)];
}
