import {
  type QuestionReadings,
  type Readings,
  readPurposes,
  type StudyProtocol,
} from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { AnswerColumns } from './answer-columns.ts';
import type { ExportOptions } from './readings-table.ts';

/** Rows that an export takes, by case and reader of the protocol. */
function chosenRows(
  protocol: StudyProtocol,
  columns: AnswerColumns,
  options: ExportOptions,
): Int32Array {
  const { arm, purposes = ['measured'], step = 'final' } = options;
  const isWanted = readPurposes.map((purpose) => purposes.includes(purpose));
  const armAt = arm === undefined ? null : columns.arms.indexOf(arm);
  const isFinal = step === 'final' ? 1 : 0;
  const takes = (row: number): boolean =>
    columns.isValid[row] === 1 &&
    columns.isFinal[row] === isFinal &&
    isWanted[columns.purpose[row]!] === true &&
    (armAt === null || (armAt >= 0 && columns.armAt[row] === armAt)) &&
    columns.caseAt[row]! >= 0 &&
    columns.readerAt[row]! >= 0 &&
    columns.readerAt[row]! < protocol.readers.length;
  const starts = new Int32Array(protocol.cases.length + 1);
  for (let row = 0; row < columns.length; row += 1) {
    if (takes(row)) starts[columns.caseAt[row]! + 1]! += 1;
  }
  for (let at = 1; at < starts.length; at += 1) starts[at]! += starts[at - 1]!;
  const rows = new Int32Array(starts.at(-1)!);
  const next = starts.slice();
  for (let row = 0; row < columns.length; row += 1) {
    if (!takes(row)) continue;
    // Few readers share a case: each finds its place among them by stepping back.
    const first = starts[columns.caseAt[row]!]!;
    let at = next[columns.caseAt[row]!]!++;
    const reader = columns.readerAt[row]!;
    while (at > first && columns.readerAt[rows[at - 1]!]! > reader) {
      rows[at] = rows[at - 1]!;
      at -= 1;
    }
    rows[at] = row;
  }
  return rows;
}

function checkOnce(columns: AnswerColumns, rows: Int32Array): void {
  for (let i = 1; i < rows.length; i += 1) {
    const [a, b] = [rows[i - 1]!, rows[i]!];
    if (columns.caseAt[a] !== columns.caseAt[b] || columns.readerAt[a] !== columns.readerAt[b]) {
      continue;
    }
    fail(
      'annotation/repeated-reading',
      'A reader read a case more than once in what was asked for.',
      'Name one arm and one purpose.',
    );
  }
}

/** Numbers the places that occur by first appearance. */
function renumber(
  rows: Int32Array,
  places: Int32Array,
  count: number,
): { readonly index: Int32Array; readonly used: readonly number[] } {
  const number = new Int32Array(count).fill(-1);
  const used: number[] = [];
  const index = Int32Array.from(rows, (row) => {
    const place = places[row]!;
    if (number[place] === -1) number[place] = used.push(place) - 1;
    return number[place]!;
  });
  return { index, used };
}

/**
 * The very readings that `exportReadings` makes of the records, from columns.
 *
 * @throws annotation/repeated-reading when a reader read a case more than once in what was asked for
 */
export function readingsOfColumns(
  protocol: StudyProtocol,
  columns: AnswerColumns,
  options: ExportOptions = {},
): Readings {
  const rows = chosenRows(protocol, columns, options);
  checkOnce(columns, rows);
  const cases = renumber(rows, columns.caseAt, protocol.cases.length);
  const readers = renumber(rows, columns.readerAt, protocol.readers.length);
  const patients = new Map<string, number>();
  const patient = Int32Array.from(cases.used, (at) => {
    const { caseId, patientId } = protocol.cases[at]!;
    const key = patientId ?? caseId;
    const code = patients.get(key) ?? patients.size;
    patients.set(key, code);
    return code;
  });
  const durationSeconds = Float64Array.from(rows, (row) => columns.activeSeconds[row]!);
  const questions = columns.columns
    .filter(({ questionId }) => options.questionIds?.includes(questionId) ?? true)
    .map(
      ({ exported: { name, kind, classes }, answer, state }): QuestionReadings => ({
        name,
        kind,
        classes,
        caseIndex: cases.index,
        readerIndex: readers.index,
        answer: Float64Array.from(rows, (row) => answer[row]!),
        state: Uint8Array.from(rows, (row) => state[row]!),
        durationSeconds,
        leftOut: [],
      }),
    );
  return {
    caseCount: cases.used.length,
    caseNames: cases.used.map((at) => protocol.cases[at]!.caseId),
    readerNames: readers.used.map((at) => protocol.readers[at]!.readerId),
    patient,
    patientCount: patients.size,
    unit: 'patient',
    attributes: [],
    questions,
  };
}

/**
 * Under which instructions each reading was made that {@link readingsOfColumns} gives, in its order.
 *
 * @param by `instructions`: the arm that the reader was given at random; `instructions_number`: the version over time
 * @returns an arm or a number as text; null where there is none
 */
export function instructionsOfColumns(
  protocol: StudyProtocol,
  columns: AnswerColumns,
  options: ExportOptions,
  by: 'instructions' | 'instructions_number',
): readonly (string | null)[] {
  return Array.from(chosenRows(protocol, columns, options), (row) => {
    if (by === 'instructions')
      return columns.instructionArms[columns.instructionArmAt[row]!] ?? null;
    const number = columns.instructionsNumber[row]!;
    return number === 0 ? null : String(number);
  });
}
