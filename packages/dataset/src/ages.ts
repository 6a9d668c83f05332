import { numberColumn } from './columns.ts';
import { fail } from './errors.ts';
import type { Column, IntakeNote, NumberColumn } from './table.ts';

const daysInYear = 365.25;

/** Ages in years, and what is odd about them. */
export interface AgesResult {
  readonly column: NumberColumn;
  /** Cells written as DICOM writes ages. */
  readonly dicomCount: number;
  /** Cells above 120 or below 0 years; they are kept. */
  readonly questionedCount: number;
  /** The first five of them, as record numbers of the file. */
  readonly questionedRows: readonly number[];
  readonly notes: readonly IntakeNote[];
}

/**
 * Reads an age as DICOM writes it (value representation AS): three digits and D, W, M or Y.
 *
 * @param text such as 045Y, 006M, 012W, 003D
 * @returns years, or null when it is no such text
 * @see DICOM PS3.5, table 6.2-1
 */
export function parseDicomAge(text: string): number | null {
  const match = /^\s*(\d{3})([DWMY])\s*$/.exec(text);
  if (match === null) return null;
  const count = Number(match[1]);
  switch (match[2]) {
    case 'D':
      return count / daysInYear;
    case 'W':
      return (count * 7) / daysInYear;
    case 'M':
      return count / 12;
    default:
      return count;
  }
}

/**
 * Tells whether a column holds DICOM ages and nothing else.
 *
 * @param column any column
 * @returns false for numbers and for a column of blanks
 */
export function isDicomAgeColumn(column: Column): boolean {
  return (
    column.kind === 'text' &&
    column.values.length > 0 &&
    column.values.every((value) => parseDicomAge(value) !== null)
  );
}

/**
 * Ages in years. DICOM ages are converted, plain numbers are taken as years; ages above 120 or below 0
 * are questioned, not changed.
 *
 * @param column ages as numbers or text
 * @param where the file's base name and the record number of row 0, for messages
 * @returns a number column of the same name
 * @throws dataset/not-a-number when a cell is neither a number nor a DICOM age
 */
export function readAges(
  column: Column,
  where: { readonly file: string; readonly firstRow: number },
): AgesResult {
  let dicomCount = 0;
  let years: NumberColumn;
  if (column.kind === 'number') years = column;
  else {
    const ofCode = column.values.map((value) => parseDicomAge(value) ?? parsePlain(value));
    const isDicom = column.values.map((value) => parseDicomAge(value) !== null);
    const data = new Float64Array(column.codes.length).fill(Number.NaN);
    const bad: number[] = [];
    let badCount = 0;
    for (let row = 0; row < data.length; row += 1) {
      const code = column.codes[row]!;
      if (code < 0) continue;
      const value = ofCode[code]!;
      data[row] = value;
      if (isDicom[code] === true) dicomCount += 1;
      if (Number.isNaN(value)) {
        badCount += 1;
        if (bad.length < 5) bad.push(row + where.firstRow);
      }
    }
    if (badCount > 0) {
      fail(
        'dataset/not-a-number',
        `${badCount} ${badCount === 1 ? 'cell is' : 'cells are'} neither a number of years nor a DICOM age (rows ${bad.join(', ')}${badCount > bad.length ? ', …' : ''}).`,
        'Write years, or ages such as 045Y, 006M, 012W, 003D; leave a missing age blank.',
        { file: where.file, row: bad[0], column: column.name },
      );
    }
    years = numberColumn(column.name, data);
  }
  return { column: years, dicomCount, ...questionAges(years, where.firstRow, dicomCount) };
}

function questionAges(
  column: NumberColumn,
  firstRow: number,
  dicomCount: number,
): Pick<AgesResult, 'questionedCount' | 'questionedRows' | 'notes'> {
  const questionedRows: number[] = [];
  let questionedCount = 0;
  for (let row = 0; row < column.data.length; row += 1) {
    const value = column.data[row]!;
    if (!(value > 120 || value < 0)) continue;
    questionedCount += 1;
    if (questionedRows.length < 5) questionedRows.push(row + firstRow);
  }
  const notes: IntakeNote[] = [];
  if (dicomCount > 0) {
    notes.push({
      code: 'dicom-ages',
      message: `Column '${column.name}': ${dicomCount} DICOM ages were turned into years.`,
    });
  }
  if (questionedCount > 0) {
    notes.push({
      code: 'questioned-ages',
      message: `Column '${column.name}': ${questionedCount} ages lie above 120 or below 0 years (rows ${questionedRows.join(', ')}${questionedCount > questionedRows.length ? ', …' : ''}). They are kept as they are; check the source.`,
    });
  }
  return { questionedCount, questionedRows, notes };
}

function parsePlain(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(text) ? Number(text) : Number.NaN;
}
