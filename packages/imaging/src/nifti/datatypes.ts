import { fail } from '../errors.ts';

/** Voxels as they are stored, in one of the types that this package reads. */
export type StoredVoxels =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Names of the voxel types that this package reads; 64-bit integers become doubles. */
export type DatatypeName =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float32'
  | 'float64';

/** One voxel type: its code in the header, its name and its size. */
export interface Datatype {
  readonly code: number;
  readonly name: DatatypeName;
  readonly bytes: number;
}

const datatypes: readonly Datatype[] = [
  { code: 2, name: 'uint8', bytes: 1 },
  { code: 4, name: 'int16', bytes: 2 },
  { code: 8, name: 'int32', bytes: 4 },
  { code: 16, name: 'float32', bytes: 4 },
  { code: 64, name: 'float64', bytes: 8 },
  { code: 256, name: 'int8', bytes: 1 },
  { code: 512, name: 'uint16', bytes: 2 },
  { code: 768, name: 'uint32', bytes: 4 },
  { code: 1024, name: 'int64', bytes: 8 },
  { code: 1280, name: 'uint64', bytes: 8 },
];

const refused: Readonly<Record<number, string>> = {
  0: 'unknown',
  1: 'single bits',
  32: 'complex numbers',
  128: 'RGB colours',
  1536: '128-bit floats',
  1792: 'complex numbers',
  2048: 'complex numbers',
  2304: 'RGBA colours',
};

/**
 * Finds a voxel type by the code of the header.
 *
 * @param code header field `datatype`
 * @param name file, for the error
 * @throws imaging/unsupported-datatype for colours, complex numbers and unknown codes
 */
export function datatypeOf(code: number, name: string): Datatype {
  const found = datatypes.find((d) => d.code === code);
  if (found) return found;
  return fail(
    'imaging/unsupported-datatype',
    `${name} holds ${refused[code] ?? 'voxels of an unknown type'} (datatype ${code}); whole or real numbers are due.`,
    'Convert it to one grey value per voxel.',
  );
}

/** The voxel type in which an array is written. */
export function datatypeOfArray(data: StoredVoxels): Datatype {
  const name = data[Symbol.toStringTag].replace('Array', '').toLowerCase();
  const found = datatypes.find((d) => d.name === name);
  return found ?? datatypeOf(0, 'the array');
}

/** True where numbers lie in memory with their low byte first. */
export const isLittleEndianHere: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Copies voxels out of a file.
 *
 * @param bytes the file
 * @param offset first byte of the voxels
 * @param count voxels
 * @param type their type
 * @param isLittle byte order of the file
 * @param name file, for errors
 * @throws imaging/bad-header when a 64-bit integer is too large for a double
 */
export function copyVoxels(
  bytes: Uint8Array,
  offset: number,
  count: number,
  type: Datatype,
  isLittle: boolean,
  name: string,
): StoredVoxels {
  // A copy of its own: slice of a Node buffer would share memory and start elsewhere.
  const own = new Uint8Array(count * type.bytes);
  own.set(bytes.subarray(offset, offset + own.length));
  if (isLittle !== isLittleEndianHere) swapBytes(own, type.bytes);
  const { buffer } = own;
  switch (type.name) {
    case 'uint8':
      return own;
    case 'int8':
      return new Int8Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
    case 'int64':
      return narrowed(new BigInt64Array(buffer), name);
    case 'uint64':
      return narrowed(new BigUint64Array(buffer), name);
    default: {
      const never: never = type.name;
      return never;
    }
  }
}

function narrowed(values: BigInt64Array | BigUint64Array, name: string): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]!);
    if (!Number.isSafeInteger(value)) {
      fail(
        'imaging/bad-header',
        `${name} holds a 64-bit integer beyond ±2^53 at voxel ${i}.`,
        'Save it as 32-bit integers or floats.',
      );
    }
    out[i] = value;
  }
  return out;
}

function swapBytes(bytes: Uint8Array, width: number): void {
  if (width === 1) return;
  for (let start = 0; start + width <= bytes.length; start += width) {
    for (let k = 0; k < width / 2; k++) {
      const kept = bytes[start + k]!;
      bytes[start + k] = bytes[start + width - 1 - k]!;
      bytes[start + width - 1 - k] = kept;
    }
  }
}
