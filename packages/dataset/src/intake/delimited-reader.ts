import { fail } from '../errors.ts';
import type { ColumnBuilder } from './column-builder.ts';
import { failLongLine, type RecordReader } from './record-reader.ts';

const quote = 34;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Reads delimiter-separated records (RFC 4180): cells may be quoted, a quotation mark inside is doubled,
 * lines end in LF or CRLF. Whatever breaks these rules stops with the row it stands in.
 */
export class DelimitedReader implements RecordReader {
  readonly builders: readonly ColumnBuilder[];
  rowCount = 0;
  blankLines = 0;
  private readonly file: string;
  private readonly delimiter: number;
  private readonly headerRecords: number;
  private readonly maxLineBytes: number;
  private scratch: Uint8Array = new Uint8Array(256);

  constructor(
    file: string,
    builders: readonly ColumnBuilder[],
    delimiter: number,
    headerRecords: number,
    maxLineBytes: number,
  ) {
    this.maxLineBytes = maxLineBytes;
    this.file = file;
    this.builders = builders;
    this.delimiter = delimiter;
    this.headerRecords = headerRecords;
  }

  read(bytes: Uint8Array, start: number, end: number, maxRows: number): number {
    let p = start;
    while (p < end && this.rowCount < maxRows) {
      const next = this.readRecord(bytes, p, end);
      if (next < 0) return p;
      if (next - p > this.maxLineBytes) {
        failLongLine(this.file, this.nextRecord - 1, this.maxLineBytes);
      }
      p = next;
    }
    return p;
  }

  failAtEnd(): never {
    return fail(
      'dataset/bad-quotes',
      'a quotation mark that opens in this row is never closed.',
      'Close the quotation mark, or double every quotation mark inside a quoted cell.',
      { file: this.file, row: this.nextRecord },
    );
  }

  get nextRecord(): number {
    return this.rowCount + this.blankLines + this.headerRecords + 1;
  }

  /** Reads one record; returns where the next begins, −1 when the buffer ends before the record does. */
  private readRecord(bytes: Uint8Array, start: number, end: number): number {
    const { builders, delimiter } = this;
    const width = builders.length;
    const row = this.rowCount;
    let p = start;
    let column = 0;
    for (;;) {
      if (p >= end) return -1;
      let c = bytes[p]!;
      if (c === quote) {
        p = this.readQuoted(bytes, p, end, row, column);
        if (p < 0) return -1;
        c = bytes[p]!;
      } else {
        const cell = p;
        while (c !== delimiter && c !== lineFeed && c !== carriageReturn) {
          if (c === quote) this.failQuote(column);
          p += 1;
          if (p >= end) return -1;
          c = bytes[p]!;
        }
        if (column < width) {
          if (c !== delimiter && column === 0 && p === cell) {
            const next = this.endOfLine(bytes, p, end);
            if (next < 0) return -1;
            this.blankLines += 1;
            return next;
          }
          builders[column]!.put(row, bytes, cell, p);
        }
      }
      column += 1;
      if (c === delimiter) {
        p += 1;
        continue;
      }
      const next = this.endOfLine(bytes, p, end);
      if (next < 0) return -1;
      if (column !== width) this.failWidth(column);
      this.rowCount += 1;
      return next;
    }
  }

  /** Where the next line begins; −1 when that cannot be told yet. */
  private endOfLine(bytes: Uint8Array, p: number, end: number): number {
    if (bytes[p] === lineFeed) return p + 1;
    if (p + 1 >= end) return -1;
    if (bytes[p + 1] === lineFeed) return p + 2;
    return fail(
      'dataset/lone-carriage-return',
      'a carriage return stands without a line feed.',
      'Save the file with LF or CRLF line ends, or quote the cell.',
      { file: this.file, row: this.nextRecord },
    );
  }

  /** Reads a quoted cell; returns the position of the delimiter or line end behind it, −1 when cut. */
  private readQuoted(
    bytes: Uint8Array,
    open: number,
    end: number,
    row: number,
    column: number,
  ): number {
    let p = open + 1;
    let close = bytes.indexOf(quote, p);
    let filled = -1;
    for (;;) {
      if (close < 0 || close + 1 >= end) return -1;
      if (bytes[close + 1] !== quote) break;
      if (filled < 0) filled = 0;
      filled = this.copy(bytes, p, close + 1, filled);
      p = close + 2;
      close = bytes.indexOf(quote, p);
    }
    const c = bytes[close + 1]!;
    if (c !== this.delimiter && c !== lineFeed && c !== carriageReturn) this.failQuote(column);
    const builder = this.builders[column];
    if (filled >= 0) {
      filled = this.copy(bytes, p, close, filled);
      builder?.put(row, this.scratch, 0, filled);
    } else builder?.put(row, bytes, p, close);
    return close + 1;
  }

  private copy(bytes: Uint8Array, from: number, to: number, at: number): number {
    const size = at + to - from;
    if (size > this.scratch.length) {
      const grown = new Uint8Array(Math.max(size, this.scratch.length * 2));
      grown.set(this.scratch.subarray(0, at));
      this.scratch = grown;
    }
    this.scratch.set(bytes.subarray(from, to), at);
    return size;
  }

  private failQuote(column: number): never {
    return fail(
      'dataset/bad-quotes',
      'a quotation mark stands inside a cell, or text follows a closing one.',
      'Quote the whole cell and double every quotation mark inside it.',
      { file: this.file, row: this.nextRecord, column: this.builders[column]?.name },
    );
  }

  private failWidth(found: number): never {
    return fail(
      'dataset/ragged-row',
      `expected ${this.builders.length} cells as in the header, found ${found}${found > this.builders.length ? ' or more' : ''}.`,
      'Add or remove cells, or quote the cell that holds the separator.',
      { file: this.file, row: this.nextRecord },
    );
  }
}
