import { numberColumn, textColumn } from '../columns.ts';
import { fail } from '../errors.ts';
import type { Column } from '../table.ts';

const decoder = new TextDecoder('latin1');

/** The description that stands before the numbers of an NPY file. */
interface NpyHeader {
  readonly littleEndian: boolean;
  readonly kind: 'f' | 'i' | 'u' | 'b';
  readonly width: number;
  readonly fortranOrder: boolean;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly isVector: boolean;
  readonly dataStart: number;
}

/**
 * Columns of an NPY array: a vector makes one column `value`, a matrix one a column `c0`, `c1`, …
 *
 * @param file base name, for messages
 * @param bytes the whole file
 * @returns number columns; NaN is blank; whole numbers beyond 2^53 make a text column
 * @throws dataset/broken-npy, dataset/unsupported-npy, dataset/no-rows
 * @see the format note of NumPy enhancement proposal 1
 */
export function readNpy(file: string, bytes: Uint8Array): { rowCount: number; columns: Column[] } {
  const header = parseHeader(file, bytes);
  const { rowCount, columnCount, width, dataStart } = header;
  const expected = dataStart + rowCount * columnCount * width;
  if (bytes.length !== expected) {
    fail(
      'dataset/broken-npy',
      `the header promises ${rowCount} × ${columnCount} values in ${expected} bytes, the file has ${bytes.length}.`,
      'Copy or save the array again.',
      { file },
    );
  }
  if (rowCount === 0 || columnCount === 0) {
    fail('dataset/no-rows', 'the array is empty.', 'Save it again with its rows.', { file });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const columns: Column[] = [];
  for (let column = 0; column < columnCount; column += 1) {
    const name = header.isVector ? 'value' : `c${column}`;
    columns.push(readColumn(name, view, header, column));
  }
  return { rowCount, columns };
}

function readColumn(name: string, view: DataView, header: NpyHeader, column: number): Column {
  const { rowCount, columnCount, width, fortranOrder, dataStart } = header;
  const stride = fortranOrder ? width : width * columnCount;
  const start = dataStart + (fortranOrder ? column * rowCount * width : column * width);
  if (width === 8 && header.kind !== 'f') {
    const wide: bigint[] = [];
    let isSafe = true;
    for (let row = 0; row < rowCount; row += 1) {
      const at = start + row * stride;
      const value =
        header.kind === 'u'
          ? view.getBigUint64(at, header.littleEndian)
          : view.getBigInt64(at, header.littleEndian);
      wide.push(value);
      isSafe &&= BigInt.asIntN(54, value) === value;
    }
    if (!isSafe) return textColumn(name, wide.map(String));
    return numberColumn(name, Float64Array.from(wide, Number));
  }
  const data = new Float64Array(rowCount);
  const read = reader(view, header);
  for (let row = 0; row < rowCount; row += 1) data[row] = read(start + row * stride);
  return numberColumn(name, data);
}

function reader(view: DataView, header: NpyHeader): (at: number) => number {
  const { kind, width, littleEndian } = header;
  if (kind === 'f') {
    if (width === 8) return (at) => view.getFloat64(at, littleEndian);
    if (width === 4) return (at) => view.getFloat32(at, littleEndian);
    return (at) => halfToNumber(view.getUint16(at, littleEndian));
  }
  if (kind === 'i') {
    if (width === 1) return (at) => view.getInt8(at);
    if (width === 2) return (at) => view.getInt16(at, littleEndian);
    return (at) => view.getInt32(at, littleEndian);
  }
  if (width === 1) return (at) => view.getUint8(at);
  if (width === 2) return (at) => view.getUint16(at, littleEndian);
  return (at) => view.getUint32(at, littleEndian);
}

/** The value of an IEEE 754 half-precision number. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return (sign * fraction) / 16_777_216; // fraction × 2^-24
  const scaled = sign * (1024 + fraction);
  return exponent >= 25 ? scaled * (1 << (exponent - 25)) : scaled / (1 << (25 - exponent));
}

function parseHeader(file: string, bytes: Uint8Array): NpyHeader {
  const broken = (sentence: string): never =>
    fail('dataset/broken-npy', sentence, 'Save the array again with numpy.save.', { file });
  if (bytes.length < 12 || bytes[0] !== 0x93 || decoder.decode(bytes.subarray(1, 6)) !== 'NUMPY') {
    broken('the file does not begin as an NPY file does.');
  }
  const major = bytes[6]!;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const prefix = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (major < 1 || major > 3 || prefix + length > bytes.length || length > 1_000_000) {
    broken('the header is cut or of an unknown version.');
  }
  const text = decoder.decode(bytes.subarray(prefix, prefix + length));
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  const type = /^([<>|=])([fiubO])(\d*)$/.exec(descr ?? '');
  const kind = type?.[2];
  const width = Number(type?.[3] ?? 0);
  if (fortran === undefined || shape === undefined) return broken('the header cannot be read.');
  if (!isKind(kind) || !isWidth(kind, width)) {
    return fail(
      'dataset/unsupported-npy',
      'the array does not hold plain numbers.',
      'Save it as float64, float32 or an integer type, without pickle and without fields.',
      { file },
    );
  }
  const sizes = shape
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (sizes.length < 1 || sizes.length > 2 || sizes.some((size) => size > 1e9)) {
    return fail(
      'dataset/unsupported-npy',
      `the array has ${sizes.length} dimensions or is too large.`,
      'Save a vector, or a matrix with one row a case.',
      { file },
    );
  }
  return {
    littleEndian: type?.[1] !== '>',
    kind,
    width,
    fortranOrder: fortran === 'True',
    rowCount: sizes[0]!,
    columnCount: sizes[1] ?? 1,
    isVector: sizes.length === 1,
    dataStart: prefix + length,
  };
}

function isKind(kind: string | undefined): kind is 'f' | 'i' | 'u' | 'b' {
  return kind === 'f' || kind === 'i' || kind === 'u' || kind === 'b';
}

function isWidth(kind: 'f' | 'i' | 'u' | 'b', width: number): boolean {
  if (kind === 'b') return width === 1;
  if (kind === 'f') return width === 2 || width === 4 || width === 8;
  return width === 1 || width === 2 || width === 4 || width === 8;
}
