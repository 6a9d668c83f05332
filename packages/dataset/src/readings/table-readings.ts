import { cellText, findColumn } from '../columns.ts';
import { fail } from '../errors.ts';
import type { Column, Table } from '../table.ts';
import { attributesOfCases, patientsOfCases, rowOf } from './case-columns.ts';
import { addReading, namesInOrder, type RawReadings, rawQuestion } from './raw-readings.ts';

/** Which columns of a table hold what. */
export interface TableLayout {
  readonly caseColumn: string;
  /** Column with the reader's name, in a table with a row for each case and reader. */
  readonly readerColumn?: string | undefined;
  /** One column for each reader instead; `*` stands for any text, e.g. `reader_*`. */
  readonly readerColumns?: readonly string[] | undefined;
  /**
   * Answers: one column a question (`finding`), or wide with a star for the reader (`finding=*_finding`).
   */
  readonly labelColumns?: readonly string[] | undefined;
  /** Column with the name of the question, where rows differ in it. */
  readonly questionColumn?: string | undefined;
  readonly patientColumn?: string | undefined;
  readonly secondsColumn?: string | undefined;
  readonly groupColumns?: readonly string[] | undefined;
  readonly bins?: readonly string[] | undefined;
}

interface Source {
  readonly question: string | null;
  /** Fixed name of the reader, or the column that holds it. */
  readonly reader: string | Column;
  readonly answer: Column;
}

function starred(pattern: string, name: string): string | null {
  const at = pattern.indexOf('*');
  if (at < 0) return null;
  const before = pattern.slice(0, at);
  const after = pattern.slice(at + 1);
  const fits =
    name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : null;
}

function matching(table: Table, pattern: string): { column: Column; star: string }[] {
  if (!pattern.includes('*')) return [{ column: findColumn(table, pattern), star: pattern }];
  const found = table.columns.flatMap((column) => {
    const star = starred(pattern, column.name);
    return star === null ? [] : [{ column, star }];
  });
  if (found.length > 0) return found;
  return fail(
    'dataset/missing-column',
    `no column fits the pattern ${pattern}.`,
    'The star stands for the name of the reader.',
    { file: table.name },
  );
}

function sources(table: Table, layout: TableLayout): Source[] {
  const { readerColumn, readerColumns = [], labelColumns = [] } = layout;
  if (readerColumn !== undefined) {
    const reader = findColumn(table, readerColumn);
    if (labelColumns.length === 0) failLayout(table, 'no answer column was named.');
    return labelColumns.map((name) => ({
      question: layout.questionColumn === undefined ? name : null,
      reader,
      answer: findColumn(table, name),
    }));
  }
  if (readerColumns.length > 0) {
    const question = layout.questionColumn === undefined ? (labelColumns[0] ?? 'answer') : null;
    return readerColumns.flatMap((pattern) =>
      matching(table, pattern).map(({ column, star }) => ({
        question,
        reader: star,
        answer: column,
      })),
    );
  }
  const wide = labelColumns.flatMap((text) => {
    const at = text.indexOf('=');
    if (at < 0 || !text.includes('*')) {
      return failLayout(table, 'no column names the reader.');
    }
    const question = text.slice(0, at);
    return matching(table, text.slice(at + 1)).map(({ column, star }) => ({
      question,
      reader: star,
      answer: column,
    }));
  });
  return wide.length > 0 ? wide : failLayout(table, 'no column names the reader.');
}

function failLayout(table: Table, sentence: string): never {
  return fail(
    'dataset/bad-layout',
    sentence,
    'Give --reader COLUMN with --label COLUMN, or one column a reader: --readers r1,r2 or --label "finding=*_finding".',
    { file: table.name },
  );
}

/**
 * Readings from a table: a row for each case and reader, or a column for each reader.
 *
 * @param table as read by `readTable`, ids as text
 * @param layout which columns hold what
 * @throws dataset/missing-column, dataset/bad-layout, dataset/conflicting-case
 */
export function readingsFromTable(table: Table, layout: TableLayout): RawReadings {
  const parts = sources(table, layout);
  const caseColumn = findColumn(table, layout.caseColumn);
  const questionColumn =
    layout.questionColumn === undefined ? null : findColumn(table, layout.questionColumn);
  const seconds =
    layout.secondsColumn === undefined ? null : findColumn(table, layout.secondsColumn);
  const cases = namesInOrder();
  const readers = namesInOrder();
  const questions = new Map<string, ReturnType<typeof rawQuestion>>();
  const caseOfRow = new Int32Array(table.rowCount).fill(-1);
  const leftOut = new Map<string, number>();
  const leave = (reason: string): void => {
    leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  };
  for (let row = 0; row < table.rowCount; row += 1) {
    const name = cellText(caseColumn, row);
    if (name === null) leave('no case named');
    else caseOfRow[row] = cases.indexOf(name);
  }
  for (const part of parts) {
    for (let row = 0; row < table.rowCount; row += 1) {
      const caseIndex = caseOfRow[row]!;
      if (caseIndex < 0) continue;
      const reader = typeof part.reader === 'string' ? part.reader : cellText(part.reader, row);
      if (reader === null) {
        leave('no reader named');
        continue;
      }
      const name = part.question ?? cellText(questionColumn!, row);
      if (name === null) {
        leave('no question named');
        continue;
      }
      let question = questions.get(name);
      if (question === undefined) {
        question = rawQuestion(name);
        questions.set(name, question);
      }
      const time = seconds === null ? null : cellText(seconds, row);
      addReading(question, {
        caseIndex,
        readerIndex: readers.indexOf(reader),
        answer: cellText(part.answer, row),
        row: rowOf(table, row),
        seconds: time === null ? Number.NaN : Number(time),
      });
    }
  }
  const caseCount = cases.list.length;
  return {
    file: table.name,
    caseNames: cases.list,
    readerNames: readers.list,
    questions: [...questions.values()],
    patients:
      layout.patientColumn === undefined
        ? null
        : patientsOfCases(table, layout.patientColumn, caseOfRow, caseCount),
    attributes: attributesOfCases(
      table,
      layout.groupColumns ?? [],
      layout.bins ?? [],
      caseOfRow,
      caseCount,
    ),
    leftOut: [...leftOut].map(([reason, count]) => ({ reason, count })),
    notes: table.notes,
  };
}
