import { fail } from './errors.ts';
import { type TextEncoding, textEncodings } from './intake/encoding.ts';

/** The formats the intake reads, each plain or gzip. */
export type TableFormat = 'csv' | 'tsv' | 'jsonl' | 'parquet' | 'npy';

/** The formats by name. */
export const tableFormats: readonly TableFormat[] = ['csv', 'tsv', 'jsonl', 'parquet', 'npy'];

/** How to read a file. Everything is optional; nothing is guessed silently. */
export interface ReadTableOptions {
  /** Overrides what the name says. */
  readonly format?: TableFormat | undefined;
  /** Default UTF-8, with or without byte-order mark; any other must be declared. */
  readonly encoding?: TextEncoding | undefined;
  /** One ASCII character; default a comma for CSV, a tab for TSV. */
  readonly delimiter?: string | undefined;
  /** The decimal mark; default a point. */
  readonly decimal?: '.' | ',' | undefined;
  /** Read these columns alone, in the order of the file; default all. */
  readonly columns?: readonly string[] | undefined;
  /** Columns kept as text byte for byte, as every column with the name of an id is. */
  readonly textColumns?: readonly string[] | undefined;
  /** Columns that must hold numbers: text or NaN in them is an error with its rows. */
  readonly numberColumns?: readonly string[] | undefined;
  /** Words that stand for a blank cell, such as NA; default none but the empty cell. */
  readonly blanks?: readonly string[] | undefined;
  /** Read at most so many rows. */
  readonly maxRows?: number | undefined;
  /** The longest line in bytes; default 16 MiB. */
  readonly maxLineBytes?: number | undefined;
  /** Stops the reading with dataset/cancelled. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks the options once.
 *
 * @param options what a caller passed
 * @throws dataset/bad-option
 */
export function checkReadOptions(options: ReadTableOptions): void {
  const { encoding, delimiter, decimal, format, maxRows, maxLineBytes } = options;
  if (encoding !== undefined && !textEncodings.includes(encoding)) {
    failOption('encoding', textEncodings.join(', '));
  }
  if (format !== undefined && !tableFormats.includes(format)) {
    failOption('format', tableFormats.join(', '));
  }
  if (delimiter !== undefined && !/^[\t\x20-\x7e]$/.test(delimiter)) {
    failOption('delimiter', 'one ASCII character such as , ; or a tab');
  }
  if (delimiter !== undefined && /["0-9A-Za-z+.-]/.test(delimiter)) {
    failOption('delimiter', 'a character that cannot stand in a number, a word or around a cell');
  }
  if (decimal !== undefined && decimal !== '.' && decimal !== ',') failOption('decimal', '. or ,');
  if (maxRows !== undefined && !(Number.isInteger(maxRows) && maxRows > 0)) {
    failOption('maxRows', 'a whole number above 0');
  }
  if (maxLineBytes !== undefined && !(Number.isInteger(maxLineBytes) && maxLineBytes >= 1024)) {
    failOption('maxLineBytes', 'a whole number of at least 1024');
  }
  const both = options.textColumns?.find((name) => options.numberColumns?.includes(name));
  if (both !== undefined) {
    fail(
      'dataset/bad-option',
      'the column is declared as text and as number.',
      'Declare it once.',
      { column: both },
    );
  }
}

function failOption(name: string, legal: string): never {
  return fail('dataset/bad-option', `${name} is not legal.`, `Legal: ${legal}.`);
}
