import { interpolateSlices } from '@equipoise/imaging';
import { type MaskEdit, paintRun, type SegmentMask, segmentSlice, slicesOf } from './mask.ts';
import type { PlaneAxis, VoxelGrid } from './volume.ts';

/**
 * Fills the empty slices between drawn ones of the edit's segment, by mixing signed distances.
 *
 * @param edit the edit; its segment's drawn slices are those with at least one voxel
 * @param grid spacing of the volume
 * @param axis across which planes; stored slices unless said otherwise
 * @returns slices that were filled, ascending
 * @see interpolateSlices in imaging (Raya & Udupa 1990)
 */
export function paintBetweenSlices(
  edit: MaskEdit,
  grid: VoxelGrid,
  axis: PlaneAxis = 'z',
): number[] {
  if (axis !== 'z') return paintBetweenPlanes(edit, grid, axis);
  const { mask, segment } = edit;
  const drawn = slicesOf(mask, segment);
  const filled: number[] = [];
  for (const [k, high] of drawn.entries()) {
    const low = drawn[k - 1];
    if (low === undefined || high - low < 2) continue;
    fillGap(edit, grid, low, high);
    for (let z = low + 1; z < high; z++) filled.push(z);
  }
  return filled;
}

/** Works on the part of the two slices that is drawn, with a rim, so that large images cost little. */
function fillGap(edit: MaskEdit, grid: VoxelGrid, low: number, high: number): void {
  const { mask, segment } = edit;
  const [below, above] = [segmentSlice(mask, segment, low), segmentSlice(mask, segment, high)];
  const box = drawnBox(mask, [below, above]);
  const [width, height] = [box.x1 - box.x0 + 1, box.y1 - box.y0 + 1];
  const count = high - low + 1;
  const data = new Uint8Array(width * height * count);
  for (let y = 0; y < height; y++) {
    const from = (box.y0 + y) * mask.width + box.x0;
    data.set(below.subarray(from, from + width), y * width);
    data.set(above.subarray(from, from + width), ((count - 1) * height + y) * width);
  }
  const [sx, sy, sz] = grid.spacingMm ?? [1, 1, 1];
  const joined = interpolateSlices(
    { shape: [count, height, width], spacingMm: [sz, sy, sx], data },
    [0, count - 1],
  ).data;
  for (let k = 1; k < count - 1; k++) {
    for (let y = 0; y < height; y++) {
      const row = (k * height + y) * width;
      for (let x = 0; x < width; x++) {
        if (joined[row + x] === 1) paintRun(edit, low + k, box.y0 + y, box.x0 + x, box.x0 + x);
      }
    }
  }
}

/** The same across rows or columns: planes of all stored slices, cut out of them. */
function paintBetweenPlanes(edit: MaskEdit, grid: VoxelGrid, axis: 'x' | 'y'): number[] {
  const { mask, segment } = edit;
  const { width, height, depth } = grid;
  const isY = axis === 'y';
  const across = isY ? width : height;
  const planes = new Map<number, Uint8Array>();
  for (const z of slicesOf(mask, segment)) {
    const slice = segmentSlice(mask, segment, z);
    for (let at = slice.indexOf(1); at >= 0; at = slice.indexOf(1, at + 1)) {
      const x = at % width;
      const y = (at - x) / width;
      const [index, u] = isY ? [y, x] : [x, y];
      const plane = planes.get(index) ?? new Uint8Array(across * depth);
      planes.set(index, plane);
      plane[z * across + u] = 1;
    }
  }
  const [sx, sy, sz] = grid.spacingMm ?? [1, 1, 1];
  const spacingMm: [number, number, number] = isY ? [sy, sz, sx] : [sx, sz, sy];
  const filled: number[] = [];
  const drawn = [...planes.keys()].sort((a, b) => a - b);
  for (const [k, high] of drawn.entries()) {
    const low = drawn[k - 1];
    if (low === undefined || high - low < 2) continue;
    const count = high - low + 1;
    const size = across * depth;
    const data = new Uint8Array(size * count);
    data.set(planes.get(low)!);
    data.set(planes.get(high)!, size * (count - 1));
    const shape: [number, number, number] = [count, depth, across];
    const joined = interpolateSlices({ shape, spacingMm, data }, [0, count - 1]).data;
    for (let step = 1; step < count - 1; step++) {
      filled.push(low + step);
      for (let at = 0; at < size; at++) {
        if (joined[step * size + at] !== 1) continue;
        const u = at % across;
        const [x, y] = isY ? [u, low + step] : [low + step, u];
        paintRun(edit, (at - u) / across, y, x, x);
      }
    }
  }
  return filled;
}

function drawnBox(
  mask: SegmentMask,
  slices: readonly Uint8Array[],
): { x0: number; y0: number; x1: number; y1: number } {
  let [x0, y0, x1, y1] = [mask.width, mask.height, 0, 0];
  for (const slice of slices) {
    for (let y = 0; y < mask.height; y++) {
      const from = y * mask.width;
      const first = slice.subarray(from, from + mask.width).indexOf(1);
      if (first < 0) continue;
      x0 = Math.min(x0, first);
      x1 = Math.max(x1, slice.subarray(from, from + mask.width).lastIndexOf(1));
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
    }
  }
  return {
    x0: Math.max(0, x0 - 1),
    y0: Math.max(0, y0 - 1),
    x1: Math.min(mask.width - 1, x1 + 1),
    y1: Math.min(mask.height - 1, y1 + 1),
  };
}
