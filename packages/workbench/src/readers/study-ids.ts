import { cellText, findColumn, type Table } from '@equipoise/dataset';
import { fail } from '../errors.ts';
import type { ReaderStudyProtocol } from './reader-study-protocol.ts';

/** Texts of a table's id columns as codes in order of first appearance; −1 = blank. */
export class Names {
  readonly names: string[] = [];
  readonly #codes = new Map<string, number>();

  code(name: string | null): number {
    if (name === null) return -1;
    const found = this.#codes.get(name);
    if (found !== undefined) return found;
    this.#codes.set(name, this.names.length);
    this.names.push(name);
    return this.names.length - 1;
  }
}

/** Text of several id columns together; null when one is blank. */
export function idsOf(table: Table, columns: readonly string[]): (row: number) => string | null {
  const found = columns.map((name) => findColumn(table, name));
  return (row) => {
    const parts = found.map((column) => cellText(column, row));
    return parts.includes(null) ? null : parts.join('\u0000');
  };
}

const constant = (text: string) => (): string => text;

/** Rows of one table with its ids as codes. */
export interface Coded {
  readonly study: Int32Array;
  readonly caseCode: Int32Array;
  readonly reader: Int32Array;
  readonly modality: Int32Array;
}

/** Codes that all tables of a study share. */
export interface Shared {
  readonly studies: Names;
  readonly cases: Names;
  readonly readers: Names;
  readonly modalities: Names;
}

/** A column name that must be there. @throws workbench/missing-option */
export function required(value: string | undefined, option: string, what: string): string {
  return (
    value ?? fail('workbench/missing-option', `${what} was not given.`, `Write ${option} COLUMN.`)
  );
}

/** The ids of a table as codes; columns that were not named count as one value. */
export function coded(table: Table, protocol: ReaderStudyProtocol, shared: Shared): Coded {
  const cases = protocol.caseColumns ?? [];
  const reader = required(protocol.reader, '--reader', 'The column that names the reader');
  const caseOf = idsOf(table, cases);
  const readerOf = idsOf(table, [reader]);
  const modalityOf =
    protocol.modality === undefined ? constant('all') : idsOf(table, [protocol.modality]);
  const studyOf = protocol.by === undefined ? constant('') : idsOf(table, [protocol.by]);
  const out: Coded = {
    study: new Int32Array(table.rowCount),
    caseCode: new Int32Array(table.rowCount),
    reader: new Int32Array(table.rowCount),
    modality: new Int32Array(table.rowCount),
  };
  for (let row = 0; row < table.rowCount; row++) {
    out.study[row] = shared.studies.code(studyOf(row));
    out.caseCode[row] = shared.cases.code(caseOf(row));
    out.reader[row] = shared.readers.code(readerOf(row));
    out.modality[row] = shared.modalities.code(modalityOf(row));
  }
  return out;
}
