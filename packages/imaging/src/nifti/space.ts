import { fail } from '../errors.ts';
import { type Affine, affineOfQuaternion, columnLengths, determinant } from './affine.ts';
import type { NiftiHeader } from './header.ts';

/** Where the voxels of an image lie in space. */
export interface NiftiSpace {
  /** Spacing of the first three axes in millimetres; 1 for axes that the image does not have. */
  readonly spacingMm: readonly [number, number, number];
  readonly affine: Affine;
  /** Which part of the header the affine comes from. */
  readonly affineSource: 'sform' | 'qform' | 'spacing';
  /** What was odd in the header and how it was read. */
  readonly issues: readonly string[];
}

/**
 * Reads spacing and place of the voxels: the sform when stated, else the qform, else the spacing alone.
 *
 * @param header a header
 * @param shape length of each axis
 * @param name file, for errors
 * @throws imaging/bad-header when a spacing is 0 or no number
 */
export function readSpace(header: NiftiHeader, shape: readonly number[], name: string): NiftiSpace {
  const issues: string[] = [];
  const scale = unitScale(header.units, issues);
  const spacingMm = [0, 1, 2].map((k) => spacingOf(header, shape, k, scale, issues, name));
  const placed = placeOf(header, spacingMm, scale, issues);
  if (placed.affineSource !== 'spacing') {
    const lengths = columnLengths(placed.affine);
    const isApart = lengths.some(
      (n, k) => k < shape.length && Math.abs(n - spacingMm[k]!) > 0.01 * n,
    );
    if (isApart) {
      issues.push(
        `the ${placed.affineSource} says a spacing of ${lengths.map(short).join('×')} mm, the header's own field ${spacingMm.map(short).join('×')} mm, which was taken`,
      );
    }
  }
  return {
    spacingMm: [spacingMm[0]!, spacingMm[1]!, spacingMm[2]!],
    ...placed,
    issues,
  };
}

function unitScale(units: number, issues: string[]): number {
  switch (units & 7) {
    case 1:
      return 1000;
    case 2:
      return 1;
    case 3:
      return 0.001;
    default:
      issues.push('the unit of length is not stated, millimetres were assumed');
      return 1;
  }
}

function spacingOf(
  header: NiftiHeader,
  shape: readonly number[],
  axis: number,
  scale: number,
  issues: string[],
  name: string,
): number {
  if (axis >= shape.length) return 1;
  const stated = header.pixdim[axis + 1]!;
  if (stated === 0 && shape[axis] === 1) return scale;
  if (!(Math.abs(stated) > 0) || !Number.isFinite(stated * scale)) {
    fail(
      'imaging/bad-header',
      `${name} states the spacing ${stated} for axis ${axis + 1}.`,
      'Write the true spacing into the header.',
    );
  }
  if (stated < 0) issues.push(`the spacing of axis ${axis + 1} is negative, its size was taken`);
  return Math.abs(stated) * scale;
}

function placeOf(
  header: NiftiHeader,
  spacingMm: readonly number[],
  scale: number,
  issues: string[],
): Pick<NiftiSpace, 'affine' | 'affineSource'> {
  if (header.sformCode > 0) {
    const affine = header.srows.map(
      (row) => [row[0]! * scale, row[1]! * scale, row[2]! * scale, row[3]! * scale] as const,
    );
    if (isUsable(affine)) return { affine, affineSource: 'sform' };
    issues.push('the sform maps the voxels onto no volume and was left aside');
  }
  if (header.qformCode > 0) {
    const offset = header.qoffset.map((v) => v * scale);
    const affine = affineOfQuaternion(header.quaternion, spacingMm, offset, header.pixdim[0]!);
    if (isUsable(affine)) return { affine, affineSource: 'qform' };
    issues.push('the qform holds no rotation and was left aside');
  }
  issues.push('the header does not say how the image lies in space');
  const [sx, sy, sz] = [spacingMm[0]!, spacingMm[1]!, spacingMm[2]!];
  return {
    affine: [
      [sx, 0, 0, 0],
      [0, sy, 0, 0],
      [0, 0, sz, 0],
    ],
    affineSource: 'spacing',
  };
}

function isUsable(affine: Affine): boolean {
  const volume = determinant(affine);
  return affine.every((row) => row.every(Number.isFinite)) && Math.abs(volume) > 0;
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}
