import { denseCodes } from '../special/dense-codes.ts';
import { type LongRatings, type Ratings, ratingsFromLong } from './ratings.ts';

/**
 * How readers agree with themselves: every unit that one reader read more than once becomes a unit of its own,
 * and the first, second, ... reading take the place of readers.
 *
 * @param input rows as of a long table of ratings, in the order in which they were read
 * @returns ratings whose units are (reader, unit) pairs with at least two answers; patients as before
 * @throws stats/length-mismatch, stats/bad-argument
 */
export function repeatedReadings(input: LongRatings): Ratings {
  const { unit, reader, value, patients } = input;
  const seen = new Map<string, number[]>();
  for (let i = 0; i < value.length; i++) {
    if (Number.isNaN(value[i]!) || (input.categoryCount !== undefined && value[i] === -1)) continue;
    const key = `${reader[i]} ${unit[i]}`;
    const rows = seen.get(key);
    if (rows) rows.push(i);
    else seen.set(key, [i]);
  }
  const places: number[] = [];
  const pairOf: number[] = [];
  const occasions: number[] = [];
  const owners: number[] = [];
  for (const rows of seen.values()) {
    if (rows.length < 2) continue;
    rows.forEach((row, occasion) => {
      places.push(row);
      pairOf.push(owners.length);
      occasions.push(occasion);
    });
    const first = unit[rows[0]!]!;
    owners.push(patients === undefined ? first : patients[first]!);
  }
  return ratingsFromLong({
    unit: pairOf,
    reader: occasions,
    value: places.map((i) => value[i]!),
    patients: denseCodes(owners).codes,
    ...(input.categoryCount === undefined ? {} : { categoryCount: input.categoryCount }),
  });
}
