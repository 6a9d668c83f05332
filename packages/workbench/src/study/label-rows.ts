import { type Column, cellText } from '@equipoise/dataset';
import type { Cases } from './cases.ts';
import { findColumn } from './columns.ts';

/** Rows of a study by the id of their case. */
export interface RowsOfCases {
  /** Rows of a case, ascending; none where the study does not hold it. */
  readonly rowsOf: (caseName: string) => readonly number[];
  /** Cases of the study. */
  readonly caseCount: number;
}

/** The rows of each case, by a column of the study. */
export function rowsOfCases(cases: Cases, column: string): RowsOfCases {
  const found: Column = findColumn(cases.table, column, '--on');
  const rows = new Map<string, number[]>();
  for (let row = 0; row < cases.table.rowCount; row++) {
    const name = cellText(found, row);
    if (name === null) continue;
    const list = rows.get(name);
    if (list === undefined) rows.set(name, [row]);
    else list.push(row);
  }
  return { rowsOf: (name) => rows.get(name) ?? [], caseCount: rows.size };
}
