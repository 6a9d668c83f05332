import { fail } from '../errors.ts';
import { type Affine, orientationOf } from './affine.ts';
import { copyVoxels, type DatatypeName, datatypeOf, type StoredVoxels } from './datatypes.ts';
import { type NiftiHeader, readHeader } from './header.ts';
import { readSpace } from './space.ts';

/** An image as a NIfTI file holds it. */
export interface NiftiImage {
  readonly version: 1 | 2;
  /** Length of each axis in the order of the file: the first axis runs fastest. */
  readonly shape: readonly number[];
  /** Spacing of the first three axes in millimetres. */
  readonly spacingMm: readonly [number, number, number];
  /** Map from the indices of the first three axes to millimetres. */
  readonly affine: Affine;
  readonly affineSource: 'sform' | 'qform' | 'spacing';
  /** Anatomical directions of the first three axes, e.g. `RAS`; assumed where `affineSource` is `spacing`. */
  readonly orientation: string;
  readonly datatype: DatatypeName;
  /** Meant value = slope · stored value + intercept. */
  readonly slope: number;
  readonly intercept: number;
  /** Stored values, first axis fastest. */
  readonly data: StoredVoxels;
  /** What was odd in the header and how it was read. */
  readonly issues: readonly string[];
  readonly name?: string;
}

/** How bytes of a file are read. */
export interface NiftiReadOptions {
  /** Name of the file, printed in errors. */
  readonly name?: string;
  /** Unpacks gzip; must refuse to give more than `maxBytes`. */
  readonly inflate?: (bytes: Uint8Array, maxBytes: number) => Uint8Array;
  /** Most bytes of the unpacked image, default 2^31 − 1. */
  readonly maxBytes?: number;
  /** Bytes of the .img file when header and voxels lie in two files. */
  readonly imageBytes?: Uint8Array;
}

/**
 * Reads a NIfTI-1 or NIfTI-2 image, packed or not, in either byte order.
 *
 * @param bytes content of a .nii, .nii.gz or .hdr file
 * @param options name, unpacking, limits
 * @throws imaging/not-nifti, imaging/bad-header, imaging/truncated, imaging/unsupported-datatype, imaging/too-large, imaging/unreadable
 * @see Cox et al. 2004, A (sort of) new image data format standard: NIfTI-1
 */
export function readNifti(bytes: Uint8Array, options: NiftiReadOptions = {}): NiftiImage {
  const name = options.name ?? 'the image';
  const maxBytes = options.maxBytes ?? 2_147_483_647;
  const plain = unpacked(bytes, options, name, maxBytes);
  const header = readHeader(plain, name);
  const shape = shapeOf(header, name);
  const type = datatypeOf(header.datatype, name);
  const count = shape.reduce((product, n) => product * n, 1);
  const size = count * type.bytes;
  if (size > maxBytes) {
    fail(
      'imaging/too-large',
      `${name} holds ${shape.join('×')} voxels of ${type.bytes} bytes; ${maxBytes} bytes are allowed.`,
      'Allow more or crop the image.',
    );
  }
  const voxels = header.isSingleFile ? plain : pairOf(options, name, maxBytes);
  const offset = offsetOf(header, name);
  if (offset + size > voxels.length) {
    fail(
      'imaging/truncated',
      `${name} holds ${Math.max(0, voxels.length - offset)} bytes of voxels where ${shape.join('×')} of type ${type.name} take ${size}.`,
      'Copy the file again.',
    );
  }
  const space = readSpace(header, shape, name);
  const issues = [...space.issues];
  if (header.bitpix !== type.bytes * 8) {
    issues.push(
      `the header states ${header.bitpix} bits per voxel, its type ${type.name} takes ${type.bytes * 8}`,
    );
  }
  return {
    version: header.version,
    shape,
    spacingMm: space.spacingMm,
    affine: space.affine,
    affineSource: space.affineSource,
    orientation: orientationOf(space.affine),
    datatype: type.name,
    ...scalingOf(header, name),
    data: copyVoxels(voxels, offset, count, type, header.isLittle, name),
    issues,
    ...(options.name === undefined ? {} : { name: options.name }),
  };
}

/**
 * Meant values of an image: stored values with the header's slope and intercept applied.
 *
 * @param image an image
 * @returns the stored array itself when nothing is to be scaled, else doubles
 */
export function niftiValues(image: NiftiImage): StoredVoxels {
  const { data, slope, intercept } = image;
  if (slope === 1 && intercept === 0) return data;
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = slope * data[i]! + intercept;
  return out;
}

function unpacked(
  bytes: Uint8Array,
  { inflate }: NiftiReadOptions,
  name: string,
  maxBytes: number,
): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  if (!inflate) {
    return fail('imaging/unreadable', `${name} is packed with gzip.`, 'Give a way to unpack it.');
  }
  // Room for the voxels, the header and its extensions.
  const room = Math.min(maxBytes + 1_048_576, Number.MAX_SAFE_INTEGER);
  try {
    return inflate(bytes, room);
  } catch (cause) {
    const isTooLong = cause instanceof RangeError;
    return fail(
      isTooLong ? 'imaging/too-large' : 'imaging/unreadable',
      isTooLong
        ? `${name} unpacks to more than ${maxBytes} bytes.`
        : `${name} is packed with gzip, but it cannot be unpacked.`,
      isTooLong ? 'Allow more or crop the image.' : 'Copy the file again.',
      cause,
    );
  }
}

function pairOf(options: NiftiReadOptions, name: string, maxBytes: number): Uint8Array {
  if (options.imageBytes) return unpacked(options.imageBytes, options, name, maxBytes);
  return fail(
    'imaging/bad-header',
    `${name} says that its voxels lie in a second file (.img).`,
    'Give that file too or convert the pair to one .nii file.',
  );
}

function shapeOf(header: NiftiHeader, name: string): number[] {
  const axes = header.dim[0]!;
  const shape = header.dim.slice(1, 1 + Math.max(0, Math.min(7, axes)));
  if (axes < 1 || axes > 7 || shape.some((n) => n < 1 || !Number.isSafeInteger(n))) {
    fail(
      'imaging/bad-header',
      `${name} states ${axes} axes${shape.length > 0 ? ` of lengths ${shape.join(', ')}` : ''}; one to seven of at least one voxel are due.`,
      'Write the image again.',
    );
  }
  return shape;
}

function offsetOf(header: NiftiHeader, name: string): number {
  const least = header.isSingleFile ? (header.version === 1 ? 348 : 540) : 0;
  const offset = header.voxOffset;
  // Old writers leave 0 in single files; voxels then follow the header and its four extension bytes.
  if (offset === 0) return header.isSingleFile ? least + 4 : 0;
  if (!Number.isInteger(offset) || offset < least) {
    fail(
      'imaging/bad-header',
      `${name} states that its voxels start at byte ${offset}; byte ${least} is the earliest.`,
      'Write the image again.',
    );
  }
  return offset;
}

function scalingOf(header: NiftiHeader, name: string): { slope: number; intercept: number } {
  const { slope, intercept } = header;
  // A slope of 0, or one that is no number, means that the values are meant as stored.
  if (slope === 0 || !Number.isFinite(slope)) return { slope: 1, intercept: 0 };
  if (!Number.isFinite(intercept)) {
    fail(
      'imaging/bad-header',
      `${name} scales its values by ${slope} but states the intercept ${intercept}.`,
      'Write the image again.',
    );
  }
  return { slope, intercept };
}
