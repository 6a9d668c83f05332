import type { Column, NumberColumn, Table, TextColumn } from '@equipoise/dataset';
import { fail } from '../errors.ts';
import { nearNames } from '../protocol/near-names.ts';

/** The column of that name, or undefined. */
export function columnNamed(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/**
 * Says which column is not there, and which are near.
 *
 * @param name what was asked for
 * @param names all columns at hand
 * @param role what it was to be, e.g. `--score`
 * @throws workbench/unknown-column always
 */
export function failUnknownColumn(
  name: string,
  names: readonly string[],
  role: string,
  file: string,
): never {
  const near = nearNames(name, names);
  const shown = names.slice(0, 12).join(', ') + (names.length > 12 ? ', …' : '');
  return fail(
    'workbench/unknown-column',
    `${file} has no column "${name}" (${role}).`,
    near.length > 0
      ? `Did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`
      : `Its columns: ${shown}.`,
  );
}

/**
 * The column of that name.
 *
 * @throws workbench/unknown-column with near matches
 */
export function findColumn(table: Table, name: string, role: string): Column {
  return (
    columnNamed(table, name) ??
    failUnknownColumn(
      name,
      table.columns.map((column) => column.name),
      role,
      table.name,
    )
  );
}

/** A column as text: numbers are written as they would be typed. */
export function asText(column: Column): TextColumn {
  if (column.kind === 'text') return column;
  const seen = new Map<number, number>();
  const values: string[] = [];
  const codes = new Int32Array(column.data.length);
  for (let i = 0; i < codes.length; i++) {
    if (column.blank[i] === 1) {
      codes[i] = -1;
      continue;
    }
    const number = column.data[i]!;
    let code = seen.get(number);
    if (code === undefined) {
      code = values.length;
      seen.set(number, code);
      values.push(String(number));
    }
    codes[i] = code;
  }
  return { kind: 'text', name: column.name, codes, values, blankCount: column.blankCount };
}

/** Reads text as a number: plain decimals and infinities; null where it is none. */
export function numberFromText(text: string): number | null {
  const trimmed = text.trim();
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed)) return null;
  return Number(trimmed);
}

/** A column as numbers with the rows whose text is no number. */
export interface NumbersOrNot {
  readonly column: NumberColumn;
  /** Rows, 0-based, that hold text (or NaN) where a number belongs. */
  readonly badRows: readonly number[];
  readonly badCount: number;
}

/** Reads a column as numbers; blank stays blank (NaN). */
export function asNumbers(column: Column): NumbersOrNot {
  if (column.kind === 'number') return { column, badRows: [], badCount: 0 };
  const parsed = column.values.map(numberFromText);
  const length = column.codes.length;
  const data = new Float64Array(length);
  const blank = new Uint8Array(length);
  const badRows: number[] = [];
  let badCount = 0;
  let integer = true;
  for (let i = 0; i < length; i++) {
    const code = column.codes[i]!;
    const number = code < 0 ? null : parsed[code]!;
    data[i] = number ?? Number.NaN;
    if (code < 0) blank[i] = 1;
    else if (number === null) {
      badCount += 1;
      if (badRows.length < 5) badRows.push(i);
    } else if (!Number.isInteger(number)) integer = false;
  }
  const made: NumberColumn = {
    kind: 'number',
    name: column.name,
    data,
    blank,
    blankCount: column.blankCount,
    integer,
  };
  return { column: made, badRows, badCount };
}

/** Rows of a column in a new order; −1 makes a blank. */
export function gatherColumn(column: Column, index: Int32Array): Column {
  const length = index.length;
  let blankCount = 0;
  if (column.kind === 'text') {
    const codes = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      const code = index[i]! < 0 ? -1 : column.codes[index[i]!]!;
      codes[i] = code;
      if (code < 0) blankCount += 1;
    }
    return { kind: 'text', name: column.name, codes, values: column.values, blankCount };
  }
  const data = new Float64Array(length);
  const blank = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const from = index[i]!;
    data[i] = from < 0 ? Number.NaN : column.data[from]!;
    blank[i] = from < 0 ? 1 : column.blank[from]!;
    blankCount += blank[i]!;
  }
  return { kind: 'number', name: column.name, data, blank, blankCount, integer: column.integer };
}

/** Rows of a table in a new order. */
export function gatherTable(table: Table, index: Int32Array): Table {
  return {
    ...table,
    rowCount: index.length,
    columns: table.columns.map((column) => gatherColumn(column, index)),
  };
}

/** `rows 4, 9 and 12` with how many more there are. */
export function rowList(lines: readonly number[], total: number): string {
  const shown = lines.join(', ');
  const more = total > lines.length ? ` and ${total - lines.length} more` : '';
  return `${total === 1 ? 'row' : 'rows'} ${shown}${more}`;
}
