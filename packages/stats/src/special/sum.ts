const BLOCK = 128;

/** Pairwise sum of values[from..to). */
function range(values: ArrayLike<number>, from: number, to: number): number {
  const n = to - from;
  if (n <= BLOCK) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i]!;
    return sum;
  }
  const middle = from + (n >> 1);
  return range(values, from, middle) + range(values, middle, to);
}

/**
 * Sum by pairwise addition: the rounding error grows with log n, not n.
 *
 * @param values numbers
 *
 * Source: Higham 1993, SIAM Journal on Scientific Computing 14:783.
 */
export function pairwiseSum(values: ArrayLike<number>): number {
  return range(values, 0, values.length);
}

/**
 * Mean by pairwise addition; NaN for an empty list, so callers check first.
 *
 * @param values numbers, at least one
 */
export function mean(values: ArrayLike<number>): number {
  return pairwiseSum(values) / values.length;
}

/**
 * Sample variance in two passes.
 *
 * @param values numbers, more than `ddof`
 * @param ddof subtracted from the count, 1 by default
 */
export function variance(values: ArrayLike<number>, ddof = 1): number {
  return covariance(values, values, ddof);
}

/**
 * Sample covariance in two passes.
 *
 * @param a numbers, more than `ddof`
 * @param b as many numbers
 * @param ddof subtracted from the count, 1 by default
 */
export function covariance(a: ArrayLike<number>, b: ArrayLike<number>, ddof = 1): number {
  const n = a.length;
  const ma = mean(a);
  const mb = a === b ? ma : mean(b);
  const products = new Float64Array(n);
  for (let i = 0; i < n; i++) products[i] = (a[i]! - ma) * (b[i]! - mb);
  return pairwiseSum(products) / (n - ddof);
}
