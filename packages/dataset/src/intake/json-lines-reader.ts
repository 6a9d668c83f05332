import { fail } from '../errors.ts';
import { bytesOf, type ColumnBuilder } from './column-builder.ts';
import { maxColumns } from './header.ts';
import { failLongLine, type RecordReader } from './record-reader.ts';

const decoder = new TextDecoder();

/**
 * Reads JSON lines: one flat object a line. Numbers are taken as the bytes that stand in the file, so that
 * 64-bit ids survive; a key that a line lacks is blank; the same key twice in one line is an error, because
 * one of the two values would be lost.
 */
export class JsonLinesReader implements RecordReader {
  readonly builders: ColumnBuilder[] = [];
  rowCount = 0;
  blankLines = 0;
  private presentCells = 0;
  private readonly file: string;
  private readonly maxLineBytes: number;
  private readonly makeBuilder: (name: string) => ColumnBuilder;
  private readonly indexOfKey = new Map<string, number>();
  private readonly seenInRow: number[] = [];
  private keyBytes: Uint8Array[] = [];

  constructor(file: string, makeBuilder: (name: string) => ColumnBuilder, maxLineBytes: number) {
    this.maxLineBytes = maxLineBytes;
    this.file = file;
    this.makeBuilder = makeBuilder;
  }

  read(bytes: Uint8Array, start: number, end: number, maxRows: number): number {
    let p = start;
    while (p < end && this.rowCount < maxRows) {
      let stop = bytes.indexOf(10, p);
      if (stop < 0 || stop >= end) return p;
      const next = stop + 1;
      if (next - p > this.maxLineBytes) {
        failLongLine(this.file, this.nextRecord, this.maxLineBytes);
      }
      while (stop > p && isSpace(bytes[stop - 1]!)) stop -= 1;
      while (p < stop && isSpace(bytes[p]!)) p += 1;
      if (p === stop) this.blankLines += 1;
      else {
        this.readObject(bytes, p, stop);
        this.rowCount += 1;
      }
      p = next;
    }
    return p;
  }

  /** Cells that are blank because their line lacks the key. */
  get absentCells(): number {
    return this.builders.length * this.rowCount - this.presentCells;
  }

  get nextRecord(): number {
    return this.rowCount + this.blankLines + 1;
  }

  failAtEnd(): never {
    return this.failLine('the last line is not complete.');
  }

  private readObject(bytes: Uint8Array, start: number, end: number): void {
    const row = this.rowCount;
    if (bytes[start] !== 123) this.failLine('expected one JSON object.');
    let p = skipSpace(bytes, start + 1, end);
    let position = 0;
    if (bytes[p] === 125 && p < end) p += 1;
    else {
      for (;;) {
        if (p >= end || bytes[p] !== 34) this.failLine('expected a key in quotation marks.');
        const keyEnd = this.stringEnd(bytes, p, end);
        const index = this.columnOf(bytes, p, keyEnd, position);
        position += 1;
        p = skipSpace(bytes, keyEnd, end);
        if (p >= end || bytes[p] !== 58) this.failLine('expected a colon behind a key.');
        p = this.readValue(bytes, skipSpace(bytes, p + 1, end), end, row, index);
        p = skipSpace(bytes, p, end);
        if (p < end && bytes[p] === 44) {
          p = skipSpace(bytes, p + 1, end);
          continue;
        }
        if (p < end && bytes[p] === 125) {
          p += 1;
          break;
        }
        this.failLine('the object is not closed.');
      }
    }
    if (p !== end) this.failLine('something follows the object.');
    this.presentCells += position;
  }

  /** The column of the key between two quotation marks; makes a new one for a new key. */
  private columnOf(bytes: Uint8Array, start: number, end: number, position: number): number {
    const guess = this.keyBytes[position];
    let index = -1;
    if (guess !== undefined && isSame(guess, bytes, start, end)) index = position;
    else {
      const key = this.text(bytes, start, end).trim();
      index = this.indexOfKey.get(key) ?? -1;
      if (index < 0) {
        index = this.builders.length;
        if (index >= maxColumns) {
          fail(
            'dataset/too-many-columns',
            `the lines hold more than ${maxColumns} different keys.`,
            'Write one object per row with the same keys in each.',
            this.where(),
          );
        }
        const name = key === '' ? `column_${index + 1}` : key;
        this.indexOfKey.set(key, index);
        this.builders.push(this.makeBuilder(name));
        this.keyBytes.push(bytes.slice(start, end));
      }
    }
    if (this.seenInRow[index] === this.rowCount) {
      fail(
        'dataset/duplicate-column',
        'one object holds this key twice.',
        'Keep one of the two values.',
        { ...this.where(), column: this.builders[index]?.name },
      );
    }
    this.seenInRow[index] = this.rowCount;
    return index;
  }

  private readValue(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
    index: number,
  ): number {
    const builder = this.builders[index]!;
    const c = start < end ? bytes[start]! : 0;
    if (c === 34) {
      const stop = this.stringEnd(bytes, start, end);
      let plain = true;
      for (let p = start + 1; p < stop - 1 && plain; p += 1) plain = bytes[p] !== 92;
      if (plain) builder.putString(row, bytes, start + 1, stop - 1);
      else {
        const text = bytesOf(this.text(bytes, start, stop));
        builder.putString(row, text, 0, text.length);
      }
      return stop;
    }
    if (c === 123 || c === 91) {
      fail(
        'dataset/bad-json',
        'a value is itself an object or a list.',
        'Flatten it: one number, text, true, false or null a key.',
        { ...this.where(), column: builder.name },
      );
    }
    let p = start;
    while (p < end && bytes[p] !== 44 && bytes[p] !== 125 && !isSpace(bytes[p]!)) p += 1;
    if (isJsonNumber(bytes, start, p)) {
      builder.put(row, bytes, start, p);
      return p;
    }
    const word = p - start <= 12 ? decoder.decode(bytes.subarray(start, p)) : '';
    if (word === 'null') return p;
    if (word === 'true' || word === 'false') builder.putString(row, bytes, start, p);
    else if (word === 'NaN' || /^-?Infinity$/.test(word)) {
      builder.put(row, bytes, start, p);
    } else {
      fail(
        'dataset/bad-json',
        'a value is no number, text, true, false or null.',
        'Write the line as JSON.',
        { ...this.where(), column: builder.name },
      );
    }
    return p;
  }

  /** One past the quotation mark that closes the string at `start`. */
  private stringEnd(bytes: Uint8Array, start: number, end: number): number {
    let p = start + 1;
    while (p < end) {
      const c = bytes[p]!;
      if (c === 34) return p + 1;
      if (c < 32) break;
      p += c === 92 ? 2 : 1;
    }
    return this.failLine('a quotation mark is not closed, or a text holds a control character.');
  }

  private text(bytes: Uint8Array, start: number, end: number): string {
    try {
      const value: unknown = JSON.parse(decoder.decode(bytes.subarray(start, end)));
      if (typeof value === 'string') return value;
    } catch {
      // The parser's own message quotes the text, which may be an id: it is not passed on.
    }
    return this.failLine('a text holds a broken escape.');
  }

  private where(): { file: string; row: number } {
    return { file: this.file, row: this.nextRecord };
  }

  private failLine(sentence: string): never {
    return fail('dataset/bad-json', sentence, 'Write one JSON object a line.', this.where());
  }
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 9 || byte === 13;
}

function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let p = start;
  while (p < end && isSpace(bytes[p]!)) p += 1;
  return p;
}

function isSame(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (key.length !== end - start) return false;
  for (let i = 0; i < key.length; i += 1) {
    if (key[i] !== bytes[start + i]) return false;
  }
  return true;
}

/** Tells whether bytes are a number as JSON writes it: no leading zero, no plus sign, a digit on both sides of the point. */
function isJsonNumber(bytes: Uint8Array, start: number, end: number): boolean {
  let p = start;
  if (bytes[p] === 45) p += 1;
  const whole = p;
  p = skipDigits(bytes, p, end);
  if (p === whole || (p - whole > 1 && bytes[whole] === 48)) return false;
  if (p < end && bytes[p] === 46) {
    const fraction = p + 1;
    p = skipDigits(bytes, fraction, end);
    if (p === fraction) return false;
  }
  if (p < end && (bytes[p]! | 32) === 101) {
    p += 1;
    if (p < end && (bytes[p] === 43 || bytes[p] === 45)) p += 1;
    const exponent = p;
    p = skipDigits(bytes, p, end);
    if (p === exponent) return false;
  }
  return p === end;
}

function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let p = start;
  while (p < end && bytes[p]! >= 48 && bytes[p]! <= 57) p += 1;
  return p;
}
