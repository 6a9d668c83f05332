import type { Column, Table } from '@equipoise/dataset';
import { answerStates, type QuestionReadings, type Readings } from '@equipoise/domain';
import { fail } from '../errors.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';

/** True for the exports of labelling tools; everything else is a table. */
export function isExport(path: string): boolean {
  return /\.(json|xml)$/i.test(path);
}

/** The columns of an export once it is a table, where nothing else is named. */
export const exportColumns = { case: 'case', reader: 'reader', seconds: 'seconds' } as const;

const answered = answerStates.indexOf('answered');
const unsure = answerStates.indexOf('cannot-tell');

/**
 * The readings of an export as a table with one row per case and reader, and one column for each question that was
 * named as rating or decision. "Cannot tell" is no call and stands as a blank, with a note.
 *
 * @throws workbench/unknown-column when the export has no such question
 */
export function tableOfReadings(
  name: string,
  readings: Readings,
  protocol: ReaderStudyProtocol,
): Table {
  const wanted = [protocol.rating, protocol.decision].filter((one) => one !== undefined);
  const questions = [...new Set(wanted)].map((one) => questionOf(readings, one, name));
  const rows = new Map<number, number>();
  const keyOf = (question: QuestionReadings, k: number): number =>
    question.caseIndex[k]! * readings.readerNames.length + question.readerIndex[k]!;
  for (const question of questions)
    for (let k = 0; k < question.state.length; k++) {
      const key = keyOf(question, k);
      if (!rows.has(key)) rows.set(key, rows.size);
    }
  const keys = Int32Array.from(rows.keys());
  const readers = readings.readerNames.length;
  const columns: Column[] = [
    text(
      protocol.caseColumns?.[0] ?? exportColumns.case,
      readings.caseNames,
      keys.map((key) => Math.floor(key / readers)),
    ),
    text(
      protocol.reader ?? exportColumns.reader,
      readings.readerNames,
      keys.map((key) => key % readers),
    ),
  ];
  const seconds = new Float64Array(keys.length).fill(Number.NaN);
  let unsureCount = 0;
  for (const question of questions) {
    const values = new Float64Array(keys.length).fill(Number.NaN);
    for (let k = 0; k < question.state.length; k++) {
      const row = rows.get(keyOf(question, k))!; // Every key was set above.
      if (question.state[k] === unsure) unsureCount++;
      if (question.state[k] === answered) values[row] = question.answer[k]!;
      const took = question.durationSeconds?.[k] ?? Number.NaN;
      if (!Number.isNaN(took)) seconds[row] = took;
    }
    columns.push(
      question.classes === null
        ? number(question.name, values)
        : text(
            question.name,
            question.classes,
            Int32Array.from(values, (x) => (Number.isNaN(x) ? -1 : x)),
          ),
    );
  }
  if (seconds.some((x) => !Number.isNaN(x))) columns.push(number(exportColumns.seconds, seconds));
  return {
    name,
    rowCount: keys.length,
    columns,
    firstRow: 1,
    notes:
      unsureCount === 0
        ? []
        : [
            {
              code: 'cannot-tell',
              message: `${unsureCount} answers of ${name} are "cannot tell": no call, and left out.`,
            },
          ],
  };
}

function questionOf(readings: Readings, wanted: string, file: string): QuestionReadings {
  return (
    readings.questions.find((one) => one.name === wanted) ??
    fail(
      'workbench/unknown-column',
      `${file} has no question "${wanted}".`,
      `It has: ${readings.questions.map((one) => one.name).join(', ')}.`,
    )
  );
}

function text(name: string, values: readonly string[], codes: Int32Array): Column {
  const blankCount = codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0);
  return { kind: 'text', name, codes, values, blankCount };
}

function number(name: string, data: Float64Array): Column {
  const blank = Uint8Array.from(data, (x) => (Number.isNaN(x) ? 1 : 0));
  return {
    kind: 'number',
    name,
    data,
    blank,
    blankCount: blank.reduce((sum, one) => sum + one, 0),
    integer: data.every((x) => Number.isNaN(x) || Number.isInteger(x)),
  };
}
