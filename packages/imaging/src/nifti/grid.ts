import type { Grid } from '../grid.ts';
import { cellCount } from '../grid.ts';
import { labelImageOfNifti } from './cells.ts';
import { readNifti } from './read.ts';
import { type NiftiContent, writeNifti } from './write.ts';

/**
 * The grid that a mask has once it was written as NIfTI and read again: a file holds spacings as single floats and
 * drops an axis of length one.
 *
 * @param content what would be written, without its voxels
 */
export function niftiGrid(content: Omit<NiftiContent, 'data'>): Grid {
  const { shape } = content;
  // A file of a corner of the image says the same; which axes have length one is all that counts.
  const corner = shape.map((n) => Math.min(n, 2));
  const version = shape.some((n) => n > 32_767) ? 2 : 1;
  const bytes = writeNifti(
    { ...content, shape: corner, data: new Uint8Array(cellCount(corner)) },
    version,
  );
  const { data: _, ...grid } = labelImageOfNifti(readNifti(bytes));
  const kept = [0, 1, 2].map((axis) => shape[axis] ?? 1);
  kept.splice(kept.lastIndexOf(1), kept.includes(1) ? 1 : 0);
  return { ...grid, shape: kept.reverse() };
}
