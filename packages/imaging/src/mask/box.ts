import type { Mask } from './mask.ts';

/** Cells of a box of a grid seen as three axes: a flat image has one slice. */
export interface Box {
  readonly z0: number;
  readonly y0: number;
  readonly x0: number;
  readonly nz: number;
  readonly ny: number;
  readonly nx: number;
}

/** Sizes of a grid seen as three axes. */
export interface Frame {
  readonly nz: number;
  readonly ny: number;
  readonly nx: number;
  readonly sz: number;
  readonly sy: number;
  readonly sx: number;
  /** True for an image of two axes: its slice direction does not exist. */
  readonly isFlat: boolean;
}

/** Sees a mask of two or three axes as three. The slice spacing of a flat image is 1 and never used. */
export function frameOf(mask: Pick<Mask, 'shape' | 'spacingMm'>): Frame {
  const isFlat = mask.shape.length === 2;
  const [nz, ny, nx] = isFlat ? [1, ...mask.shape] : mask.shape;
  const [sz, sy, sx] = isFlat ? [1, ...mask.spacingMm] : mask.spacingMm;
  return { nz: nz!, ny: ny!, nx: nx!, sz: sz!, sy: sy!, sx: sx!, isFlat };
}

/**
 * Smallest box that holds every object cell of some masks of one shape.
 *
 * @param masks masks on the same grid
 * @returns null when all are empty
 */
export function unionBox(...masks: readonly Mask[]): Box | null {
  const first = masks[0];
  if (!first) return null;
  const { nz, ny, nx } = frameOf(first);
  const low = [nz, ny, nx];
  const high = [-1, -1, -1];
  for (const { data } of masks) extend(data, ny, nx, low, high);
  if (high[0]! < 0) return null;
  return {
    z0: low[0]!,
    y0: low[1]!,
    x0: low[2]!,
    nz: high[0]! - low[0]! + 1,
    ny: high[1]! - low[1]! + 1,
    nx: high[2]! - low[2]! + 1,
  };
}

/**
 * Cuts a box out of a mask, with empty cells around it.
 *
 * @param mask the mask
 * @param box what to cut
 * @param margin empty cells added on both sides of each axis (the slice axis of a flat image excepted)
 * @param width cells of a row of the cut, at least those of the box and its margins; the rest is empty
 * @returns cells of the cut, last axis fastest
 */
export function cutBox(
  mask: Mask,
  box: Box,
  margin: number = 0,
  width: number = box.nx + 2 * margin,
): Uint8Array {
  const { ny, nx, isFlat } = frameOf(mask);
  const marginZ = isFlat ? 0 : margin;
  const [oy, ox] = [box.ny + 2 * margin, width];
  const out = new Uint8Array((box.nz + 2 * marginZ) * oy * ox);
  for (let z = 0; z < box.nz; z++) {
    for (let y = 0; y < box.ny; y++) {
      const from = ((z + box.z0) * ny + y + box.y0) * nx + box.x0;
      const to = ((z + marginZ) * oy + y + margin) * ox + margin;
      out.set(mask.data.subarray(from, from + box.nx), to);
    }
  }
  return out;
}

function extend(data: Uint8Array, ny: number, nx: number, low: number[], high: number[]): void {
  let at = data.indexOf(1);
  while (at >= 0) {
    const row = Math.floor(at / nx);
    const x = at - row * nx;
    const z = Math.floor(row / ny);
    const y = row - z * ny;
    if (z < low[0]!) low[0] = z;
    if (z > high[0]!) high[0] = z;
    if (y < low[1]!) low[1] = y;
    if (y > high[1]!) high[1] = y;
    if (x < low[2]!) low[2] = x;
    let last = nx - 1;
    const floor = Math.max(x, high[2]!);
    while (last > floor && data[row * nx + last] === 0) last--;
    if (last > high[2]!) high[2] = last;
    at = data.indexOf(1, (row + 1) * nx);
  }
}
