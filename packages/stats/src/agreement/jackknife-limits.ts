import { tQuantile } from '../special/distributions.ts';
import type { Limits } from '../value.ts';

/** Spread of leave-one-out values with the degrees of freedom it deserves. */
export interface JackknifeSpread {
  readonly standardError: number;
  /** At most one less than the values; fewer where few of them carry the spread. */
  readonly df: number;
  /** Values that exist. */
  readonly count: number;
}

/**
 * Jackknife standard error and its degrees of freedom. The spread of a rare answer rests on few patients; the
 * fourth powers of the deviations tell on how many.
 *
 * @param leaveOneOut values, NaN left out
 * @returns null under two values
 * @see Tukey 1958; Satterthwaite 1946, doi:10.2307/3002019 (degrees of freedom by two moments)
 */
export function jackknifeSpread(leaveOneOut: ArrayLike<number>): JackknifeSpread | null {
  let n = 0;
  let origin = 0;
  let sum = 0;
  for (let i = 0; i < leaveOneOut.length; i++) {
    const value = leaveOneOut[i]!;
    if (Number.isNaN(value)) continue;
    if (n === 0) origin = value;
    n++;
    sum += value - origin;
  }
  if (n < 2) return null;
  const mean = sum / n;
  let squares = 0;
  let fourths = 0;
  for (let i = 0; i < leaveOneOut.length; i++) {
    const value = leaveOneOut[i]!;
    if (Number.isNaN(value)) continue;
    const d = value - origin - mean;
    squares += d * d;
    fourths += d * d * d * d;
  }
  const excess = fourths - (squares * squares) / n;
  const df = excess > 0 ? Math.min(n - 1, (2 * squares * squares) / excess) : n - 1;
  return {
    standardError: Math.sqrt(((n - 1) / n) * squares),
    df: Math.max(Math.min(2, n - 1), df),
    count: n,
  };
}

/**
 * Student's t limits of a coefficient of agreement on Fisher's z scale, so that they end below 1 and are wider
 * towards 0. An estimate of 1, or of -1 and less, gets plain limits that end at 1.
 *
 * @param estimate a coefficient, at most 1
 * @param standardError its error, above 0
 * @param df degrees of freedom, above 0
 * @param level confidence level
 * @see Fisher 1921, Metron 1:3; Donner, Zou 2002, doi:10.1111/1467-9884.00320 (transformed limits of kappa)
 */
export function agreementLimits(
  estimate: number,
  standardError: number,
  df: number,
  level: number,
): Limits {
  const t = tQuantile(1 - (1 - level) / 2, df);
  if (estimate > 1 - 1e-12 || estimate < -1 + 1e-12) {
    return [estimate - t * standardError, Math.min(1, estimate + t * standardError)];
  }
  const centre = Math.atanh(estimate);
  const half = (t * standardError) / (1 - estimate * estimate);
  return [Math.tanh(centre - half), Math.tanh(centre + half)];
}
