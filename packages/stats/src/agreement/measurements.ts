import { fail } from '../errors.ts';
import { type Ratings, tableOfRatings } from './ratings.ts';

/** Numbers measured by several readers on the same targets. */
export interface Measurements {
  /** Row-major, targets x readers, NaN where missing. */
  readonly values: Float64Array;
  readonly readerCount: number;
}

/**
 * Measurements from rows of targets.
 *
 * @param rows one row per target with one number per reader; null or NaN where missing
 * @throws stats/length-mismatch when rows differ in length
 */
export function measurementsFromRows(rows: ArrayLike<ArrayLike<number | null>>): Measurements {
  const readerCount = rows.length > 0 ? rows[0]!.length : 0;
  const values = new Float64Array(rows.length * readerCount);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row.length !== readerCount) {
      fail(
        'stats/length-mismatch',
        `Row ${i} has ${row.length} readers, the first has ${readerCount}.`,
        'Pass one cell per reader, NaN where missing.',
      );
    }
    for (let g = 0; g < readerCount; g++) values[i * readerCount + g] = row[g] ?? Number.NaN;
  }
  return { values, readerCount };
}

/**
 * Measurements from ratings: the values of the categories.
 *
 * @param ratings the ratings
 */
export function measurementsFromRatings(ratings: Ratings): Measurements {
  return { values: tableOfRatings(ratings), readerCount: ratings.readerCount };
}

/** Targets that every reader measured. */
export interface CompleteTargets {
  readonly values: Float64Array;
  readonly targetCount: number;
  /** Targets left out because a reader did not measure them. */
  readonly droppedCount: number;
}

/**
 * Leaves out targets with a missing measurement.
 *
 * @param measurements the measurements
 */
export function completeTargets(measurements: Measurements): CompleteTargets {
  const { values, readerCount: k } = measurements;
  const all = k > 0 ? values.length / k : 0;
  const kept = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < all; i++) {
    let isComplete = true;
    for (let g = 0; g < k; g++) {
      const x = values[i * k + g]!;
      kept[n * k + g] = x;
      if (!Number.isFinite(x)) isComplete = false;
    }
    if (isComplete) n++;
  }
  return { values: kept.subarray(0, n * k), targetCount: n, droppedCount: all - n };
}
