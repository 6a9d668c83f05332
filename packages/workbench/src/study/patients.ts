import type { Table } from '@equipoise/dataset';
import { asText, findColumn } from './columns.ts';

/** Patients of the rows. */
export interface Patients {
  /** Row → patient, 0-based; −1 where the id is blank. */
  readonly of: Int32Array;
  readonly count: number;
  readonly blankCount: number;
}

/** Numbers the patients in order of first appearance; ids are compared byte for byte and go no further. */
export function readPatients(table: Table, column: string): Patients {
  const text = asText(findColumn(table, column, '--patient'));
  const number = new Int32Array(text.values.length).fill(-1);
  let count = 0;
  let blankCount = 0;
  const of = text.codes.map((code) => {
    if (code < 0) {
      blankCount += 1;
      return -1;
    }
    if (number[code]! < 0) number[code] = count++;
    return number[code]!;
  });
  return { of, count, blankCount };
}

/** Renumbers patients without gaps. */
export function compactPatients(of: Int32Array): Patients {
  const number = new Map<number, number>();
  const compact = of.map((patient) => {
    const known = number.get(patient);
    if (known !== undefined) return known;
    number.set(patient, number.size);
    return number.size - 1;
  });
  return { of: compact, count: number.size, blankCount: 0 };
}

/** Every row its own patient. */
export function rowsAsPatients(rowCount: number): Patients {
  return {
    of: Int32Array.from({ length: rowCount }, (_, row) => row),
    count: rowCount,
    blankCount: 0,
  };
}

/** How many patients have at least one row for which the test holds. */
export function countPatients(
  of: Int32Array,
  patientCount: number,
  test: (row: number) => boolean,
): number {
  const seen = new Uint8Array(patientCount);
  let count = 0;
  for (let row = 0; row < of.length; row++) {
    const patient = of[row]!;
    if (patient < 0 || seen[patient] === 1 || !test(row)) continue;
    seen[patient] = 1;
    count += 1;
  }
  return count;
}
