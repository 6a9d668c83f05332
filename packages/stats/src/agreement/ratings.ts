import { fail } from '../errors.ts';
import { checkSameLength } from '../special/check.ts';
import { inReaderOrder } from './reader-order.ts';

/**
 * What readers said about units, kept as one entry per reading: the readings of unit u stand in places
 * `starts[u]` to `starts[u + 1] - 1`, in the order of their readers. A reading that is missing is not there.
 */
export interface Ratings {
  readonly unitCount: number;
  readonly readerCount: number;
  /** First place of each unit, then the end. */
  readonly starts: Int32Array;
  /** Reader of each reading, 0 to readerCount - 1. */
  readonly readers: Int32Array;
  /** Category of each reading: an index into `categories`. */
  readonly codes: Int32Array;
  /** Value of each category, ascending; 0, 1, 2, ... where a scale was declared. */
  readonly categories: Float64Array;
  /** Patient of each unit, 0 to patientCount - 1. */
  readonly patients: Int32Array;
  readonly patientCount: number;
  /** Cells or rows that held no answer. */
  readonly missingCount: number;
  /** Further readings of a unit by a reader who had already read it, left out. */
  readonly repeatedCount: number;
}

/** What a reading may be. */
export interface RatingScale {
  /**
   * Number of declared categories: values are codes 0 to categoryCount - 1, with -1 and NaN missing.
   * Without it every distinct number is a category of its own, and only NaN is missing.
   */
  readonly categoryCount?: number;
  /** Patient of each unit, 0 to patients - 1; each unit its own patient by default. */
  readonly patients?: ArrayLike<number>;
}

/** Readings one below the other. */
export interface LongRatings extends RatingScale {
  /** Unit of each row, from 0. */
  readonly unit: ArrayLike<number>;
  /** Reader of each row, from 0. */
  readonly reader: ArrayLike<number>;
  /** Answer of each row. */
  readonly value: ArrayLike<number>;
  /** Number of units, where the last ones may have no row. */
  readonly unitCount?: number;
  /** Number of readers, where the last ones may have no row. */
  readonly readerCount?: number;
  /** A reader who read a unit twice: stop (default), or keep the first row and count the others. */
  readonly repeated?: 'refuse' | 'first';
}

/**
 * Ratings from a long table.
 *
 * @param input rows of unit, reader and answer in any order
 * @returns the ratings; rows without an answer are counted, not kept
 * @throws stats/length-mismatch; stats/bad-argument for a code outside the scale, a bad index, or a repeated
 *   reading where these are refused
 */
export function ratingsFromLong(input: LongRatings): Ratings {
  const { unit, reader, value } = input;
  checkSameLength(unit, reader, ['unit', 'reader']);
  checkSameLength(unit, value, ['unit', 'value']);
  const unitCount = input.unitCount ?? largest(unit) + 1;
  const readerCount = input.readerCount ?? largest(reader) + 1;
  checkIndices(unit, unitCount, 'unit');
  checkIndices(reader, readerCount, 'reader');
  const { codes, categories } = codesOf(value, input.categoryCount);
  const starts = new Int32Array(unitCount + 1);
  let missingCount = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! < 0) missingCount++;
    else starts[unit[i]! + 1]!++;
  }
  for (let u = 0; u < unitCount; u++) starts[u + 1]! += starts[u]!;
  const next = starts.slice(0, unitCount);
  const readers = new Int32Array(codes.length - missingCount);
  const sorted = new Int32Array(readers.length);
  for (let i = 0; i < codes.length; i++) {
    if (codes[i]! < 0) continue;
    const place = next[unit[i]!]!++;
    readers[place] = reader[i]!;
    sorted[place] = codes[i]!;
  }
  const kept = inReaderOrder(starts, readers, sorted);
  if (kept.repeatedCount > 0 && input.repeated !== 'first') {
    fail(
      'stats/bad-argument',
      `${kept.repeatedCount} readings repeat a unit that the same reader had read before.`,
      'Keep one reading per reader and unit, or ask for the first.',
    );
  }
  return {
    unitCount,
    readerCount,
    ...kept,
    categories,
    ...patientsOf(input.patients, unitCount),
    missingCount,
  };
}

/**
 * Ratings from a full table.
 *
 * @param values row-major, units x readers; missing cells NaN (or -1 where categories are declared)
 * @param readerCount number of readers, at least 1
 * @param scale categories and patients
 * @throws stats/bad-argument for a code outside the scale or a table that does not divide by the readers
 */
export function ratingsFromTable(
  values: ArrayLike<number>,
  readerCount: number,
  scale: RatingScale = {},
): Ratings {
  const unitCount = values.length / readerCount;
  if (!Number.isInteger(unitCount)) {
    fail(
      'stats/bad-argument',
      `${values.length} cells do not fill rows of ${readerCount} readers.`,
      'Pass one cell per unit and reader, NaN where there is no answer.',
    );
  }
  const { codes, categories } = codesOf(values, scale.categoryCount);
  const starts = new Int32Array(unitCount + 1);
  let kept = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) kept++;
  const readers = new Int32Array(kept);
  const present = new Int32Array(kept);
  let place = 0;
  for (let u = 0; u < unitCount; u++) {
    for (let g = 0; g < readerCount; g++) {
      const code = codes[u * readerCount + g]!;
      if (code < 0) continue;
      readers[place] = g;
      present[place++] = code;
    }
    starts[u + 1] = place;
  }
  return {
    unitCount,
    readerCount,
    starts,
    readers,
    codes: present,
    categories,
    ...patientsOf(scale.patients, unitCount),
    missingCount: codes.length - kept,
    repeatedCount: 0,
  };
}

/**
 * The readings as a full table, units x readers, row-major.
 *
 * @param ratings the ratings
 * @returns values of the categories, NaN where there is no reading
 */
export function tableOfRatings(ratings: Ratings): Float64Array {
  const { unitCount, readerCount, starts, readers, codes, categories } = ratings;
  const table = new Float64Array(unitCount * readerCount).fill(Number.NaN);
  for (let u = 0; u < unitCount; u++) {
    for (let i = starts[u]!; i < starts[u + 1]!; i++) {
      table[u * readerCount + readers[i]!] = categories[codes[i]!]!;
    }
  }
  return table;
}

function largest(values: ArrayLike<number>): number {
  let most = -1;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most;
}

function checkIndices(values: ArrayLike<number>, count: number, name: string): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(Number.isInteger(value) && value >= 0 && value < count)) {
      fail(
        'stats/bad-argument',
        `Row ${i} has the ${name} index ${value}, allowed are 0 to ${count - 1}.`,
        `Number every ${name} from 0.`,
      );
    }
  }
}

/** Category of each value, -1 where missing, and the value of each category. */
function codesOf(
  values: ArrayLike<number>,
  categoryCount: number | undefined,
): { codes: Int32Array; categories: Float64Array } {
  const codes = new Int32Array(values.length).fill(-1);
  if (categoryCount !== undefined) {
    let bad = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (Number.isNaN(value) || value === -1) continue;
      if (Number.isInteger(value) && value >= 0 && value < categoryCount) codes[i] = value;
      else bad++;
    }
    if (bad > 0) {
      fail(
        'stats/bad-argument',
        `${bad} readings lie outside the ${categoryCount} declared categories.`,
        'Declare every category, or leave these readings out and say how many.',
      );
    }
    return { codes, categories: Float64Array.from({ length: categoryCount }, (_, k) => k) };
  }
  const categories = distinctAscending(values);
  const place = new Map<number, number>();
  categories.forEach((value, k) => {
    place.set(value, k);
  });
  for (let i = 0; i < values.length; i++) codes[i] = place.get(values[i]!) ?? -1;
  return { codes, categories };
}

function distinctAscending(values: ArrayLike<number>): Float64Array {
  const seen = new Set<number>();
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) seen.add(values[i]!);
  // Zero and minus zero are one number; a Set keeps them as one too.
  return Float64Array.from(seen).sort();
}

function patientsOf(
  given: ArrayLike<number> | undefined,
  unitCount: number,
): { patients: Int32Array; patientCount: number } {
  if (given === undefined) {
    return {
      patients: Int32Array.from({ length: unitCount }, (_, u) => u),
      patientCount: unitCount,
    };
  }
  if (given.length !== unitCount) {
    fail(
      'stats/length-mismatch',
      `${given.length} patients came for ${unitCount} units.`,
      'Pass one patient index per unit.',
    );
  }
  const patientCount = largest(given) + 1;
  checkIndices(given, patientCount, 'patient');
  return { patients: Int32Array.from(given), patientCount };
}
