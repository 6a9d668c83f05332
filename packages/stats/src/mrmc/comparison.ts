import { tQuantile, tTwoSided } from '../special/distributions.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';

/** An estimate with standard error, interval and, where there is a null value, a p-value. */
export interface StudyEstimate {
  /** The estimate. */
  readonly estimate: Value;
  /** Its standard error. */
  readonly se: Value;
  /** Degrees of freedom of the t quantile; null means the normal distribution. */
  readonly df: number | null;
  /** Interval; null without a standard error. */
  readonly limits: Limits | null;
}

/** A difference with its test against 0. */
export interface StudyDifference extends StudyEstimate {
  /** Two-sided p-value. */
  readonly p: Value;
}

/**
 * Estimate with a t or normal interval.
 *
 * @param estimate the estimate
 * @param variance its variance; a negative one gives no interval (`negative-variance`)
 * @param df degrees of freedom, null for the normal distribution
 * @param level confidence level in (0, 1)
 * @param range legal range to clip to, none by default
 */
export function studyEstimate(
  estimate: number,
  variance: number,
  df: number | null,
  level: number,
  range?: Limits,
): StudyEstimate {
  if (!Number.isFinite(estimate)) return noEstimate('no-figure');
  if (!(variance >= 0)) {
    const reason = Number.isNaN(variance) ? 'no-variance' : 'negative-variance';
    return { ...noEstimate(reason), estimate: some(estimate) };
  }
  const se = Math.sqrt(variance);
  const half = se === 0 ? 0 : se * criticalValue(df, level);
  const low = estimate - half;
  const high = estimate + half;
  return {
    estimate: some(estimate),
    se: some(se),
    df: df === null || df === Number.POSITIVE_INFINITY ? null : df,
    limits: range ? [Math.max(range[0], low), Math.min(range[1], high)] : [low, high],
  };
}

/**
 * Difference with interval and two-sided p-value. A difference of 0 has p 1 whatever its standard error; a
 * difference other than 0 with standard error 0 has no p (`zero-variance`).
 *
 * @param estimate the difference
 * @param variance its variance
 * @param df degrees of freedom, null for the normal distribution
 * @param level confidence level in (0, 1)
 */
export function studyDifference(
  estimate: number,
  variance: number,
  df: number | null,
  level: number,
): StudyDifference {
  const base = studyEstimate(estimate, variance, df, level);
  if (base.se.value === null) return { ...base, p: none(base.se.reason) };
  if (estimate === 0) return { ...base, p: some(1) };
  if (base.se.value === 0) return { ...base, p: none('zero-variance') };
  const p = tTwoSided(estimate / base.se.value, df ?? Number.POSITIVE_INFINITY);
  return { ...base, p: some(p) };
}

/** Everything absent, for one reason. */
export function noEstimate(reason: string): StudyEstimate {
  return { estimate: none(reason), se: none(reason), df: null, limits: null };
}

/** Everything absent, for one reason. */
export function noDifference(reason: string): StudyDifference {
  return { ...noEstimate(reason), p: none(reason) };
}

/**
 * Two-sided critical value.
 *
 * @param df degrees of freedom, null for the normal distribution
 * @param level confidence level in (0, 1)
 */
export function criticalValue(df: number | null, level: number): number {
  return df === null || df === Number.POSITIVE_INFINITY
    ? twoSidedZ(level)
    : tQuantile(1 - (1 - level) / 2, df);
}
