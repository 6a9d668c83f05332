import { fail } from '../errors.ts';

const decoder = new TextDecoder();

/** The first record of a delimited file. */
export interface HeaderRecord {
  readonly cells: readonly string[];
  /** Position of the first byte behind the record. */
  readonly next: number;
  /** Records up to and with the header: 1, plus the blank lines before it. */
  readonly records: number;
  readonly carriageReturn: boolean;
}

/**
 * Reads the first record of a delimited file.
 *
 * @param file base name, for messages
 * @param bytes the beginning of the file, as UTF-8
 * @param end one past the last byte
 * @param delimiter byte of the separator
 * @param isLast true when the buffer holds the file's end
 * @returns the header, or null when the buffer ends before it
 * @throws dataset/bad-quotes, dataset/empty-file
 */
export function readHeader(
  file: string,
  bytes: Uint8Array,
  end: number,
  delimiter: number,
  isLast: boolean,
): HeaderRecord | null {
  let p = 0;
  let records = 1;
  while (p < end && (bytes[p] === 10 || (bytes[p] === 13 && bytes[p + 1] === 10))) {
    if (bytes[p] === 10) records += 1;
    p += 1;
  }
  if (p >= end) {
    if (!isLast) return null;
    return fail('dataset/empty-file', 'the file holds only blank lines.', 'Export it again.', {
      file,
    });
  }
  const cells: string[] = [];
  for (;;) {
    let text: string;
    if (bytes[p] === 34) {
      const parts: string[] = [];
      let from = p + 1;
      for (;;) {
        const close = bytes.indexOf(34, from);
        if (close < 0 || close >= end || (close + 1 >= end && !isLast)) {
          if (!isLast) return null;
          return failHeaderQuote(file, records);
        }
        parts.push(decoder.decode(bytes.subarray(from, close)));
        from = close + 1;
        if (bytes[from] !== 34 || from >= end) break;
        from += 1;
      }
      text = parts.join('"');
      p = from;
    } else {
      const from = p;
      while (p < end && bytes[p] !== delimiter && bytes[p] !== 10 && bytes[p] !== 13) {
        if (bytes[p] === 34) failHeaderQuote(file, records);
        p += 1;
      }
      text = decoder.decode(bytes.subarray(from, p));
    }
    cells.push(text);
    if (p >= end) return isLast ? { cells, next: end, records, carriageReturn: false } : null;
    if (bytes[p] === delimiter) {
      p += 1;
      continue;
    }
    if (bytes[p] === 10) return { cells, next: p + 1, records, carriageReturn: false };
    if (bytes[p] !== 13) return failHeaderQuote(file, records);
    if (p + 1 >= end && !isLast) return null;
    if (p + 1 >= end) return { cells, next: end, records, carriageReturn: true };
    if (bytes[p + 1] === 10) return { cells, next: p + 2, records, carriageReturn: true };
    return fail(
      'dataset/lone-carriage-return',
      'a carriage return stands without a line feed.',
      'Save the file with LF or CRLF line ends.',
      { file, row: records },
    );
  }
}

/**
 * Checks and completes column names.
 *
 * @param file base name, for messages
 * @param cells names as read
 * @param row number of the header's record, for messages
 * @returns trimmed names; a blank one becomes `column_<position>`, listed in `unnamed`
 * @throws dataset/duplicate-column, dataset/too-many-columns
 */
export function columnNames(
  file: string,
  cells: readonly string[],
  row: number,
): { readonly names: string[]; readonly unnamed: number[] } {
  if (cells.length > maxColumns) {
    fail(
      'dataset/too-many-columns',
      `the header has ${cells.length} cells; the limit is ${maxColumns}.`,
      'Check that rows and columns are not swapped, or read fewer columns.',
      { file, row },
    );
  }
  const seen = new Set<string>();
  const unnamed: number[] = [];
  const names = cells.map((cell, index) => {
    let name = cell.trim();
    if (name === '') {
      unnamed.push(index + 1);
      name = `column_${index + 1}`;
    }
    if (seen.has(name)) {
      fail(
        'dataset/duplicate-column',
        `the header names this column twice (the second is cell ${index + 1}).`,
        'Rename or remove one of them.',
        { file, row, column: name },
      );
    }
    seen.add(name);
    return name;
  });
  return { names, unnamed };
}

/** More columns than this are taken for a mistake. */
export const maxColumns = 20_000;

function failHeaderQuote(file: string, row: number): never {
  return fail(
    'dataset/bad-quotes',
    'a quotation mark of the header is not closed or stands inside a cell.',
    'Quote the whole cell and double every quotation mark inside it.',
    { file, row },
  );
}
