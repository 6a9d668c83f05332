import { findColumn, toTextColumn } from './columns.ts';
import { fail } from './errors.ts';
import { duplicateIds } from './leakage.ts';
import type { Table, TextColumn } from './table.ts';

/**
 * An id column in which no cell is blank.
 *
 * @param table a table
 * @param name the column
 * @returns the column as text
 * @throws dataset/missing-column, dataset/blank-id with the count and the first rows
 */
export function requireIds(table: Table, name: string): TextColumn {
  const column = toTextColumn(findColumn(table, name));
  if (column.blankCount === 0) return column;
  const rows: number[] = [];
  for (let row = 0; row < table.rowCount && rows.length < 5; row += 1) {
    if (column.codes[row]! < 0) rows.push(row + table.firstRow);
  }
  return fail(
    'dataset/blank-id',
    `${column.blankCount} ids are blank (rows ${listOf(rows, column.blankCount)}).`,
    'Fill them in, or leave out these rows before the audit.',
    { file: table.name, row: rows[0], column: name },
  );
}

/**
 * An id column in which no id occurs twice and no cell is blank.
 *
 * @param table a table
 * @param name the column
 * @returns the column as text
 * @throws dataset/missing-column, dataset/blank-id, dataset/duplicate-id with the count and the first rows, never the id
 */
export function requireUniqueIds(table: Table, name: string): TextColumn {
  const column = requireIds(table, name);
  const { repeatCount, firstRows } = duplicateIds(column, table.firstRow);
  if (repeatCount === 0) return column;
  return fail(
    'dataset/duplicate-id',
    `${repeatCount} ${repeatCount === 1 ? 'row repeats' : 'rows repeat'} an id that stands further up (rows ${listOf(firstRows, repeatCount)}).`,
    'Keep one row an id, or name the column that tells the rows apart.',
    { file: table.name, row: firstRows[0], column: name },
  );
}

function listOf(rows: readonly number[], count: number): string {
  return `${rows.join(', ')}${count > rows.length ? ', …' : ''}`;
}
