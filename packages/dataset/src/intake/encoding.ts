import { fail } from '../errors.ts';

/** How the bytes of a text file stand for letters. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1';

/** The encodings that may be declared. */
export const textEncodings: readonly TextEncoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'latin-1'];

/** What the first bytes of a text file say about it. */
export interface TextStart {
  /** Bytes of the byte-order mark to pass over. */
  readonly skip: number;
  readonly hasByteOrderMark: boolean;
}

/**
 * Looks at the first bytes of a text file and stops where the encoding is not the declared one.
 *
 * @param file base name, for messages
 * @param bytes the first bytes, a few hundred suffice
 * @param declared the declared encoding; undefined stands for UTF-8
 * @returns how many bytes of byte-order mark to pass over
 * @throws dataset/encoding-undeclared with the option that would read it, dataset/not-text, dataset/spreadsheet, dataset/wrong-format
 */
export function checkTextStart(
  file: string,
  bytes: Uint8Array,
  declared: TextEncoding | undefined,
): TextStart {
  const a = bytes[0];
  const b = bytes[1];
  if (startsWith(bytes, 'PK\u0003\u0004') || startsWith(bytes, '\u00d0\u00cf\u0011\u00e0')) {
    failSpreadsheet(file);
  }
  if (startsWith(bytes, 'PAR1')) failFormat(file, 'Parquet', 'parquet');
  if (startsWith(bytes, '\u0093NUMPY')) failFormat(file, 'NPY', 'npy');
  if (a === 0xef && b === 0xbb && bytes[2] === 0xbf) {
    if (declared !== undefined && declared !== 'utf-8')
      proposeEncoding(file, 'utf-8', 'a UTF-8 byte-order mark');
    return { skip: 3, hasByteOrderMark: true };
  }
  if (a === 0xff && b === 0xfe) {
    if (declared !== 'utf-16le') proposeEncoding(file, 'utf-16le', 'a UTF-16 byte-order mark');
    return { skip: 2, hasByteOrderMark: true };
  }
  if (a === 0xfe && b === 0xff) {
    if (declared !== 'utf-16be') proposeEncoding(file, 'utf-16be', 'a UTF-16 byte-order mark');
    return { skip: 2, hasByteOrderMark: true };
  }
  if (declared === undefined || declared === 'utf-8' || declared === 'latin-1') {
    const look = Math.min(bytes.length, 512);
    let even = 0;
    let odd = 0;
    for (let i = 0; i < look; i += 1) {
      if (bytes[i] === 0) {
        if (i % 2 === 0) even += 1;
        else odd += 1;
      }
    }
    if (odd > look / 4 && even === 0)
      proposeEncoding(file, 'utf-16le', 'a zero behind each letter');
    if (even > look / 4 && odd === 0)
      proposeEncoding(file, 'utf-16be', 'a zero before each letter');
  }
  return { skip: 0, hasByteOrderMark: false };
}

/**
 * Says why bytes are not valid UTF-8; always throws.
 *
 * @param file base name
 * @param bytes the piece that is not valid
 * @param linesBefore line feeds that stand before the piece
 * @param declared the declared encoding
 * @param sawWide true when earlier pieces held valid UTF-8 beyond ASCII
 * @throws dataset/encoding-undeclared, dataset/mixed-encodings, dataset/bad-encoding
 */
export function failUtf8(
  file: string,
  bytes: Uint8Array,
  linesBefore: number,
  declared: TextEncoding | undefined,
  sawWide: boolean,
): never {
  let line = linesBefore + 1;
  let firstBad = -1;
  let wideLine = -1;
  for (let p = 0; p < bytes.length; ) {
    const byte = bytes[p]!;
    if (byte === 10) line += 1;
    const width = byte < 0x80 ? 1 : sequenceWidth(bytes, p);
    if (width > 1 && wideLine < 0) wideLine = line;
    if (width === 0 && firstBad < 0) firstBad = line;
    p += Math.max(width, 1);
  }
  const where = { file, row: firstBad < 0 ? undefined : firstBad };
  if (sawWide || wideLine >= 0) {
    return fail(
      'dataset/mixed-encodings',
      `this line is not valid UTF-8, while ${wideLine < 0 || (sawWide && wideLine > firstBad) ? 'an earlier line' : `line ${wideLine}`} is.`,
      'Write the whole file in one encoding, best UTF-8.',
      where,
    );
  }
  if (declared === 'utf-8') {
    return fail(
      'dataset/bad-encoding',
      'this line is not valid in the declared encoding utf-8.',
      'Declare the encoding that wrote the file, for example --encoding latin-1.',
      where,
    );
  }
  return fail(
    'dataset/encoding-undeclared',
    'this line is not valid UTF-8; it looks like Latin-1.',
    'Declare it with --encoding latin-1 if that is so, or save the file as UTF-8.',
    where,
  );
}

/** Bytes of the valid UTF-8 sequence that begins at p with a byte of 0x80 or more; 0 when there is none. */
function sequenceWidth(bytes: Uint8Array, p: number): number {
  const first = bytes[p]!;
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || p + width > bytes.length) return 0;
  for (let i = 1; i < width; i += 1) {
    if ((bytes[p + i]! & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[p + 1]!;
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return width;
}

/**
 * Stops at a workbook, and says how to export it.
 *
 * @param file base name
 * @throws dataset/spreadsheet
 */
export function failSpreadsheet(file: string): never {
  return fail(
    'dataset/spreadsheet',
    'this is a spreadsheet workbook, whose cells may be formulas and whose ids may have lost their zeros.',
    "In the spreadsheet program choose Save as, 'CSV UTF-8', one sheet a file, with id columns formatted as text.",
    { file },
  );
}

function failFormat(file: string, title: string, format: string): never {
  return fail(
    'dataset/wrong-format',
    `the name says text, the content is ${title}.`,
    `Rename the file to end in .${format}.`,
    { file },
  );
}

function proposeEncoding(file: string, encoding: TextEncoding, reason: string): never {
  return fail(
    'dataset/encoding-undeclared',
    `the file begins with ${reason}: its encoding seems to be ${encoding}.`,
    `Declare it with --encoding ${encoding}, or save the file as UTF-8.`,
    { file },
  );
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (bytes[i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
