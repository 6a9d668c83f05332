import { fail } from '../errors.ts';
import { type Affine, quaternionOfAffine } from './affine.ts';
import { datatypeOfArray, isLittleEndianHere, type StoredVoxels } from './datatypes.ts';

/** What is written: the voxels and where they lie. */
export interface NiftiContent {
  /** Length of each axis, the first runs fastest. */
  readonly shape: readonly number[];
  /** Spacing of the first three axes in millimetres. */
  readonly spacingMm: readonly [number, number, number];
  /** Map to millimetres; without it the image has a spacing only. */
  readonly affine?: Affine;
  readonly data: StoredVoxels;
  /** Meant value = slope · stored value + intercept; default 1 and 0. */
  readonly slope?: number;
  readonly intercept?: number;
}

/**
 * Writes an image as a NIfTI-1 or NIfTI-2 file, not packed, low byte first.
 *
 * @param content voxels and their place
 * @param version 1 or 2; default 1, or 2 when an axis is longer than 32,767
 * @returns bytes of a .nii file
 * @throws imaging/bad-argument when shape and voxels do not fit or the version cannot hold the shape
 */
export function writeNifti(content: NiftiContent, version?: 1 | 2): Uint8Array {
  const { shape, data } = content;
  const isLong = shape.some((n) => n > 32_767);
  const chosen = version ?? (isLong ? 2 : 1);
  const count = shape.reduce((product, n) => product * n, 1);
  if (shape.length < 1 || shape.length > 7 || count !== data.length || (isLong && chosen === 1)) {
    fail(
      'imaging/bad-argument',
      `an image of ${data.length} voxels cannot be written as NIfTI-${chosen} of shape ${shape.join('×') || '(none)'}.`,
      'Give one to seven axes whose product is the number of voxels; NIfTI-2 for axes beyond 32,767.',
    );
  }
  const offset = chosen === 1 ? 352 : 544;
  const bytes = new Uint8Array(offset + data.byteLength);
  const view = new DataView(bytes.buffer);
  if (chosen === 1) writeFirst(view, content, offset);
  else writeSecond(view, content, offset);
  copyLittle(data, bytes, offset);
  return bytes;
}

interface Stated {
  readonly dim: readonly number[];
  readonly pixdim: readonly number[];
  readonly code: number;
  readonly bits: number;
  readonly quaternion: readonly number[] | null;
  readonly origin: readonly number[];
  readonly rows: readonly (readonly number[])[] | null;
}

function stated(content: NiftiContent): Stated {
  const { shape, spacingMm, affine } = content;
  const type = datatypeOfArray(content.data);
  const q = affine ? quaternionOfAffine(affine) : null;
  return {
    dim: [shape.length, ...[0, 1, 2, 3, 4, 5, 6].map((k) => shape[k] ?? 1)],
    pixdim: [q?.qfac ?? 1, ...spacingMm, 1, 1, 1, 1],
    code: type.code,
    bits: type.bytes * 8,
    quaternion: q ? [q.b, q.c, q.d] : null,
    origin: affine ? affine.map((row) => row[3]) : [0, 0, 0],
    rows: affine ?? null,
  };
}

function writeFirst(view: DataView, content: NiftiContent, offset: number): void {
  const s = stated(content);
  view.setInt32(0, 348, true);
  put(s.dim, 40, 2, (at, n) => view.setInt16(at, n, true));
  view.setInt16(70, s.code, true);
  view.setInt16(72, s.bits, true);
  put(s.pixdim, 76, 4, (at, v) => view.setFloat32(at, v, true));
  view.setFloat32(108, offset, true);
  view.setFloat32(112, content.slope ?? 1, true);
  view.setFloat32(116, content.intercept ?? 0, true);
  view.setUint8(123, 2);
  view.setInt16(252, s.quaternion ? 1 : 0, true);
  view.setInt16(254, s.rows ? 1 : 0, true);
  put(s.quaternion ?? [], 256, 4, (at, v) => view.setFloat32(at, v, true));
  put(s.origin, 268, 4, (at, v) => view.setFloat32(at, v, true));
  put(s.rows?.flat() ?? [], 280, 4, (at, v) => view.setFloat32(at, v, true));
  writeMark(view, 344, 'n+1\0');
}

function writeSecond(view: DataView, content: NiftiContent, offset: number): void {
  const s = stated(content);
  view.setInt32(0, 540, true);
  writeMark(view, 4, 'n+2\0\r\n\x1a\n');
  view.setInt16(12, s.code, true);
  view.setInt16(14, s.bits, true);
  put(s.dim, 16, 8, (at, n) => view.setBigInt64(at, BigInt(n), true));
  put(s.pixdim, 104, 8, (at, v) => view.setFloat64(at, v, true));
  view.setBigInt64(168, BigInt(offset), true);
  view.setFloat64(176, content.slope ?? 1, true);
  view.setFloat64(184, content.intercept ?? 0, true);
  view.setInt32(344, s.quaternion ? 1 : 0, true);
  view.setInt32(348, s.rows ? 1 : 0, true);
  put(s.quaternion ?? [], 352, 8, (at, v) => view.setFloat64(at, v, true));
  put(s.origin, 376, 8, (at, v) => view.setFloat64(at, v, true));
  put(s.rows?.flat() ?? [], 400, 8, (at, v) => view.setFloat64(at, v, true));
  view.setInt32(500, 2, true);
}

function put(
  values: readonly number[],
  start: number,
  step: number,
  write: (at: number, value: number) => void,
): void {
  for (let k = 0; k < values.length; k++) write(start + step * k, values[k]!);
}

function writeMark(view: DataView, at: number, mark: string): void {
  for (let k = 0; k < mark.length; k++) view.setUint8(at + k, mark.charCodeAt(k));
}

function copyLittle(data: StoredVoxels, bytes: Uint8Array, offset: number): void {
  const from = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  bytes.set(from, offset);
  const width = data.BYTES_PER_ELEMENT;
  if (isLittleEndianHere || width === 1) return;
  for (let at = offset; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}
