import type { BlockSize } from './planes.ts';
import type { Surface } from './surface.ts';

/**
 * Border cells: the object minus its erosion by face neighbours. Cells outside the block are background.
 *
 * @param data cells of a block, 0 or 1
 * @param size sizes and spacings of the block
 * @param isFlat whether the block is an image of two axes, which has no neighbours across slices
 */
export function borderSurface(data: Uint8Array, size: BlockSize, isFlat: boolean): Surface {
  const { nz, ny, nx } = size;
  const plane = ny * nx;
  const points: number[] = [];
  const groups =
    nx % 4 === 0 ? new Uint32Array(data.buffer, data.byteOffset, data.length >> 2) : null;
  for (let z = 0; z < nz; z++) {
    const isOuterSlice = !isFlat && (z === 0 || z === nz - 1);
    for (let y = 0; y < ny; y++) {
      const isRim = isOuterSlice || y === 0 || y === ny - 1;
      const start = z * plane + y * nx;
      for (let i = start; i < start + nx; i++) {
        if (groups && (i & 3) === 0) {
          const group = groups[i >> 2]!;
          const isWithin = !isRim && i > start && i < start + nx - 4;
          if (group === 0 || (isWithin && isInnerGroup(data, groups, i, nx, isFlat ? 0 : plane))) {
            i += 3;
            continue;
          }
        }
        if (data[i] === 0) continue;
        const isInner =
          !isRim &&
          i > start &&
          i < start + nx - 1 &&
          data[i - 1] === 1 &&
          data[i + 1] === 1 &&
          data[i - nx] === 1 &&
          data[i + nx] === 1 &&
          (isFlat || (data[i - plane] === 1 && data[i + plane] === 1));
        if (!isInner) points.push(i);
      }
    }
  }
  return { points: new Int32Array(points), areas: null, size };
}

/** Whether four object cells and all their face neighbours belong to the object; plane 0 has no slices beside. */
function isInnerGroup(
  data: Uint8Array,
  groups: Uint32Array,
  i: number,
  nx: number,
  plane: number,
): boolean {
  const all =
    groups[i >> 2]! &
    groups[(i - nx) >> 2]! &
    groups[(i + nx) >> 2]! &
    groups[(i - plane) >> 2]! &
    groups[(i + plane) >> 2]!;
  return all === 0x01010101 && data[i - 1] === 1 && data[i + 4] === 1;
}
