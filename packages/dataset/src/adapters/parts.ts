import type { Column, Table, TextColumn } from '../table.ts';
import type { FileHeaders, ProposedTask } from './adapter.ts';

/**
 * Index of the first file that has all the given columns.
 *
 * @param files the headers of all files
 * @param columns names, compared exactly
 * @returns an index, −1 when there is none
 */
export function fileWith(files: readonly FileHeaders[], columns: readonly string[]): number {
  return files.findIndex((file) => columns.every((column) => file.columns.includes(column)));
}

/**
 * Tells whether a file has one of several names of a column.
 *
 * @param file its headers
 * @param names candidates in order of preference
 * @returns the first that is there, or null
 */
export function firstOf(file: FileHeaders, names: readonly string[]): string | null {
  return names.find((name) => file.columns.includes(name)) ?? null;
}

/**
 * A copy of a table with other columns.
 *
 * @param table any table
 * @param columns the columns of the copy, each of rowCount cells
 * @returns the copy
 */
export function withColumns(table: Table, columns: readonly Column[]): Table {
  return { ...table, columns };
}

/**
 * The levels of a label that is coded 1, 0, −1 and blank, kept apart: blank means not mentioned, which is
 * neither negative nor uncertain.
 *
 * @param name name of the new column
 * @param column the coded label, as numbers or text
 * @returns text with the levels positive, negative, uncertain, not-mentioned, and `other` for anything else
 */
export function recodeFourLevels(name: string, column: Column): TextColumn {
  const values = ['positive', 'negative', 'uncertain', 'not-mentioned', 'other'];
  const rowCount = column.kind === 'text' ? column.codes.length : column.data.length;
  const codes = new Int32Array(rowCount);
  const ofCode = column.kind === 'text' ? column.values.map((value) => levelOf(Number(value))) : [];
  for (let row = 0; row < rowCount; row += 1) {
    if (column.kind === 'text') {
      const code = column.codes[row]!;
      codes[row] = code < 0 ? 3 : ofCode[code]!;
    } else codes[row] = column.blank[row] === 1 ? 3 : levelOf(column.data[row]!);
  }
  return { kind: 'text', name, codes, values, blankCount: 0 };
}

function levelOf(value: number): number {
  if (value === 1) return 0;
  if (value === 0) return 1;
  return value === -1 ? 2 : 4;
}

/**
 * A task with two classes.
 *
 * @param task what differs from the common form
 * @returns the task
 */
export function binaryTask(
  task: Pick<ProposedTask, 'id' | 'title' | 'label'> & Partial<ProposedTask>,
): ProposedTask {
  return {
    kind: 'binary',
    positive: '1',
    negative: '0',
    neither: [],
    scores: [],
    classes: [],
    ...task,
  };
}

/**
 * An id for a task or column made of a finding's name.
 *
 * @param title such as Pleural Effusion
 * @returns such as pleural-effusion
 */
export function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Number cells of 0 and 1, one a row, of a condition. */
export function flagColumn(name: string, flags: Uint8Array): Column {
  return {
    kind: 'number',
    name,
    data: Float64Array.from(flags),
    blank: new Uint8Array(flags.length),
    blankCount: 0,
    integer: true,
  };
}
