import { fail } from '../errors.ts';
import { frameOf } from './box.ts';
import { signedDistance } from './distance-transform.ts';
import type { Mask } from './mask.ts';

/**
 * Fills the slices between drawn ones, so that a reader need not draw every slice.
 *
 * Between two drawn slices the signed distances to their outlines are mixed in proportion; the object
 * is where the mixture is not positive. Slices before the first and after the last stay as they are.
 *
 * @param mask a volume in which some slices are drawn
 * @param drawnSlices indices of these slices along the first axis, ascending; an empty slice counts as drawn empty
 * @returns the volume with the slices between filled
 * @throws imaging/bad-argument for a flat mask or slices that are not ascending indices
 * @see Raya & Udupa 1990, doi:10.1109/42.52980
 */
export function interpolateSlices(mask: Mask, drawnSlices: readonly number[]): Mask {
  const { nz, ny, nx, isFlat, sy, sx } = frameOf(mask);
  const isAscending = drawnSlices.every(
    (z, k) => Number.isInteger(z) && z >= 0 && z < nz && z > (drawnSlices[k - 1] ?? -1),
  );
  if (isFlat || !isAscending) {
    fail(
      'imaging/bad-argument',
      `slices ${drawnSlices.join(', ')} of a mask of shape ${mask.shape.join('×')} cannot be joined.`,
      'Give ascending slice indices of a volume.',
    );
  }
  const plane = ny * nx;
  const data = mask.data.slice();
  const outline = (z: number): Float64Array =>
    signedDistance({
      shape: [ny, nx],
      spacingMm: [sy, sx],
      data: mask.data.subarray(z * plane, (z + 1) * plane),
    });
  let below: Float64Array | null = null;
  for (const [k, high] of drawnSlices.entries()) {
    const low = drawnSlices[k - 1];
    const above = outline(high);
    if (low !== undefined && below) fillBetween(data, low, high, below, above);
    below = above;
  }
  return { ...mask, data };
}

function fillBetween(
  data: Uint8Array,
  low: number,
  high: number,
  below: Float64Array,
  above: Float64Array,
): void {
  const plane = below.length;
  for (let z = low + 1; z < high; z++) {
    const share = (z - low) / (high - low);
    for (let i = 0; i < plane; i++) {
      // An empty slice is infinitely far outside, a full one infinitely far inside: neither mixes.
      const mixed = (1 - share) * below[i]! + share * above[i]!;
      data[z * plane + i] = mixed <= 0 ? 1 : 0;
    }
  }
}
