import { fail } from '../errors.ts';

/**
 * Quantile of already ascending numbers by linear interpolation between order statistics (type 7).
 *
 * @param sorted ascending numbers, at least one
 * @param q the quantile in [0, 1]
 * @returns the interpolated value
 *
 * Errors: `stats/bad-argument` for an empty list or a q outside [0, 1].
 * Source: Hyndman and Fan 1996, The American Statistician 50:361, definition 7.
 */
export function quantileSorted(sorted: ArrayLike<number>, q: number): number {
  const n = sorted.length;
  if (n === 0)
    fail(
      'stats/bad-argument',
      'A quantile needs at least one number and got none.',
      'Pass values.',
    );
  if (!(q >= 0 && q <= 1))
    fail('stats/bad-argument', `A quantile lies in [0, 1] and got ${q}.`, 'Pass a share.');
  const place = q * (n - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const share = place - below;
  if (share === 0) return low;
  const high = sorted[below + 1]!;
  return low === high ? low : low + share * (high - low);
}

/**
 * Quantile by linear interpolation between order statistics (type 7); the input stays as it is.
 *
 * @param values numbers in any order, at least one, no NaN
 * @param q the quantile in [0, 1]
 *
 * Errors: `stats/bad-argument`, `stats/not-a-number`.
 * Source: Hyndman and Fan 1996, The American Statistician 50:361, definition 7.
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  return quantileSorted(ascending(values), q);
}

/**
 * Several quantiles of the same numbers with one sort (type 7).
 *
 * @param values numbers in any order, at least one, no NaN
 * @param qs quantiles in [0, 1]
 * @returns one value per entry of `qs`
 */
export function quantiles(values: ArrayLike<number>, qs: readonly number[]): number[] {
  const sorted = ascending(values);
  return qs.map((q) => quantileSorted(sorted, q));
}

/**
 * An ascending copy.
 *
 * @param values numbers, no NaN
 *
 * Errors: `stats/not-a-number`.
 */
export function ascending(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length > 0 && Number.isNaN(sorted[sorted.length - 1]))
    fail('stats/not-a-number', 'A quantile was asked of numbers that hold NaN.', 'Drop the NaN.');
  return sorted;
}
