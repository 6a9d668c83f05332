import { fail } from '../errors.ts';
import type { Quaternion } from './affine.ts';

/** The fields of a NIfTI header that say where voxels are and what they mean. Text fields are never read. */
export interface NiftiHeader {
  readonly version: 1 | 2;
  readonly isLittle: boolean;
  /** True when header and voxels lie in one file. */
  readonly isSingleFile: boolean;
  /** Number of axes, then the length of each of seven. */
  readonly dim: readonly number[];
  /** Sign of the third axis, then the spacing of each of seven. */
  readonly pixdim: readonly number[];
  readonly datatype: number;
  readonly bitpix: number;
  readonly voxOffset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly units: number;
  readonly qformCode: number;
  readonly sformCode: number;
  readonly quaternion: Quaternion;
  readonly qoffset: readonly number[];
  readonly srows: readonly (readonly number[])[];
}

/**
 * Reads the header of a NIfTI-1 or NIfTI-2 image in either byte order.
 *
 * @param bytes the file, not compressed
 * @param name file, for errors
 * @throws imaging/not-nifti, imaging/truncated
 * @see https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h and nifti2.h
 */
export function readHeader(bytes: Uint8Array, name: string): NiftiHeader {
  if (bytes.length < 4) {
    fail('imaging/truncated', `${name} has ${bytes.length} bytes, too few for a header.`, again);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getInt32(0, true);
  const big = view.getInt32(0, false);
  const isLittle = little === 348 || little === 540;
  const headerSize = isLittle ? little : big;
  if (headerSize !== 348 && headerSize !== 540) {
    fail(
      'imaging/not-nifti',
      `${name} does not start with the header size 348 or 540 of a NIfTI image.`,
      'Give a .nii or .nii.gz file.',
    );
  }
  if (bytes.length < headerSize) {
    fail(
      'imaging/truncated',
      `${name} has ${bytes.length} bytes where the header alone takes ${headerSize}.`,
      again,
    );
  }
  const magic = String.fromCharCode(
    ...bytes.subarray(...(headerSize === 348 ? [344, 347] : [4, 7])),
  );
  const wanted = headerSize === 348 ? ['n+1', 'ni1'] : ['n+2', 'ni2'];
  if (!wanted.includes(magic)) {
    fail(
      'imaging/not-nifti',
      `${name} has the header size of a NIfTI image but not its mark; it may be an Analyze image.`,
      'Convert it to NIfTI.',
    );
  }
  const isSingleFile = magic.charAt(1) === '+';
  return headerSize === 348
    ? readFirst(view, isLittle, isSingleFile)
    : readSecond(view, isLittle, isSingleFile);
}

const again = 'Copy the file again.';
const eight: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7];
const four: readonly number[] = [0, 1, 2, 3];

function readFirst(view: DataView, e: boolean, isSingleFile: boolean): NiftiHeader {
  const float = (at: number): number => view.getFloat32(at, e);
  const short = (at: number): number => view.getInt16(at, e);
  return {
    version: 1,
    isLittle: e,
    isSingleFile,
    dim: eight.map((k) => short(40 + 2 * k)),
    datatype: short(70),
    bitpix: short(72),
    pixdim: eight.map((k) => float(76 + 4 * k)),
    voxOffset: float(108),
    slope: float(112),
    intercept: float(116),
    units: view.getUint8(123),
    qformCode: short(252),
    sformCode: short(254),
    quaternion: { b: float(256), c: float(260), d: float(264) },
    qoffset: [float(268), float(272), float(276)],
    srows: [280, 296, 312].map((at) => four.map((k) => float(at + 4 * k))),
  };
}

function readSecond(view: DataView, e: boolean, isSingleFile: boolean): NiftiHeader {
  const double = (at: number): number => view.getFloat64(at, e);
  const long = (at: number): number => Number(view.getBigInt64(at, e));
  return {
    version: 2,
    isLittle: e,
    isSingleFile,
    datatype: view.getInt16(12, e),
    bitpix: view.getInt16(14, e),
    dim: eight.map((k) => long(16 + 8 * k)),
    pixdim: eight.map((k) => double(104 + 8 * k)),
    voxOffset: long(168),
    slope: double(176),
    intercept: double(184),
    qformCode: view.getInt32(344, e),
    sformCode: view.getInt32(348, e),
    quaternion: { b: double(352), c: double(360), d: double(368) },
    qoffset: [double(376), double(384), double(392)],
    srows: [400, 432, 464].map((at) => four.map((k) => double(at + 8 * k))),
    units: view.getInt32(500, e),
  };
}
