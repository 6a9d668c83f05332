import { fail } from '../errors.ts';
import { type AfrocKind, afrocJackknife, type CaseJackknife, type CasePatients } from './afroc.ts';
import type { LesionMarks } from './marks.ts';

/** Marks of several readers under several tests (modalities), one row per mark. */
export interface ReaderMarks {
  /** Lesions of each case; 0 for a normal case. */
  readonly lesionCounts: ArrayLike<number>;
  /** Weight per lesion in the order of cases; 1 over the lesions of the case by default. */
  readonly lesionWeights?: ArrayLike<number>;
  readonly testCount: number;
  readonly readerCount: number;
  readonly test: ArrayLike<number>;
  readonly reader: ArrayLike<number>;
  readonly markCase: ArrayLike<number>;
  readonly markScore: ArrayLike<number>;
  /** Lesion within its case, or -1 for a false positive. */
  readonly markLesion: ArrayLike<number>;
}

/**
 * The marks of each reader under each test.
 *
 * @param marks long rows
 * @returns test x reader; a reader without marks has none, which is a reading of every case as normal
 *
 * Errors: `metrics/length-mismatch` for columns of different length, `metrics/bad-definition` for a code beyond
 * its count.
 */
export function splitReaderMarks(marks: ReaderMarks): readonly (readonly LesionMarks[])[] {
  const { test, reader, markCase, markScore, markLesion, lesionCounts } = marks;
  const n = markCase.length;
  for (const column of [test, reader, markScore, markLesion])
    if (column.length !== n)
      fail(
        'metrics/length-mismatch',
        `One column has ${column.length} marks and another ${n}.`,
        'Give every mark a test, reader, case, score and lesion.',
      );
  const cells = Array.from({ length: marks.testCount }, () =>
    Array.from({ length: marks.readerCount }, (): number[] => []),
  );
  for (let k = 0; k < n; k++) {
    const rows = cells[test[k]!]?.[reader[k]!];
    if (!rows || !(markCase[k]! < lesionCounts.length))
      fail(
        'metrics/bad-definition',
        `Mark ${k} names test ${test[k]}, reader ${reader[k]} or a case beyond the ${lesionCounts.length} declared.`,
        'Number tests, readers and cases from 0 and declare how many there are.',
      );
    rows.push(k);
  }
  return cells.map((readers) =>
    readers.map((rows) => ({
      lesionCounts,
      markCase: Int32Array.from(rows, (k) => markCase[k]!),
      markScore: Float64Array.from(rows, (k) => markScore[k]!),
      markLesion: Int32Array.from(rows, (k) => markLesion[k]!),
    })),
  );
}

/**
 * Free-response figures of every reader and test with their leave-one-out values: the input of
 * `obuchowskiRocketteJackknife`.
 *
 * @param marks long rows
 * @param kind which figure, weighted AFROC by default
 * @param patients cases of one patient, left out together; each case alone by default
 * @returns test x reader
 *
 * Errors: those of {@link splitReaderMarks} and `afrocJackknife`.
 */
export function readerFigures(
  marks: ReaderMarks,
  kind: AfrocKind = 'wafroc',
  patients?: CasePatients,
): readonly (readonly CaseJackknife[])[] {
  return splitReaderMarks(marks).map((readers) =>
    readers.map((one) => afrocJackknife(one, kind, marks.lesionWeights, patients)),
  );
}
