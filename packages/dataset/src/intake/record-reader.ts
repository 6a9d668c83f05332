import { fail } from '../errors.ts';
import type { ColumnBuilder } from './column-builder.ts';

/** What a parser of records offers to the loop that feeds it. */
export interface RecordReader {
  /** The columns, in order; a JSON-lines reader adds to them as it meets new keys. */
  readonly builders: readonly ColumnBuilder[];
  /** Rows read so far. */
  readonly rowCount: number;
  /** The number of the record that comes next, counted as a spreadsheet counts rows. */
  readonly nextRecord: number;
  /** Blank lines passed over. */
  readonly blankLines: number;
  /**
   * Parses every complete record of a buffer.
   *
   * @param bytes the buffer, valid UTF-8 but for a record that may be cut at its end
   * @param start where to begin
   * @param end one past the last byte
   * @param maxRows stop after so many rows in all
   * @returns the position of the first byte that was not consumed
   */
  read(bytes: Uint8Array, start: number, end: number, maxRows: number): number;
  /** Why the bytes that are left at the end of the file are no record; throws. */
  failAtEnd(): never;
}

/**
 * Stops at a line beyond the limit.
 *
 * @param file base name
 * @param row number of its record
 * @param maxLineBytes the limit
 * @throws dataset/line-too-long
 */
export function failLongLine(file: string, row: number, maxLineBytes: number): never {
  return fail(
    'dataset/line-too-long',
    `one line is longer than ${maxLineBytes} bytes.`,
    'Check the quotation marks and line ends; no line of a table is that long.',
    { file, row },
  );
}
