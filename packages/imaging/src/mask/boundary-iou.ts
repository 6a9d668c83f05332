import { fail } from '../errors.ts';
import { checkSameGrid } from '../grid.ts';
import { some, type Value } from '../value.ts';
import { cutBox, frameOf, unionBox } from './box.ts';
import type { Mask } from './mask.ts';
import type { BlockSize } from './planes.ts';

/**
 * Boundary IoU: intersection over union of the rims of two objects.
 *
 * The rim is the object minus `width` erosions by face neighbours; outside the image is background.
 *
 * @param reference mask
 * @param predicted mask on the same grid
 * @param width cells, at least 1; default 2 % of the image diagonal
 * @returns 0 to 1, higher is better; 1 for two empty masks, 0 when one is empty
 * @throws imaging/grid-mismatch when the grids differ; imaging/bad-argument for a width that is no whole number from 1
 * @see Cheng et al. 2021, doi:10.1109/CVPR46437.2021.01508
 */
export function boundaryIou(
  reference: Mask,
  predicted: Mask,
  width: number = defaultRimWidth(reference.shape),
): Value {
  checkSameGrid(reference, predicted);
  if (!(Number.isInteger(width) && width >= 1)) {
    fail('imaging/bad-argument', `the rim is ${width} cells wide.`, 'Give a whole number from 1.');
  }
  const box = unionBox(reference, predicted);
  if (!box) return some(1);
  const frame = frameOf(reference);
  const size = { ...frame, nz: box.nz, ny: box.ny, nx: box.nx };
  const a = rim(cutBox(reference, box), size, frame.isFlat, width);
  const b = rim(cutBox(predicted, box), size, frame.isFlat, width);
  let shared = 0;
  let union = 0;
  for (let i = 0; i < a.length; i++) {
    shared += a[i]! & b[i]!;
    union += a[i]! | b[i]!;
  }
  return some(shared / union);
}

/**
 * Rim width that boundary IoU takes by default: 2 % of the image diagonal, at least one cell.
 *
 * @param shape cells along each axis
 */
export function defaultRimWidth(shape: readonly number[]): number {
  return Math.max(1, Math.round(0.02 * Math.sqrt(shape.reduce((sum, n) => sum + n * n, 0))));
}

/** Object cells at most `width` steps from the nearest background cell, steps going through faces. */
function rim(data: Uint8Array, size: BlockSize, isFlat: boolean, width: number): Uint8Array {
  const { nz, ny, nx } = size;
  const plane = ny * nx;
  const steps = new Int32Array(data.length);
  // Forward sweep, then backward: city-block distance needs no more.
  for (let i = 0; i < data.length; i++) {
    if (data[i] === 0) continue;
    const x = i % nx;
    const y = Math.floor(i / nx) % ny;
    let least = Math.min(x > 0 ? steps[i - 1]! : 0, y > 0 ? steps[i - nx]! : 0);
    if (!isFlat) least = Math.min(least, i >= plane ? steps[i - plane]! : 0);
    steps[i] = least + 1;
  }
  const out = new Uint8Array(data.length);
  const lastSlice = (nz - 1) * plane;
  for (let i = data.length - 1; i >= 0; i--) {
    if (data[i] === 0) continue;
    const x = i % nx;
    const y = Math.floor(i / nx) % ny;
    let least = Math.min(x < nx - 1 ? steps[i + 1]! : 0, y < ny - 1 ? steps[i + nx]! : 0);
    if (!isFlat) least = Math.min(least, i < lastSlice ? steps[i + plane]! : 0);
    if (least + 1 < steps[i]!) steps[i] = least + 1;
    if (steps[i]! <= width) out[i] = 1;
  }
  return out;
}
