import { cutBox, frameOf, unionBox } from './box.ts';
import { connectedComponents } from './components.ts';
import type { Mask } from './mask.ts';
import { thinFlat } from './thin-flat.ts';
import { canTake, thinVolume } from './thin-volume.ts';

/**
 * Centre lines of an object: Zhang-Suen thinning in two dimensions, trimmed to lines one cell wide, Lee's
 * in three.
 *
 * Thinning depends on the order of the sides it peels, so a skeleton may shift by a cell when the
 * image is turned. Parts and holes of the object are kept; a part that flat thinning would peel away
 * whole, such as a block of 2 × 2 pixels, keeps its first cell.
 *
 * @param mask the object
 * @returns a mask on the same grid, a part of the object
 * @see Zhang & Suen 1984, doi:10.1145/357994.358023; Lee, Kashyap & Chu 1994, doi:10.1006/cgip.1994.1042
 */
export function skeletonize(mask: Mask): Mask {
  const data = new Uint8Array(mask.data.length);
  const box = unionBox(mask);
  if (box) {
    const { ny, nx, isFlat } = frameOf(mask);
    const [oy, ox] = [box.ny + 2, box.nx + 2];
    const cut = cutBox(mask, box, 1);
    const thin = isFlat
      ? withLostParts(cut, withoutCorners(thinFlat(cut, ox), ox), oy, ox)
      : thinVolume(cut, ox, oy * ox);
    const marginZ = isFlat ? 0 : 1;
    for (let z = 0; z < box.nz; z++) {
      for (let y = 0; y < box.ny; y++) {
        const from = ((z + marginZ) * oy + y + 1) * ox + 1;
        const to = ((z + box.z0) * ny + y + box.y0) * nx + box.x0;
        data.set(thin.subarray(from, from + box.nx), to);
      }
    }
  }
  return { ...mask, data };
}

/** The lines without the inner corners of their steps, which flat thinning leaves. */
function withoutCorners(thin: Uint8Array, nx: number): Uint8Array {
  // Between two empty slices the test of volumes is that of flat images.
  const plane = thin.length;
  const between = new Uint8Array(3 * plane);
  between.set(thin, plane);
  for (let i = between.indexOf(1); i >= 0; i = between.indexOf(1, i + 1)) {
    if (canTake(between, i, nx, plane)) between[i] = 0;
  }
  return between.slice(plane, 2 * plane);
}

/** The skeleton with one cell of each part that has none left. */
function withLostParts(cut: Uint8Array, thin: Uint8Array, ny: number, nx: number): Uint8Array {
  const parts = connectedComponents({ shape: [ny, nx], spacingMm: [1, 1], data: cut }, 'full');
  const isKept = new Uint8Array(parts.count + 1);
  for (let i = 0; i < thin.length; i++) if (thin[i] === 1) isKept[parts.labels[i]!] = 1;
  for (let part = 1; part <= parts.count; part++) {
    if (isKept[part] === 0) thin[parts.labels.indexOf(part)] = 1;
  }
  return thin;
}
