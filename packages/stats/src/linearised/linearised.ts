import { fail } from '../errors.ts';

/**
 * An estimate with its linearisation: `byCluster[c]` is how much cluster c moves the value.
 *
 * Smooth combinations of such numbers carry the cluster-robust variance along (delta method):
 * the variance of any of them is C/(C−1) × the sum of squares of `byCluster`.
 *
 * Source: Demnati and Rao 2004 (linearisation variance estimators).
 */
export interface Linearised {
  readonly value: number;
  readonly byCluster: Float64Array;
  /** Clusters in all, where `byCluster` leaves out some that cannot move the value. */
  readonly clusterCount?: number;
}

/** A number without sampling error. */
export function constant(value: number, clusterCount: number): Linearised {
  return { value, byCluster: new Float64Array(clusterCount) };
}

/**
 * The ratio of two sums over rows.
 *
 * @param numerator one entry a row
 * @param denominator one entry a row, e.g. 1 where the row counts
 * @param cluster row -> 0 to clusterCount-1
 * @returns null when the denominators add up to 0
 */
export function ratioOf(
  numerator: ArrayLike<number>,
  denominator: ArrayLike<number>,
  cluster: Int32Array,
  clusterCount: number,
): Linearised | null {
  if (numerator.length !== cluster.length || denominator.length !== cluster.length) {
    fail(
      'stats/length-mismatch',
      'A ratio needs numerator, denominator and cluster of one length.',
      'Pass one entry a row.',
    );
  }
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < cluster.length; i += 1) {
    top += numerator[i]!;
    bottom += denominator[i]!;
  }
  if (bottom === 0) return null;
  const value = top / bottom;
  const byCluster = new Float64Array(clusterCount);
  for (let i = 0; i < cluster.length; i += 1) {
    byCluster[cluster[i]!]! += (numerator[i]! - value * denominator[i]!) / bottom;
  }
  return { value, byCluster };
}

/** Applies a smooth function of several linearised numbers, given its value and its partial derivatives there. */
export function chain(
  parts: readonly Linearised[],
  value: number,
  gradient: readonly number[],
): Linearised {
  const clusterCount = parts[0]?.byCluster.length ?? 0;
  const byCluster = new Float64Array(clusterCount);
  parts.forEach((part, k) => {
    const slope = gradient[k] ?? 0;
    if (slope === 0) return;
    for (let c = 0; c < clusterCount; c += 1) byCluster[c]! += slope * part.byCluster[c]!;
  });
  return { value, byCluster };
}

/** a + b */
export function plus(a: Linearised, b: Linearised): Linearised {
  return chain([a, b], a.value + b.value, [1, 1]);
}

/** a − b */
export function minus(a: Linearised, b: Linearised): Linearised {
  const byCluster = new Float64Array(a.byCluster.length);
  for (let c = 0; c < byCluster.length; c += 1) byCluster[c] = a.byCluster[c]! - b.byCluster[c]!;
  return { value: a.value - b.value, byCluster };
}

/** a × b */
export function times(a: Linearised, b: Linearised): Linearised {
  return chain([a, b], a.value * b.value, [b.value, a.value]);
}

/** a / b; null where b is 0 */
export function over(a: Linearised, b: Linearised): Linearised | null {
  if (b.value === 0) return null;
  return chain([a, b], a.value / b.value, [1 / b.value, -a.value / (b.value * b.value)]);
}

/** factor × a */
export function scaled(a: Linearised, factor: number): Linearised {
  return chain([a], factor * a.value, [factor]);
}

/** 1 − a */
export function complement(a: Linearised): Linearised {
  return chain([a], 1 - a.value, [-1]);
}

/** The sum of several. */
export function sumOf(parts: readonly Linearised[], clusterCount: number): Linearised {
  if (parts.length === 0) return constant(0, clusterCount);
  return chain(
    parts,
    parts.reduce((total, part) => total + part.value, 0),
    parts.map(() => 1),
  );
}

/** Sum of a[k] × b[k]. */
export function sumOfProducts(
  a: readonly Linearised[],
  b: readonly Linearised[],
  clusterCount: number,
): Linearised {
  const byCluster = new Float64Array(clusterCount);
  let value = 0;
  a.forEach((left, k) => {
    const right = b[k]!;
    value += left.value * right.value;
    for (let c = 0; c < clusterCount; c += 1) {
      byCluster[c]! += right.value * left.byCluster[c]! + left.value * right.byCluster[c]!;
    }
  });
  return { value, byCluster };
}

/** Cluster-robust standard error; 0 clusters or one give Infinity-free 0 only when nothing varies. */
export function standardErrorOf(a: Linearised): number {
  const { byCluster } = a;
  const clusters = a.clusterCount ?? byCluster.length;
  let total = 0;
  for (let c = 0; c < byCluster.length; c += 1) total += byCluster[c]! * byCluster[c]!;
  return clusters > 1 ? Math.sqrt((total * clusters) / (clusters - 1)) : Math.sqrt(total);
}

/** Clusters that move the value at all: the effective number behind it. */
export function contributingClusters(a: Linearised): number {
  const { byCluster } = a;
  let count = 0;
  for (let c = 0; c < byCluster.length; c += 1) if (byCluster[c] !== 0) count += 1;
  return count;
}
