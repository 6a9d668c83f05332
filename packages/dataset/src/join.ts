import { findColumn, takeRows, toTextColumn } from './columns.ts';
import { fail } from './errors.ts';
import type { Column, IntakeNote, Table, TextColumn } from './table.ts';

/** One pair of columns whose texts must be equal, byte for byte. */
export interface JoinKey {
  readonly left: string;
  readonly right: string;
  /** Compare without a file ending such as .png or .jpg, on both sides. Never done unless declared. */
  readonly ignoreFileEnding?: boolean | undefined;
}

/** A joined table and what did not meet. */
export interface JoinResult {
  /** Every row of the left table, in its order; cells of unmatched rows are blank on the right's columns. */
  readonly table: Table;
  /** Left rows that found a right row. */
  readonly matched: number;
  /** Left rows that found none, those with a blank id included. */
  readonly leftOnly: number;
  /** Right rows that no left row found. */
  readonly rightOnly: number;
}

/**
 * Joins a table onto another by ids compared as text, byte for byte.
 *
 * @param left keeps all its rows
 * @param right each id at most once
 * @param on a column name that both have, a pair of names, or several pairs that must all agree
 * @returns the joined table and the counts of matched and unmatched rows on both sides
 * @throws dataset/duplicate-id when an id occurs twice on the right (count and first rows named, never the id)
 * @throws dataset/missing-column, dataset/no-match when not a single row finds a partner
 */
export function joinTables(
  left: Table,
  right: Table,
  on: string | JoinKey | readonly JoinKey[],
): JoinResult {
  const keys = typeof on === 'string' ? [{ left: on, right: on }] : 'left' in on ? [on] : on;
  if (keys.length === 0) fail('dataset/bad-option', 'no column to join on.', 'Name at least one.');
  const leftKeys = keys.map((key) => keyColumn(left, key.left, key));
  const rightKeys = keys.map((key) => keyColumn(right, key.right, key));
  const index = indexRight(right, rightKeys, keys);
  const rows = new Int32Array(left.rowCount).fill(-1);
  const isUsed = new Uint8Array(right.rowCount);
  let matched = 0;
  const translate = leftKeys.map((column, k) => translateCodes(column, rightKeys[k]!));
  for (let row = 0; row < left.rowCount; row += 1) {
    const found = lookUp(index, leftKeys, translate, row);
    if (found < 0) continue;
    rows[row] = found;
    isUsed[found] = 1;
    matched += 1;
  }
  let rightOnly = 0;
  for (let row = 0; row < right.rowCount; row += 1) rightOnly += 1 - isUsed[row]!;
  if (matched === 0) failNoMatch(left, right, keys);
  const notes: IntakeNote[] = [];
  const columns = [...left.columns, ...rightColumns(left, right, keys, rows, notes)];
  const leftOnly = left.rowCount - matched;
  const keyNames = keys.map((key) => key.right).join(', ');
  notes.push({
    code: 'joined',
    join: { left: left.name, right: right.name, on: keyNames, matched, leftOnly, rightOnly },
    message: `${right.name} joined on ${keyNames}: ${matched} rows matched, ${leftOnly} of ${left.name} and ${rightOnly} of ${right.name} did not.`,
  });
  const table = { ...left, columns, notes: [...left.notes, ...right.notes, ...notes] };
  return { table, matched, leftOnly, rightOnly };
}

function rightColumns(
  left: Table,
  right: Table,
  keys: readonly JoinKey[],
  rows: Int32Array,
  notes: IntakeNote[],
): Column[] {
  const taken = new Set(left.columns.map((column) => column.name));
  const columns: Column[] = [];
  for (const column of right.columns) {
    if (keys.some((key) => key.right === column.name)) continue;
    let name = column.name;
    if (taken.has(name)) {
      name = `${column.name} (${right.name})`;
      notes.push({
        code: 'column-renamed',
        message: `Both files have a column '${column.name}'; that of ${right.name} is called '${name}'.`,
      });
    }
    for (let copy = 2; taken.has(name); copy += 1) name = `${column.name} (${right.name}, ${copy})`;
    taken.add(name);
    columns.push({ ...takeRows(column, rows), name });
  }
  return columns;
}

function keyColumn(table: Table, name: string, key: JoinKey): TextColumn {
  const column = toTextColumn(findColumn(table, name));
  if (key.ignoreFileEnding !== true) return column;
  return recode(column, (value) =>
    value.replace(/\.(png|jpe?g|dcm|dicom|tiff?|bmp|nii|nii\.gz)$/i, ''),
  );
}

/**
 * Gives the values of a text column new texts; values that become equal share one code.
 *
 * @param column a text column
 * @param rename new text of each value
 * @returns a column of the same rows
 */
export function recode(column: TextColumn, rename: (value: string) => string): TextColumn {
  const values: string[] = [];
  const codeOf = new Map<string, number>();
  const map = column.values.map((value) => {
    const text = rename(value);
    let code = codeOf.get(text);
    if (code === undefined) {
      code = values.length;
      values.push(text);
      codeOf.set(text, code);
    }
    return code;
  });
  return { ...column, values, codes: column.codes.map((code) => (code < 0 ? -1 : map[code]!)) };
}

/** A tree of maps over right codes: the last level holds the row. */
type Index = Map<number, Index | number>;

function indexRight(right: Table, columns: readonly TextColumn[], keys: readonly JoinKey[]): Index {
  const index: Index = new Map();
  const repeats: number[] = [];
  let repeatCount = 0;
  rows: for (let row = 0; row < right.rowCount; row += 1) {
    let level = index;
    for (let k = 0; k < columns.length; k += 1) {
      const code = columns[k]!.codes[row]!;
      if (code < 0) continue rows;
      const next = level.get(code);
      if (k === columns.length - 1) {
        if (next === undefined) level.set(code, row);
        else {
          repeatCount += 1;
          if (repeats.length < 5) repeats.push(row + right.firstRow);
        }
      } else if (next instanceof Map) level = next;
      else {
        const made: Index = new Map();
        level.set(code, made);
        level = made;
      }
    }
  }
  if (repeatCount > 0) {
    fail(
      'dataset/duplicate-id',
      `${repeatCount} ${repeatCount === 1 ? 'row repeats' : 'rows repeat'} an id that stands further up (${repeatCount === 1 ? 'row' : 'rows'} ${repeats.join(', ')}${repeatCount > repeats.length ? ', …' : ''}).`,
      'Keep one row an id.',
      { file: right.name, row: repeats[0], column: keys.map((key) => key.right).join(', ') },
    );
  }
  return index;
}

/** Code of each left value in the right dictionary; −1 when it is not there. */
function translateCodes(left: TextColumn, right: TextColumn): Int32Array {
  const codeOf = new Map<string, number>();
  for (let code = 0; code < right.values.length; code += 1) codeOf.set(right.values[code]!, code);
  return Int32Array.from(left.values, (value) => codeOf.get(value) ?? -1);
}

function lookUp(
  index: Index,
  columns: readonly TextColumn[],
  translate: readonly Int32Array[],
  row: number,
): number {
  let level: Index | number | undefined = index;
  for (let k = 0; k < columns.length; k += 1) {
    const code = columns[k]!.codes[row]!;
    if (code < 0 || !(level instanceof Map)) return -1;
    level = level.get(translate[k]![code]!);
  }
  return typeof level === 'number' ? level : -1;
}

function failNoMatch(left: Table, right: Table, keys: readonly JoinKey[]): never {
  const endings = keys.every((key) => key.ignoreFileEnding !== true)
    ? ' Ids on one side may carry a file ending such as .png: write them alike.'
    : '';
  return fail(
    'dataset/no-match',
    `not one of ${left.rowCount} rows finds its id among the ${right.rowCount} rows of ${right.name}.`,
    `Check that both columns hold the same ids, leading zeros included.${endings}`,
    { file: left.name, column: keys.map((key) => key.left).join(', ') },
  );
}
