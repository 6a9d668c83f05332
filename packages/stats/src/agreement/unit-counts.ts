import type { Ratings } from './ratings.ts';

/**
 * How often each category was given to one unit.
 *
 * @param ratings the ratings
 * @param unit the unit
 * @param into one place per category, overwritten
 * @returns number of readings of the unit
 */
export function categoryCounts(ratings: Ratings, unit: number, into: Float64Array): number {
  into.fill(0);
  const from = ratings.starts[unit]!;
  const end = ratings.starts[unit + 1]!;
  for (let i = from; i < end; i++) into[ratings.codes[i]!]!++;
  return end - from;
}
