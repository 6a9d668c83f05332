import type { Column } from '../table.ts';
import { Interner } from './interner.ts';
import { NumberParser } from './number-parser.ts';

const chunkBits = 16;
const chunkRows = 1 << chunkBits;
const chunkMask = chunkRows - 1;
const encoder = new TextEncoder();

/** How a column is being read: not yet decided, as numbers, as text, or not at all. */
type BuilderMode = 'open' | 'number' | 'text' | 'skip';

/** What a builder needs to know of its column. */
interface BuilderOptions {
  readonly mode: BuilderMode;
  /** The column was declared to hold numbers: anything else is an error, not text. */
  readonly declaredNumber: boolean;
  /** Byte of the decimal mark. */
  readonly decimal: number;
  /** Words that stand for a blank cell. */
  readonly blanks: ReadonlySet<string>;
}

/**
 * Grows one column cell by cell, straight into typed arrays.
 *
 * An undecided column becomes text or number at its first cell that is not blank. A number column that
 * meets text is marked {@link demoted}: its bytes are gone, the caller reads the file once more.
 * Writing the same row twice is allowed, so that a record cut by the end of a buffer may be retried.
 */
export class ColumnBuilder {
  readonly name: string;
  readonly declaredNumber: boolean;
  mode: BuilderMode;
  /** True when numbers came first and text later: the column must be read again as text. */
  demoted = false;
  /** True when the demotion came from leading zeros or whole numbers beyond 2^53. */
  demotedByForm = false;
  /** Rows of a declared number column that hold text, the first five. */
  readonly badRows: number[] = [];
  badCount = 0;
  /** Rows of a declared number column that say NaN, the first five. */
  readonly nanRows: number[] = [];
  nanCount = 0;
  private readonly decimal: number;
  private readonly blanks: ReadonlySet<string>;
  /** Numbers among the words for a blank: `-1` stands for `-1.0` too. */
  private readonly blankNumbers: readonly number[];
  private readonly parser: NumberParser = new NumberParser();
  private readonly interner: Interner = new Interner();
  private readonly numberChunks: Float64Array[] = [];
  private readonly codeChunks: Int32Array[] = [];
  private numbers: Float64Array = new Float64Array(0);
  private codes: Int32Array = new Int32Array(0);
  private chunkIndex = -1;
  private lastBadRow = -1;

  constructor(name: string, options: BuilderOptions) {
    this.name = name;
    this.mode = options.mode;
    this.declaredNumber = options.declaredNumber;
    this.decimal = options.decimal;
    this.blanks = options.blanks;
    this.blankNumbers = numbersAmong(options.blanks, options.decimal);
  }

  /**
   * Puts the bytes of one cell.
   *
   * @param row index from 0
   * @param bytes the buffer
   * @param start first byte of the cell
   * @param end one past its last byte
   */
  put(row: number, bytes: Uint8Array, start: number, end: number): void {
    const mode = this.mode;
    if (mode === 'skip' || isBlank(bytes, start, end)) return;
    if (mode === 'text') this.putText(row, bytes, start, end);
    else this.putNumber(row, bytes, start, end);
  }

  /**
   * Puts a cell that its format marks as text, whatever it looks like.
   *
   * @param row index from 0
   * @param bytes the buffer
   * @param start first byte of the cell
   * @param end one past its last byte
   */
  putString(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.mode === 'skip' || isBlank(bytes, start, end)) return;
    if (this.mode === 'open') this.mode = 'text';
    if (this.mode === 'text') this.putText(row, bytes, start, end);
    else if (this.declaredNumber) this.putNumber(row, bytes, start, end);
    else this.demote(false);
  }

  /**
   * Puts a number that its format gives as such; NaN is blank, or an error in a declared number column.
   *
   * @param row index from 0
   * @param value any number
   */
  putValue(row: number, value: number): void {
    if (this.mode === 'skip') return;
    if (Number.isNaN(value)) {
      if (!this.declaredNumber) return;
      this.nanCount += 1;
      if (this.nanRows.length < 5) this.nanRows.push(row);
      return;
    }
    if (this.blankNumbers.length > 0 && this.blankNumbers.includes(value)) return;
    if (row >>> chunkBits !== this.chunkIndex) this.open(row);
    this.numbers[row & chunkMask] = value;
  }

  /**
   * Makes the column.
   *
   * @param rowCount number of rows; rows that were never put are blank
   * @returns the column, or null for one that is skipped
   */
  finish(rowCount: number): Column | null {
    if (this.mode === 'skip') return null;
    if (this.mode === 'text') return this.finishText(rowCount);
    const data = new Float64Array(rowCount).fill(Number.NaN);
    const blank = new Uint8Array(rowCount);
    let blankCount = 0;
    let integer = true;
    for (let base = 0, index = 0; base < rowCount; base += chunkRows, index += 1) {
      const chunk = this.numberChunks[index];
      const stop = Math.min(chunkRows, rowCount - base);
      for (let i = 0; i < stop; i += 1) {
        const value = chunk === undefined ? Number.NaN : chunk[i]!;
        data[base + i] = value;
        if (Number.isNaN(value)) {
          blank[base + i] = 1;
          blankCount += 1;
        } else if (integer && Math.floor(value) !== value) integer = false;
      }
      delete this.numberChunks[index];
    }
    if (blankCount === rowCount) integer = false;
    return { kind: 'number', name: this.name, data, blank, blankCount, integer };
  }

  private putText(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (row >>> chunkBits !== this.chunkIndex) this.open(row);
    this.codes[row & chunkMask] = this.interner.intern(bytes, start, end);
  }

  private putNumber(row: number, bytes: Uint8Array, start: number, end: number): void {
    const value = this.parser.parse(bytes, start, end, this.decimal);
    if (Number.isNaN(value) || (this.parser.strange && !this.declaredNumber)) {
      this.refuse(row, bytes, start, end);
      return;
    }
    if (this.blankNumbers.length > 0 && this.blankNumbers.includes(value)) return;
    this.mode = 'number';
    if (row >>> chunkBits !== this.chunkIndex) this.open(row);
    this.numbers[row & chunkMask] = value;
  }

  private refuse(row: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.blanks.size > 0 && this.blanks.has(decode(bytes, start, end))) return;
    if (this.declaredNumber) {
      if (row === this.lastBadRow) return;
      this.lastBadRow = row;
      if (isNan(bytes, start, end)) {
        this.nanCount += 1;
        if (this.nanRows.length < 5) this.nanRows.push(row);
      } else {
        this.badCount += 1;
        if (this.badRows.length < 5) this.badRows.push(row);
      }
    } else if (this.mode === 'open') {
      this.mode = 'text';
      this.putText(row, bytes, start, end);
    } else this.demote(this.parser.strange);
  }

  private demote(byForm: boolean): void {
    this.demoted = true;
    this.demotedByForm = byForm;
    this.mode = 'skip';
    this.numberChunks.length = 0;
  }

  private open(row: number): void {
    const index = row >>> chunkBits;
    this.chunkIndex = index;
    if (this.mode === 'text') {
      this.codeChunks[index] ??= new Int32Array(chunkRows).fill(-1);
      this.codes = this.codeChunks[index];
    } else {
      this.numberChunks[index] ??= new Float64Array(chunkRows).fill(Number.NaN);
      this.numbers = this.numberChunks[index];
    }
  }

  private finishText(rowCount: number): Column {
    const all = this.interner.strings();
    const recode = new Int32Array(all.length);
    const values: string[] = [];
    for (let code = 0; code < all.length; code += 1) {
      const isBlankWord = this.blanks.has(all[code]!);
      recode[code] = isBlankWord ? -1 : values.length;
      if (!isBlankWord) values.push(all[code]!);
    }
    const codes = new Int32Array(rowCount).fill(-1);
    let blankCount = 0;
    for (let base = 0, index = 0; base < rowCount; base += chunkRows, index += 1) {
      const chunk = this.codeChunks[index];
      const stop = Math.min(chunkRows, rowCount - base);
      for (let i = 0; i < stop; i += 1) {
        const code = chunk === undefined ? -1 : chunk[i]!;
        const kept = code < 0 ? -1 : recode[code]!;
        codes[base + i] = kept;
        if (kept < 0) blankCount += 1;
      }
      delete this.codeChunks[index];
    }
    return { kind: 'text', name: this.name, codes, values, blankCount };
  }
}

/**
 * Bytes of a string, for {@link ColumnBuilder.put}.
 *
 * @param text any string
 * @returns its UTF-8 bytes
 */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The numbers that words for a blank cell mean, in the decimal mark of the file. */
function numbersAmong(words: ReadonlySet<string>, decimal: number): number[] {
  return [...words].flatMap((word) => {
    const text = decimal === 44 ? word.trim().replace(',', '.') : word.trim();
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? [Number(text)] : [];
  });
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p += 1) {
    const byte = bytes[p]!;
    if (byte !== 32 && byte !== 9) return false;
  }
  return true;
}

function isNan(bytes: Uint8Array, start: number, end: number): boolean {
  return /^\s*[+-]?nan\s*$/i.test(decode(bytes, start, end));
}
