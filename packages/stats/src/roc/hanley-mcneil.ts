import { fail } from '../errors.ts';

/**
 * Standard error of an area from its value and the class counts alone; for planning, not for data at hand.
 *
 * @param area the expected area in [0, 1]
 * @param nPositive positives, at least 1
 * @param nNegative negatives, at least 1
 * @returns the standard error
 *
 * Errors: `stats/bad-argument`.
 * Source: Hanley and McNeil 1982, Radiology 143:29.
 */
export function hanleyMcNeilSe(area: number, nPositive: number, nNegative: number): number {
  if (!(area >= 0 && area <= 1))
    fail(
      'stats/bad-argument',
      `An area lies in [0, 1] and got ${area}.`,
      'Pass the expected area.',
    );
  if (!(nPositive >= 1 && nNegative >= 1))
    fail(
      'stats/bad-argument',
      `Both classes need a row and got ${nPositive} and ${nNegative}.`,
      'Pass the planned counts.',
    );
  const square = area * area;
  const q1 = area / (2 - area);
  const q2 = (2 * square) / (1 + area);
  const sum = area * (1 - area) + (nPositive - 1) * (q1 - square) + (nNegative - 1) * (q2 - square);
  return Math.sqrt(Math.max(0, sum) / (nPositive * nNegative));
}
