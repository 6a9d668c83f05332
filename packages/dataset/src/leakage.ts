import { toTextColumn } from './columns.ts';
import type { Column, Table } from './table.ts';

/** Patients that stand in both a test and a train table. */
export interface PatientOverlap {
  readonly testPatientCount: number;
  readonly trainPatientCount: number;
  /** Patients in both. */
  readonly sharedPatientCount: number;
  /** Test rows of those patients. */
  readonly testRowCount: number;
  /** Train rows of those patients. */
  readonly trainRowCount: number;
  /** 1 for a test row whose patient was trained on; never printed with its id. */
  readonly isLeaked: Uint8Array;
}

/**
 * Looks for test patients among the train patients. Ids are compared as text, byte for byte.
 *
 * @param test patient column of the test table
 * @param train patient column of the train table
 * @returns counts of patients and rows on both sides
 */
export function patientOverlap(test: Column, train: Column): PatientOverlap {
  const testIds = toTextColumn(test);
  const trainIds = toTextColumn(train);
  const inTest = new Set(testIds.values);
  const isTrainShared = Uint8Array.from(trainIds.values, (id) => (inTest.has(id) ? 1 : 0));
  const inTrain = new Set(trainIds.values);
  const isTestShared = Uint8Array.from(testIds.values, (id) => (inTrain.has(id) ? 1 : 0));
  const isLeaked = new Uint8Array(testIds.codes.length);
  let testRowCount = 0;
  for (let row = 0; row < isLeaked.length; row += 1) {
    const code = testIds.codes[row]!;
    if (code < 0 || isTestShared[code] === 0) continue;
    isLeaked[row] = 1;
    testRowCount += 1;
  }
  let trainRowCount = 0;
  for (const code of trainIds.codes) if (code >= 0) trainRowCount += isTrainShared[code]!;
  return {
    testPatientCount: presentValues(testIds.codes, testIds.values.length),
    trainPatientCount: presentValues(trainIds.codes, trainIds.values.length),
    sharedPatientCount: isTestShared.reduce((sum, flag) => sum + flag, 0),
    testRowCount,
    trainRowCount,
    isLeaked,
  };
}

/** Rows that repeat something said before. */
export interface Repeats {
  /** Rows equal to an earlier row. */
  readonly repeatCount: number;
  /** Different contents that occur more than once. */
  readonly groupCount: number;
  /** Record numbers in the file of the first five repeating rows. */
  readonly firstRows: readonly number[];
}

/**
 * Looks for ids that occur more than once; blank ids are not compared.
 *
 * @param column the id column
 * @param firstRow record number of row 0, for the row numbers
 * @returns the repeats
 */
export function duplicateIds(column: Column, firstRow: number): Repeats {
  const ids = toTextColumn(column);
  return countRepeats(ids.codes, ids.values.length, firstRow);
}

/**
 * Looks for rows that are equal in all the given columns; a blank cell equals a blank cell.
 *
 * @param table a table
 * @param names columns to compare; default all
 * @returns the repeats
 */
export function duplicateRows(table: Table, names?: readonly string[]): Repeats {
  const columns = table.columns.filter(({ name }) => names === undefined || names.includes(name));
  let groups = new Int32Array(table.rowCount);
  let groupCount = 1;
  // Refine the groups column by column; the widest dictionaries first, since they end the work soonest.
  const order = [...columns].sort(
    (a, b) => breadth(b, table.rowCount) - breadth(a, table.rowCount),
  );
  for (const column of order) {
    if (groupCount === table.rowCount) break;
    const next = new Map<number, number>();
    const { codes, width } = cellCodes(column);
    const refined = new Int32Array(table.rowCount);
    for (let row = 0; row < table.rowCount; row += 1) {
      const key = groups[row]! * width + codes[row]! + 1;
      let group = next.get(key);
      if (group === undefined) {
        group = next.size;
        next.set(key, group);
      }
      refined[row] = group;
    }
    groups = refined;
    groupCount = next.size;
  }
  return countRepeats(groups, groupCount, table.firstRow);
}

/** Codes of the cells, -1 where blank; numbers need not be written out for it. */
function cellCodes(column: Column): { readonly codes: Int32Array; readonly width: number } {
  if (column.kind === 'text') return { codes: column.codes, width: column.values.length + 1 };
  const codeOf = new Map<number, number>();
  const codes = new Int32Array(column.data.length).fill(-1);
  for (let row = 0; row < codes.length; row += 1) {
    if (column.blank[row] === 1) continue;
    const value = column.data[row]!;
    let code = codeOf.get(value);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(value, code);
    }
    codes[row] = code;
  }
  return { codes, width: codeOf.size + 1 };
}

function breadth(column: Column, rowCount: number): number {
  // A dictionary as long as the table is most likely one of ids.
  if (column.kind === 'text') return column.values.length >= rowCount ? 1e9 : column.values.length;
  return column.integer ? 0 : 1e6;
}

function countRepeats(codes: Int32Array, size: number, firstRow: number): Repeats {
  const counts = new Int32Array(size);
  const firstRows: number[] = [];
  let repeatCount = 0;
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row]!;
    if (code < 0) continue;
    counts[code] = counts[code]! + 1;
    if (counts[code]! > 1) {
      repeatCount += 1;
      if (firstRows.length < 5) firstRows.push(row + firstRow);
    }
  }
  return { repeatCount, groupCount: counts.filter((count) => count > 1).length, firstRows };
}

function presentValues(codes: Int32Array, size: number): number {
  const seen = new Uint8Array(size);
  for (const code of codes) if (code >= 0) seen[code] = 1;
  return seen.reduce((sum, flag) => sum + flag, 0);
}
