import { fail } from '../errors.ts';
import { checkSameLength } from '../special/check.ts';

/** Answers of two readers about the same units, counted. */
export interface TwoReaderTable {
  readonly categoryCount: number;
  /** Counts, rows first reader, columns second reader, row-major. */
  readonly table: Float64Array;
  /** Units both readers answered. */
  readonly unitCount: number;
  /** Units left out because an answer is missing. */
  readonly missingCount: number;
}

/**
 * Counts the answers of two readers.
 *
 * @param a category per unit, 0 to categoryCount - 1; -1 or NaN where missing
 * @param b the other reader
 * @param categoryCount number of categories
 * @throws stats/length-mismatch, stats/bad-argument
 */
export function twoReaderTable(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  categoryCount: number,
): TwoReaderTable {
  checkSameLength(a, b, ['a', 'b']);
  const table = new Float64Array(categoryCount * categoryCount);
  let unitCount = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!;
    const y = b[i]!;
    checkCode(x, categoryCount);
    checkCode(y, categoryCount);
    if (!(x >= 0 && y >= 0)) continue;
    table[x * categoryCount + y]!++;
    unitCount++;
  }
  return { categoryCount, table, unitCount, missingCount: a.length - unitCount };
}

function checkCode(code: number, categoryCount: number): void {
  if (Number.isNaN(code) || code === -1) return;
  if (!(Number.isInteger(code) && code >= 0 && code < categoryCount)) {
    fail(
      'stats/bad-argument',
      `A reading has the code ${code}, allowed are 0 to ${categoryCount - 1}.`,
      'Declare every category.',
    );
  }
}

/** Row and column shares of a two-reader table. */
export interface Margins {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * Share of each category in the answers of both readers.
 *
 * @param counts a table with at least one unit
 */
export function marginsOf(counts: TwoReaderTable): Margins {
  const { categoryCount: q, table, unitCount } = counts;
  const first = new Float64Array(q);
  const second = new Float64Array(q);
  for (let i = 0; i < q; i++)
    for (let j = 0; j < q; j++) {
      first[i]! += table[i * q + j]!;
      second[j]! += table[i * q + j]!;
    }
  // Counts are added before the division, so that a constant reader has a share of exactly 1.
  return { first: first.map((n) => n / unitCount), second: second.map((n) => n / unitCount) };
}
