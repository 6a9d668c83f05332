import { fail } from './errors.ts';
import type { Column, NumberColumn, Table, TextColumn } from './table.ts';

/**
 * Makes a text column of strings.
 *
 * @param name column name
 * @param cells one string a row; null or '' is blank
 * @returns the column, dictionary encoded in order of first appearance
 */
export function textColumn(name: string, cells: ArrayLike<string | null>): TextColumn {
  const codes = new Int32Array(cells.length).fill(-1);
  const values: string[] = [];
  const codeOf = new Map<string, number>();
  let blankCount = 0;
  for (let row = 0; row < cells.length; row += 1) {
    const cell = cells[row] ?? '';
    if (cell === '') {
      blankCount += 1;
      continue;
    }
    let code = codeOf.get(cell);
    if (code === undefined) {
      code = values.length;
      values.push(cell);
      codeOf.set(cell, code);
    }
    codes[row] = code;
  }
  return { kind: 'text', name, codes, values, blankCount };
}

/**
 * Makes a number column.
 *
 * @param name column name
 * @param data one number a row; NaN is blank
 * @returns the column
 */
export function numberColumn(name: string, data: Float64Array): NumberColumn {
  const blank = new Uint8Array(data.length);
  let blankCount = 0;
  let integer = true;
  for (let row = 0; row < data.length; row += 1) {
    const value = data[row]!;
    if (Number.isNaN(value)) {
      blank[row] = 1;
      blankCount += 1;
    } else if (Math.floor(value) !== value) integer = false;
  }
  if (blankCount === data.length) integer = false;
  return { kind: 'number', name, data, blank, blankCount, integer };
}

/**
 * Finds a column by its exact name.
 *
 * @param table a table
 * @param name a column name
 * @returns the column
 * @throws dataset/missing-column, naming near spellings
 */
export function findColumn(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  return failMissingColumn(
    table.name,
    name,
    table.columns.map((column) => column.name),
  );
}

/**
 * Stops because a column is not there; names the columns that are, nearest first.
 *
 * @param file base name
 * @param name the column asked for
 * @param names the columns that are there
 * @throws dataset/missing-column
 */
export function failMissingColumn(file: string, name: string, names: readonly string[]): never {
  const wanted = name.toLowerCase();
  const near = names
    .filter((candidate) => /\p{L}/u.test(candidate) && candidate.length <= 60)
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 6)
    .map(({ candidate }) => candidate);
  const list = near.length === 0 ? '' : ` Nearest names: ${near.join(', ')}.`;
  return fail(
    'dataset/missing-column',
    `the file has ${names.length} columns and none of this name.`,
    `Check the spelling; upper and lower case count.${list}`,
    { file, column: name },
  );
}

/**
 * A cell as text: the text itself, or the shortest decimal form of the number.
 *
 * @param column any column
 * @param row index from 0
 * @returns the text, or null for a blank cell
 */
export function cellText(column: Column, row: number): string | null {
  if (column.kind === 'text') {
    const code = column.codes[row] ?? -1;
    return code < 0 ? null : column.values[code]!;
  }
  return column.blank[row] === 1 ? null : String(column.data[row]!);
}

/**
 * Any column as a text column; a number is written in its shortest decimal form.
 *
 * @param column any column
 * @returns the column itself when it is text already
 */
export function toTextColumn(column: Column): TextColumn {
  if (column.kind === 'text') return column;
  const codes = new Int32Array(column.data.length).fill(-1);
  const values: string[] = [];
  const codeOf = new Map<number, number>();
  for (let row = 0; row < codes.length; row += 1) {
    if (column.blank[row] === 1) continue;
    const value = column.data[row]!;
    let code = codeOf.get(value);
    if (code === undefined) {
      code = values.length;
      values.push(String(value));
      codeOf.set(value, code);
    }
    codes[row] = code;
  }
  return { kind: 'text', name: column.name, codes, values, blankCount: column.blankCount };
}

/**
 * Takes rows of a column by index.
 *
 * @param column any column
 * @param rows indices from 0; −1 gives a blank cell
 * @returns a column of rows.length cells with the same dictionary
 */
export function takeRows(column: Column, rows: Int32Array): Column {
  if (column.kind === 'number') {
    const data = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i]!;
      data[i] = row < 0 ? Number.NaN : column.data[row]!;
    }
    return numberColumn(column.name, data);
  }
  const codes = new Int32Array(rows.length);
  let blankCount = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    const code = row < 0 ? -1 : column.codes[row]!;
    codes[i] = code;
    if (code < 0) blankCount += 1;
  }
  return { kind: 'text', name: column.name, codes, values: column.values, blankCount };
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(swap, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
