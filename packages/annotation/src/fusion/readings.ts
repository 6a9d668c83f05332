import { fail } from '../errors.ts';

/**
 * Answers of readers about cases, as codes. One entry is one answer; entries of one case stand together
 * (`starts[i]` to `starts[i + 1]`), in the order in which they came.
 */
export interface Readings {
  /** Cases, those without any answer included. */
  readonly caseCount: number;
  /** Readers. */
  readonly readerCount: number;
  /** Classes, coded 0 to classCount - 1. */
  readonly classCount: number;
  /** First entry of each case, then the end; caseCount + 1 places. */
  readonly starts: Int32Array;
  /** Reader of each entry. */
  readonly reader: Int32Array;
  /** Class of each entry. */
  readonly label: Int32Array;
  /** Rows without an answer, left out. */
  readonly missingCount: number;
  /** Answers beyond the first of the same reader about the same case that came in. */
  readonly repeatCount: number;
}

/** How readings are gathered. */
export interface ReadingsOptions {
  /** Number of cases; the largest code + 1 by default. */
  readonly caseCount?: number;
  /** Number of readers; the largest code + 1 by default. */
  readonly readerCount?: number;
  /** Number of classes; the largest code + 1 by default. */
  readonly classCount?: number;
  /** What becomes of a second answer of one reader about one case: kept as an answer of its own (default), dropped, or refused. */
  readonly repeats?: 'keep' | 'first' | 'refuse';
}

/**
 * Gathers answers in long form, one row an answer.
 *
 * @param cases case code per row, from 0
 * @param readers reader code per row, from 0
 * @param labels class code per row, from 0; -1 is no answer and leaves its row out
 * @param options counts, and what to do with repeats
 * @returns the readings, sorted by case
 * @throws annotation/length-mismatch, annotation/bad-code, and annotation/repeated-reading when asked to refuse
 */
export function makeReadings(
  cases: ArrayLike<number>,
  readers: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: ReadingsOptions = {},
): Readings {
  const rows = labels.length;
  if (cases.length !== rows || readers.length !== rows) {
    fail(
      'annotation/length-mismatch',
      `Cases, readers and labels have ${cases.length}, ${readers.length} and ${rows} rows.`,
      'Pass one of each for every answer.',
    );
  }
  const caseCount = options.caseCount ?? largest(cases) + 1;
  const readerCount = options.readerCount ?? largest(readers) + 1;
  const classCount = options.classCount ?? largest(labels) + 1;
  const starts = new Int32Array(caseCount + 1);
  let missingCount = 0;
  for (let i = 0; i < rows; i++) {
    const label = labels[i]!;
    if (label === -1) {
      missingCount++;
      continue;
    }
    checkCode(cases[i]!, caseCount, 'case', i);
    checkCode(readers[i]!, readerCount, 'reader', i);
    checkCode(label, classCount, 'class', i);
    starts[cases[i]! + 1]!++;
  }
  for (let t = 0; t < caseCount; t++) starts[t + 1]! += starts[t]!;
  const place = starts.slice(0, caseCount);
  const reader = new Int32Array(rows - missingCount);
  const label = new Int32Array(rows - missingCount);
  for (let i = 0; i < rows; i++) {
    if (labels[i]! === -1) continue;
    const to = place[cases[i]!]!++;
    reader[to] = readers[i]!;
    label[to] = labels[i]!;
  }
  const sizes = { caseCount, readerCount, classCount, missingCount };
  return settleRepeats({ ...sizes, starts, reader, label, repeatCount: 0 }, options.repeats);
}

/**
 * Gathers answers in wide form, one column a reader.
 *
 * @param matrix case-major caseCount x readerCount class codes, -1 = no answer
 * @param readerCount columns
 * @param classCount classes; the largest code + 1 by default
 * @throws annotation/length-mismatch when the matrix is not a whole number of rows, annotation/bad-code
 */
export function readingsFromMatrix(
  matrix: ArrayLike<number>,
  readerCount: number,
  classCount?: number,
): Readings {
  const rows = readerCount > 0 ? matrix.length / readerCount : 0;
  if (!Number.isInteger(rows)) {
    fail(
      'annotation/length-mismatch',
      `${matrix.length} cells are no whole number of rows of ${readerCount} readers.`,
      'Pass one cell for every case and reader.',
    );
  }
  const cases = new Int32Array(matrix.length);
  const readers = new Int32Array(matrix.length);
  for (let i = 0; i < matrix.length; i++) {
    cases[i] = Math.floor(i / readerCount);
    readers[i] = i % readerCount;
  }
  const counts = { caseCount: rows, readerCount };
  return makeReadings(
    cases,
    readers,
    matrix,
    classCount === undefined ? counts : { ...counts, classCount },
  );
}

/**
 * Answers per case.
 *
 * @param readings the answers
 * @returns one count per case, 0 or above
 */
export function answersPerCase(readings: Readings): Int32Array {
  const counts = new Int32Array(readings.caseCount);
  for (let t = 0; t < counts.length; t++) counts[t] = readings.starts[t + 1]! - readings.starts[t]!;
  return counts;
}

/**
 * Answers of every reader by class.
 *
 * @param readings the answers
 * @returns reader-major readerCount x classCount counts
 */
export function answerCounts(readings: Readings): Float64Array {
  const { readerCount, classCount, reader, label } = readings;
  const counts = new Float64Array(readerCount * classCount);
  for (let i = 0; i < label.length; i++) counts[reader[i]! * classCount + label[i]!]!++;
  return counts;
}

function largest(codes: ArrayLike<number>): number {
  let top = -1;
  for (let i = 0; i < codes.length; i++) if (codes[i]! > top) top = codes[i]!;
  return top;
}

function checkCode(code: number, count: number, what: string, row: number): void {
  if (Number.isInteger(code) && code >= 0 && code < count) return;
  fail(
    'annotation/bad-code',
    `Row ${row + 1} has ${what} code ${code}; codes run from 0 to ${count - 1}.`,
    'Declare every category, and code a missing answer as -1.',
  );
}

function settleRepeats(all: Readings, policy: ReadingsOptions['repeats'] = 'keep'): Readings {
  const seenAt = new Int32Array(all.readerCount).fill(-1);
  const isRepeat = new Uint8Array(all.label.length);
  let repeatCount = 0;
  for (let t = 0; t < all.caseCount; t++) {
    for (let i = all.starts[t]!; i < all.starts[t + 1]!; i++) {
      if (seenAt[all.reader[i]!] === t) {
        isRepeat[i] = 1;
        repeatCount++;
      }
      seenAt[all.reader[i]!] = t;
    }
  }
  if (repeatCount === 0 || policy === 'keep') return { ...all, repeatCount };
  if (policy === 'refuse') {
    fail(
      'annotation/repeated-reading',
      `${repeatCount} answers repeat an earlier answer of the same reader about the same case.`,
      'Keep one reading per reader and case, or ask to keep all or the first.',
    );
  }
  const starts = new Int32Array(all.caseCount + 1);
  for (let t = 0; t < all.caseCount; t++) {
    let kept = 0;
    for (let i = all.starts[t]!; i < all.starts[t + 1]!; i++) kept += 1 - isRepeat[i]!;
    starts[t + 1] = starts[t]! + kept;
  }
  const isKept = (_: number, i: number): boolean => isRepeat[i] === 0;
  const reader = all.reader.filter(isKept);
  return { ...all, starts, reader, label: all.label.filter(isKept), repeatCount };
}
