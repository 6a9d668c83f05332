import type { Column, Table } from './table.ts';

/** What one column holds, without any of its cells but the extremes of numbers. */
export interface ColumnProfile {
  readonly name: string;
  readonly kind: 'text' | 'number';
  readonly blankCount: number;
  /** Distinct values that occur, blank left out; numbers are counted up to 1,001. */
  readonly distinctCount: number;
  /** Smallest and largest finite number; null for text and where there is none. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Cells that are +Infinity or −Infinity. */
  readonly infiniteCount: number;
  readonly integer: boolean;
}

/** Numbers are counted as distinct up to one more than this. */
const distinctLimit = 1000;

/**
 * Profiles every column of a table in one pass each.
 *
 * @param table a table
 * @returns one profile a column, in the table's order
 */
export function profileTable(table: Table): ColumnProfile[] {
  return table.columns.map(profileColumn);
}

/**
 * Profiles one column.
 *
 * @param column any column
 * @returns counts and extremes
 */
export function profileColumn(column: Column): ColumnProfile {
  const { name, kind, blankCount } = column;
  if (column.kind === 'text') {
    const seen = new Uint8Array(column.values.length);
    let distinctCount = 0;
    for (const code of column.codes) {
      if (code < 0 || seen[code] === 1) continue;
      seen[code] = 1;
      distinctCount += 1;
    }
    return {
      name,
      kind,
      blankCount,
      distinctCount,
      minimum: null,
      maximum: null,
      infiniteCount: 0,
      integer: false,
    };
  }
  const distinct = new Set<number>();
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let infiniteCount = 0;
  for (const value of column.data) {
    if (Number.isNaN(value)) continue;
    if (distinct.size <= distinctLimit) distinct.add(value);
    if (Number.isFinite(value)) {
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
    } else infiniteCount += 1;
  }
  const hasFinite = minimum <= maximum;
  return {
    name,
    kind,
    blankCount,
    distinctCount: distinct.size,
    minimum: hasFinite ? minimum : null,
    maximum: hasFinite ? maximum : null,
    infiniteCount,
    integer: column.integer,
  };
}
