import { checkBinary, checkSameLength, checkShare } from '../special/check.ts';
import { denseCodes } from '../special/dense-codes.ts';
import { tQuantile } from '../special/distributions.ts';
import type { Interval } from '../special/interval.ts';
import { none, some, type Value } from '../value.ts';
import { wilsonWithCritical } from './proportion-interval.ts';

/** A proportion whose interval respects clusters of rows (patients). */
export interface ClusteredProportion extends Interval {
  /** Rows of value 1. */
  readonly successes: number;
  /** Rows. */
  readonly rows: number;
  /** Distinct clusters among these rows. */
  readonly clusters: number;
  /** Standard error of the ratio estimator. */
  readonly se: Value;
  /** Its variance over p (1 - p) / rows. */
  readonly designEffect: Value;
  /** Independent rows that would tell as much. */
  readonly effectiveRows: Value;
  /** Degrees of freedom behind the t quantile. */
  readonly df: Value;
}

/**
 * Proportion of rows with a patient-clustered interval: variance of the ratio estimator over clusters, then
 * Wilson's form with the effective number of rows and a t quantile. The variance is never taken below that of
 * independent rows. Where all rows agree the clusters count as single rows.
 *
 * @param outcomes 0 or 1 per row
 * @param clusters cluster id per row
 * @param level confidence level, 0.95 by default
 * @returns `no-rows` for empty input; limits are null with a single cluster (`one-cluster`)
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Cochran 1977, Sampling Techniques, chapter 6 (ratio estimator); Korn and Graubard 1998, Survey
 * Methodology 24:193 (effective size); Rao and Scott 1992, Biometrics 48:577.
 */
export function clusteredProportion(
  outcomes: ArrayLike<number>,
  clusters: ArrayLike<number | string>,
  level = 0.95,
): ClusteredProportion {
  checkSameLength(outcomes, clusters, ['outcomes', 'clusters']);
  checkBinary(outcomes, 'outcomes');
  const { codes, count } = denseCodes(clusters);
  const size = new Float64Array(count);
  const hits = new Float64Array(count);
  for (let i = 0; i < outcomes.length; i++) {
    size[codes[i]!]! += 1;
    hits[codes[i]!]! += outcomes[i]!;
  }
  return clusteredProportionFromCounts(hits, size, level);
}

/**
 * {@link clusteredProportion} from the counts of each cluster.
 *
 * @param successes successes per cluster
 * @param sizes rows per cluster; clusters without rows are left out
 * @param level confidence level, 0.95 by default
 */
export function clusteredProportionFromCounts(
  successes: ArrayLike<number>,
  sizes: ArrayLike<number>,
  level = 0.95,
): ClusteredProportion {
  checkSameLength(successes, sizes, ['successes', 'sizes']);
  checkShare(level, 'level');
  let rows = 0;
  let hits = 0;
  let clusters = 0;
  let sizeSquares = 0;
  for (let c = 0; c < sizes.length; c++) {
    const m = sizes[c]!;
    if (!(m > 0)) continue;
    rows += m;
    hits += successes[c]!;
    clusters++;
    sizeSquares += m * m;
  }
  const base = { method: 'wilson-clustered', level, successes: hits, rows, clusters };
  if (rows === 0) return { ...base, ...blank('no-rows'), estimate: none('no-rows'), limits: null };
  const p = hits / rows;
  if (clusters < 2) return { ...base, ...blank('one-cluster'), estimate: some(p), limits: null };
  const evenClusters = (rows * rows) / sizeSquares;
  let squares = 0;
  let fourths = 0;
  for (let c = 0; c < sizes.length; c++) {
    const m = sizes[c]!;
    if (!(m > 0)) continue;
    const d = successes[c]! - p * m;
    squares += d * d;
    fourths += d * d * d * d;
  }
  const variance = (clusters / (clusters - 1)) * (squares / (rows * rows));
  const binomial = (p * (1 - p)) / rows;
  const effect = binomial > 0 ? variance / binomial : null;
  const effectiveRows = effect === null ? evenClusters : rows / Math.max(1, effect);
  const df = degreesOfFreedom(squares, fourths, clusters, effect ?? 1, evenClusters);
  const t = tQuantile(1 - (1 - level) / 2, df);
  return {
    ...base,
    estimate: some(p),
    limits: wilsonWithCritical(p, effectiveRows, t),
    se: some(Math.sqrt(variance)),
    designEffect: effect === null ? none('no-variation') : some(effect),
    effectiveRows: some(effectiveRows),
    df: some(df),
  };
}

/**
 * Degrees of freedom of the variance: one less than the clusters would be if all had one size, and fewer where
 * the estimated part of it (the excess over independent rows) rests on few unlike clusters.
 */
function degreesOfFreedom(
  squares: number,
  fourths: number,
  clusters: number,
  effect: number,
  evenClusters: number,
): number {
  const most = Math.max(1, evenClusters - 1);
  if (effect <= 1) return most;
  const spread = fourths - (squares * squares) / clusters;
  if (!(spread > 0)) return most;
  const excess = (effect - 1) / effect;
  return Math.max(2, Math.min(most, (2 * squares * squares) / spread / (excess * excess)));
}

function blank(
  reason: string,
): Pick<ClusteredProportion, 'se' | 'designEffect' | 'effectiveRows' | 'df'> {
  const missing = none(reason);
  return { se: missing, designEffect: missing, effectiveRows: missing, df: missing };
}
