import { fail } from '../errors.ts';
import { checkBinary } from '../special/check.ts';

/** Ratings of a reader study: every reader, under every test (modality), case by case. */
export interface ReaderRatings {
  /** 1 = diseased, 0 = not diseased, one per case. */
  readonly truth: ArrayLike<number>;
  /** Test x reader x case; higher means more suspicious; NaN = this reader did not read the case. */
  readonly ratings: readonly (readonly ArrayLike<number>[])[];
}

/** Ratings after the check, with what was counted. */
export interface CheckedRatings {
  /** 1 = diseased, 0 = not diseased, one per case. */
  readonly truth: Uint8Array;
  /** Test x reader x case, NaN = not read. */
  readonly ratings: readonly (readonly Float64Array[])[];
  /** Tests (modalities). */
  readonly testCount: number;
  /** Readers, the same under every test. */
  readonly readerCount: number;
  /** Cases of either truth. */
  readonly caseCount: number;
  /** Diseased cases. */
  readonly diseasedCount: number;
  /** Readings that a complete crossing would have and that are absent. */
  readonly missingCount: number;
}

/**
 * Checks the shape of a reader study once, and copies it into typed arrays.
 *
 * @param input truth and ratings
 * @returns the same study with its counts
 *
 * Errors: `stats/length-mismatch` when readers or cases differ in number between tests; `stats/not-a-number`
 * and `stats/bad-argument` for a truth other than 0 and 1, or a study without tests or readers.
 */
export function checkRatings(input: ReaderRatings): CheckedRatings {
  const { truth, ratings } = input;
  checkBinary(truth, 'truth');
  const testCount = ratings.length;
  const readerCount = ratings[0]?.length ?? 0;
  if (testCount === 0 || readerCount === 0)
    fail(
      'stats/bad-argument',
      `A reader study needs a test and a reader and got ${testCount} tests, ${readerCount} readers.`,
      'Pass ratings as test x reader x case.',
    );
  let missingCount = 0;
  const copies = ratings.map((readers) => {
    if (readers.length !== readerCount)
      fail(
        'stats/length-mismatch',
        `One test has ${readers.length} readers and the first has ${readerCount}.`,
        'Give every reader a row under every test; NaN stands for a case that was not read.',
      );
    return readers.map((row) => {
      if (row.length !== truth.length)
        fail(
          'stats/length-mismatch',
          `A reader has ${row.length} ratings for ${truth.length} cases.`,
          'Give one rating per case; NaN stands for a case that was not read.',
        );
      const copy = Float64Array.from(row);
      for (let i = 0; i < copy.length; i++) if (Number.isNaN(copy[i]!)) missingCount++;
      return copy;
    });
  });
  const codes = Uint8Array.from(truth);
  let diseasedCount = 0;
  for (let i = 0; i < codes.length; i++) diseasedCount += codes[i]!;
  return {
    truth: codes,
    ratings: copies,
    testCount,
    readerCount,
    caseCount: codes.length,
    diseasedCount,
    missingCount,
  };
}

/**
 * Stops when a reading is absent, for methods that rest on a complete crossing.
 *
 * @param study the checked study
 * @param method name of the method in the message
 *
 * Errors: `stats/bad-argument` with the count of missing readings.
 */
export function requireComplete(study: CheckedRatings, method: string): void {
  if (study.missingCount === 0) return;
  const wanted = study.testCount * study.readerCount * study.caseCount;
  fail(
    'stats/bad-argument',
    `${method} needs every reader on every case under every test; ${study.missingCount} of ${wanted} readings are missing.`,
    'Use the unbiased or jackknife covariance, the U-statistic, or leave the incomplete cases out and say so.',
  );
}
