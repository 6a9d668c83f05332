import { checkSameGrid } from '../grid.ts';
import { none, some, type Value } from '../value.ts';
import { borderSurface } from './border.ts';
import { cutBox, frameOf, unionBox } from './box.ts';
import { emptinessOf } from './emptiness.ts';
import type { Mask } from './mask.ts';
import { nearestDistances } from './nearest.ts';
import type { BlockSize } from './planes.ts';

/**
 * Hausdorff distance over all object cells, not only their borders. A filled hole costs less than in
 * the distance between surfaces.
 *
 * @param reference mask
 * @param predicted mask on the same grid
 * @returns millimetres; 0 for two empty masks, no value when one is empty
 * @throws imaging/grid-mismatch when the grids differ
 * @see Huttenlocher et al. 1993, doi:10.1109/34.232073
 */
export function volumeHausdorff(reference: Mask, predicted: Mask): Value {
  checkSameGrid(reference, predicted);
  const box = unionBox(reference, predicted);
  const a = box ? cutBox(reference, box) : new Uint8Array(0);
  const b = box ? cutBox(predicted, box) : new Uint8Array(0);
  const emptiness = emptinessOf(a.indexOf(1) + 1, b.indexOf(1) + 1);
  if (emptiness === 'both-empty' || !box) return some(0);
  if (emptiness !== 'none') return none(emptiness);
  const { sz, sy, sx, isFlat } = frameOf(reference);
  const size = { nz: box.nz, ny: box.ny, nx: box.nx, sz, sy, sx };
  return some(Math.max(directed(a, b, size, isFlat), directed(b, a, size, isFlat)));
}

/** Farthest distance of any cell of one object from the other; outside it, that is the distance to its border. */
function directed(from: Uint8Array, to: Uint8Array, size: BlockSize, isFlat: boolean): number {
  const cells: number[] = [];
  for (let i = 0; i < from.length; i++) if (from[i] === 1 && to[i] === 0) cells.push(i);
  const border = borderSurface(to, size, isFlat).points;
  let most = 0;
  for (const distance of nearestDistances(border, new Int32Array(cells), size)) {
    if (distance > most) most = distance;
  }
  return most;
}
