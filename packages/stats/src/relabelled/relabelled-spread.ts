/** Sums over the patients of one class: how many, and of rows w and pair sums s. */
export interface Spread {
  patients: number;
  /** sum of s */
  sum: number;
  /** sum of w × w */
  weights: number;
  /** sum of w × s */
  mixed: number;
  /** sum of s × s */
  squared: number;
}

/** Sums of nobody. */
export function spread(): Spread {
  return { patients: 0, sum: 0, weights: 0, mixed: 0, squared: 0 };
}

/** Sum over patients of (w × centre + s × inverse)²; what is left of a sum that cancels down to rounding counts as 0. */
export function leastSquare(sums: Spread, centre: number, inverse: number): number {
  const first = centre * centre * sums.weights;
  const last = inverse * inverse * sums.squared;
  const found = first + 2 * centre * inverse * sums.mixed + last;
  return found <= 1e-13 * (first + last) ? 0 : found;
}

/**
 * Patient-clustered variance of a metric of two classes, with the degrees of freedom of each.
 *
 * @param positive sum of squared influences of the patients with positives, `positives` of them
 * @param negative the same of those with negatives
 * @param cross sum of the products of both influences over the `both` patients who have both
 * @returns NaN with fewer than two patients of a class
 */
export function spreadVariance(
  positive: number,
  positives: number,
  negative: number,
  negatives: number,
  cross: number,
  both: number,
): number {
  if (positives < 2 || negatives < 2) return Number.NaN;
  const all = positives + negatives - both;
  const found =
    (positive * positives) / (positives - 1) +
    (negative * negatives) / (negatives - 1) +
    (2 * cross * all) / (all - 1);
  return Math.max(found, 0);
}
