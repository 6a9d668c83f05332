import { isSimple, neighbourBits } from './simple-point.ts';

/**
 * Thins an object in three dimensions to centre lines by peeling it from six sides in turn.
 *
 * From each side the border cells that are simple and no line ends are collected, then taken away one
 * by one where they are still simple, so that parts, tunnels and cavities stay as they are.
 *
 * @param data cells, 0 or 1, with an empty rim of one cell
 * @param nx columns
 * @param plane cells of a slice
 * @returns cells of the skeleton, a part of the object
 * @see Lee, Kashyap & Chu 1994, doi:10.1006/cgip.1994.1042
 */
export function thinVolume(data: Uint8Array, nx: number, plane: number): Uint8Array {
  const out = data.slice();
  const found: number[] = [];
  for (let i = out.indexOf(1); i >= 0; i = out.indexOf(1, i + 1)) found.push(i);
  let object = Int32Array.from(found);
  const sides = [-nx, nx, 1, -1, plane, -plane];
  let isChanged = true;
  while (isChanged) {
    isChanged = false;
    for (const side of sides) {
      let goneCount = 0;
      for (const i of candidates(out, object, side, nx, plane)) {
        if (!canTake(out, i, nx, plane)) continue;
        out[i] = 0;
        goneCount++;
      }
      if (goneCount === 0) continue;
      isChanged = true;
      object = object.filter((i) => out[i] === 1);
    }
  }
  return out;
}

function candidates(
  data: Uint8Array,
  object: Int32Array,
  side: number,
  nx: number,
  plane: number,
): Int32Array {
  return object.filter((i) => data[i + side] === 0 && canTake(data, i, nx, plane));
}

/**
 * Whether a cell may be peeled: it is simple and no end of a line. An end has one neighbour.
 *
 * @param data cells of a block with an empty rim
 * @param i index of the cell
 * @param nx columns
 * @param plane cells of a slice
 */
export function canTake(data: Uint8Array, i: number, nx: number, plane: number): boolean {
  const bits = neighbourBits(data, i, nx, plane);
  const isEnd = (bits & (bits - 1)) === 0;
  return !isEnd && isSimple(bits);
}
