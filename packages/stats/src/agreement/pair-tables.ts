import type { Ratings } from './ratings.ts';
import type { TwoReaderTable } from './two-reader-table.ts';

/** The answers of one pair of readers, counted. */
export interface PairTable {
  readonly first: number;
  readonly second: number;
  readonly counts: TwoReaderTable;
}

/**
 * Counts the answers of every pair of readers in one pass over the units.
 *
 * @param ratings the ratings, readings of a unit in the order of the readers
 * @returns R (R - 1) / 2 tables, first reader below second; units one of the two did not read are missing ones
 */
export function pairTables(ratings: Ratings): PairTable[] {
  const { readerCount, unitCount, starts, readers, codes } = ratings;
  const q = ratings.categories.length;
  const tables: PairTable[] = [];
  const all = new Float64Array(((readerCount * (readerCount - 1)) / 2) * q * q);
  const place = (g: number, h: number): number => (g * (2 * readerCount - g - 1)) / 2 + (h - g - 1);
  for (let u = 0; u < unitCount; u++) {
    const end = starts[u + 1]!;
    for (let i = starts[u]!; i < end; i++)
      for (let j = i + 1; j < end; j++) {
        const isOrdered = readers[i]! < readers[j]!;
        const low = isOrdered ? i : j;
        const high = isOrdered ? j : i;
        all[place(readers[low]!, readers[high]!) * q * q + codes[low]! * q + codes[high]!]!++;
      }
  }
  for (let g = 0; g < readerCount; g++)
    for (let h = g + 1; h < readerCount; h++) {
      const from = place(g, h) * q * q;
      const table = all.subarray(from, from + q * q);
      let both = 0;
      for (const count of table) both += count;
      tables.push({
        first: g,
        second: h,
        counts: { categoryCount: q, table, unitCount: both, missingCount: unitCount - both },
      });
    }
  return tables;
}
