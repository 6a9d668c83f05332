import { frameOf } from './box.ts';
import type { Mask } from './mask.ts';
import { lowerEnvelope, newEnvelope, planeDistances, readEnvelope } from './planes.ts';

/**
 * Exact Euclidean distance from every cell to the nearest object cell, centre to centre.
 *
 * @param mask the object; spacings may differ between axes
 * @returns millimetres per cell, 0 on the object, Infinity everywhere when the mask is empty
 * @see Felzenszwalb & Huttenlocher 2012, doi:10.4086/toc.2012.v008a019
 */
export function distanceTransform(mask: Mask): Float64Array {
  const frame = frameOf(mask);
  const { nz, ny, nx, sz } = frame;
  const out = planeDistances(mask.data, frame);
  if (nz > 1) {
    const plane = ny * nx;
    const places = new Int32Array(nz);
    const heights = new Float64Array(nz);
    const envelope = newEnvelope(nz);
    // A slice is all finite or all infinite, so one column tells for all.
    let used = 0;
    for (let z = 0; z < nz; z++) if (out[z * plane]! < Number.POSITIVE_INFINITY) places[used++] = z;
    for (let at = 0; at < plane && used > 0; at++) {
      for (let k = 0; k < used; k++) heights[k] = out[places[k]! * plane + at]!;
      lowerEnvelope(places, heights, used, sz, envelope);
      readEnvelope(envelope, out, at, plane, nz, sz);
    }
  }
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(out[i]!);
  return out;
}

/**
 * Signed distance to the object's rim: negative inside, positive outside, halfway between cells 0.
 *
 * @param mask the object
 * @returns millimetres per cell: distance to the nearest object cell outside, minus the distance to the nearest background cell inside; ±Infinity where there is no such cell
 */
export function signedDistance(mask: Mask): Float64Array {
  const outside = distanceTransform(mask);
  const inverse = Uint8Array.from(mask.data, (v) => 1 - v);
  const inside = distanceTransform({ ...mask, data: inverse });
  for (let i = 0; i < outside.length; i++) if (mask.data[i] === 1) outside[i] = -inside[i]!;
  return outside;
}
