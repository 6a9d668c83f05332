import { fail } from '../errors.ts';
import { isIdName } from '../names.ts';
import type { Column, IntakeNote, TextColumn } from '../table.ts';
import { bytesOf, type ColumnBuilder } from './column-builder.ts';
import { NumberParser } from './number-parser.ts';

const point = 46;
const comma = 44;
const blankWord = /^(na|n\/a|nan|null|none|nil|missing|unknown|not available|\.|-|--|\?|#n\/a)$/i;

/**
 * Stops when a column declared to hold numbers holds NaN or text.
 *
 * @param file base name
 * @param builders the columns read
 * @param firstRow record number of row 0
 * @throws dataset/nan, dataset/not-a-number, naming the first rows, never the content
 */
export function checkNumbers(
  file: string,
  builders: readonly ColumnBuilder[],
  firstRow: number,
): void {
  for (const builder of builders) {
    if (builder.badCount > 0)
      failNumber(file, builder.name, builder.badRows, builder.badCount, firstRow, false);
    if (builder.nanCount > 0)
      failNumber(file, builder.name, builder.nanRows, builder.nanCount, firstRow, true);
  }
}

/**
 * Stops at text or NaN where numbers belong.
 *
 * @param file base name
 * @param column its name
 * @param rows the first such rows, from 0
 * @param count how many there are
 * @param firstRow record number of row 0
 * @param isNan true for NaN, false for other text
 * @throws dataset/nan, dataset/not-a-number
 */
export function failNumber(
  file: string,
  column: string,
  rows: readonly number[],
  count: number,
  firstRow: number,
  isNan: boolean,
): never {
  const list = rows.map((row) => row + firstRow).join(', ');
  const more = count > rows.length ? ` and ${count - rows.length} more` : '';
  return fail(
    isNan ? 'dataset/nan' : 'dataset/not-a-number',
    `${isNan ? 'NaN' : 'text'} stands where numbers belong in ${count} ${count === 1 ? 'row' : 'rows'} (${list}${more}).`,
    isNan
      ? 'Leave out these rows, or leave the cell blank if the value is missing.'
      : 'Correct the cells, or name the word that stands for a missing value with --missing.',
    { file, row: (rows[0] ?? 0) + firstRow, column },
  );
}

/**
 * Looks at the text columns for numbers that hide in them.
 *
 * @param file base name
 * @param columns the columns read
 * @param options the declared decimal mark and the columns declared as text
 * @returns notes on columns that are numbers but for a word that looks like a missing value
 * @throws dataset/decimal-undeclared when every cell of a column is a number with a decimal comma
 */
export function inspectTextColumns(
  file: string,
  columns: readonly Column[],
  options: {
    readonly decimal: '.' | ',' | undefined;
    readonly textColumns: readonly string[];
  },
): IntakeNote[] {
  const notes: IntakeNote[] = [];
  const parser = new NumberParser();
  for (const column of columns) {
    if (column.kind !== 'text' || column.values.length === 0) continue;
    if (isIdName(column.name) || options.textColumns.includes(column.name)) continue;
    if (options.decimal === undefined && isCommaColumn(column, parser)) {
      fail(
        'dataset/decimal-undeclared',
        'every cell seems to be a number with a decimal comma.',
        "Declare it with --decimal ',', or write the numbers with a decimal point.",
        { file, column: column.name },
      );
    }
    const note = missingWordNote(column, parser, options.decimal === ',' ? comma : point);
    if (note !== null) notes.push(note);
  }
  return notes;
}

function isCommaColumn(column: TextColumn, parser: NumberParser): boolean {
  let withComma = 0;
  for (const value of column.values) {
    if (value.includes('.')) return false;
    const bytes = bytesOf(value);
    if (Number.isNaN(parser.parse(bytes, 0, bytes.length, comma)) || parser.strange) return false;
    if (value.includes(',')) withComma += 1;
  }
  return withComma > 0;
}

function missingWordNote(
  column: TextColumn,
  parser: NumberParser,
  decimal: number,
): IntakeNote | null {
  const words: string[] = [];
  let numbers = 0;
  for (const value of column.values) {
    if (blankWord.test(value.trim())) {
      words.push(value);
      continue;
    }
    const bytes = bytesOf(value);
    if (Number.isNaN(parser.parse(bytes, 0, bytes.length, decimal)) || parser.strange) return null;
    numbers += 1;
  }
  if (words.length === 0 || numbers === 0) return null;
  const list = words.map((word) => `'${word}'`).join(', ');
  return {
    code: 'blank-word',
    message: `Column '${column.name}' holds numbers and the word ${list}: it is read as text. If the word stands for a missing value, declare it with --missing=${words[0]!}.`,
  };
}
