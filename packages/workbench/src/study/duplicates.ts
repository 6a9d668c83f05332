import { duplicateRows, type Table } from '@equipoise/dataset';

/** How often rows are repeated. */
export interface Duplicates {
  /** Rows that equal an earlier row in every column. */
  readonly rowCount: number;
  /** File rows of the first few of them. */
  readonly lines: readonly number[];
  /** Rows whose scores all equal those of an earlier row, where scores are continuous; 0 otherwise. */
  readonly scoreCount: number;
}

/**
 * Counts rows that stand twice in a table.
 *
 * @param table as read
 * @param scores names of the score columns
 */
export function findDuplicates(table: Table, scores: readonly string[]): Duplicates {
  const whole = duplicateRows(table);
  const scored = table.columns.filter((column) => scores.includes(column.name));
  const isContinuous = scored.some((column) => {
    if (column.kind !== 'number' || column.integer) return false;
    return new Set(column.data).size > table.rowCount / 2;
  });
  return {
    rowCount: whole.repeatCount,
    lines: whole.firstRows,
    scoreCount: isContinuous ? duplicateRows(table, scores).repeatCount : 0,
  };
}
