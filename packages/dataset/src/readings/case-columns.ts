import type { Attribute } from '../attribute.ts';
import { makeAttribute } from '../attribute.ts';
import { parseBins } from '../bins.ts';
import { cellText, findColumn, takeRows } from '../columns.ts';
import { fail } from '../errors.ts';
import type { Table } from '../table.ts';

/** Row of the file a table row stands in. */
export function rowOf(table: Table, row: number): number {
  return table.firstRow + row;
}

/**
 * A column that belongs to the case, one entry a case.
 *
 * @param caseOfRow case of each row; −1 left out
 * @returns a row of the table for each case
 * @throws dataset/conflicting-case when two rows of a case differ
 */
function rowPerCase(
  table: Table,
  name: string,
  caseOfRow: Int32Array,
  caseCount: number,
): Int32Array {
  const column = findColumn(table, name);
  const first = new Int32Array(caseCount).fill(-1);
  for (let row = 0; row < table.rowCount; row += 1) {
    const at = caseOfRow[row]!;
    if (at < 0) continue;
    const text = cellText(column, row);
    const before = first[at]!;
    if (before < 0 || cellText(column, before) === null) {
      first[at] = row;
      continue;
    }
    if (text !== null && text !== cellText(column, before)) {
      fail(
        'dataset/conflicting-case',
        `one case has another value than in row ${rowOf(table, before)}.`,
        'A case has one patient and one value of each attribute; mend the rows.',
        { file: table.name, row: rowOf(table, row), column: name },
      );
    }
  }
  return first;
}

/** Patient of each case as text. */
export function patientsOfCases(
  table: Table,
  name: string,
  caseOfRow: Int32Array,
  caseCount: number,
): (string | null)[] {
  const column = findColumn(table, name);
  return Array.from(rowPerCase(table, name, caseOfRow, caseCount), (row) =>
    row < 0 ? null : cellText(column, row),
  );
}

/**
 * Attributes of cases from columns of the table.
 *
 * @param bins declarations such as `age=0,40,65`
 */
export function attributesOfCases(
  table: Table,
  names: readonly string[],
  bins: readonly string[],
  caseOfRow: Int32Array,
  caseCount: number,
): Attribute[] {
  const declared = new Map(
    bins.map((text) => {
      const declaration = parseBins(text);
      return [declaration.attribute, declaration] as const;
    }),
  );
  return names.map((name) => {
    const rows = rowPerCase(table, name, caseOfRow, caseCount);
    return makeAttribute(takeRows(findColumn(table, name), rows), {
      source: table.name,
      bins: declared.get(name),
    });
  });
}
