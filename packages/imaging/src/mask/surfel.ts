import type { BlockSize } from './planes.ts';
import type { Surface } from './surface.ts';
import { contourLengths, surfelAreas } from './surfel-table.ts';

/**
 * Surface elements on the lattice of cell corners: one wherever the eight (flat: four) cells around a
 * corner are neither all background nor all object, with its area (flat: length).
 *
 * @param data cells of a block with at least one layer of empty cells around the object (flat: none
 *   across slices), rows a multiple of four cells long
 * @param size sizes and spacings of that block
 * @param isFlat whether the block is an image of two axes
 * @returns points on the lattice between the cells of the block, which is one cell shorter along each axis
 * @see Nikolov et al. 2021, doi:10.2196/26151; Lorensen & Cline 1987, doi:10.1145/37401.37422
 */
export function surfelSurface(data: Uint8Array, size: BlockSize, isFlat: boolean): Surface {
  return isFlat ? contour(data, size) : surfels(data, size);
}

/** Four object cells read as one number. */
const ALL_OBJECT = 0x01010101;

function surfels(data: Uint8Array, size: BlockSize): Surface {
  const lattice = { ...size, nz: size.nz - 1, ny: size.ny - 1, nx: size.nx - 1 };
  const { nz, ny, nx } = lattice;
  const rowStep = size.nx;
  const planeStep = size.ny * size.nx;
  const table = surfelAreas([size.sz, size.sy, size.sx]);
  const points: number[] = [];
  const areas: number[] = [];
  const groups = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = z * planeStep + y * rowStep;
      const to = (z * ny + y) * nx - 1;
      let code = 0;
      for (let x = 0; x < rowStep; x += 4) {
        const at = row + x;
        const a = groups[at >> 2]!;
        const b = groups[(at + rowStep) >> 2]!;
        const c = groups[(at + planeStep) >> 2]!;
        const d = groups[(at + planeStep + rowStep) >> 2]!;
        // Four columns that go on as the last one was: all background or all object.
        if (code === 0 && (a | b | c | d) === 0) continue;
        if (code === 255 && (a & b & c & d) === ALL_OBJECT) continue;
        for (let k = 0; k < 4; k++) {
          // The right half of the last neighbourhood is the left half of the next.
          code = ((code & 0x55) << 1) | column(data, at + k, rowStep, planeStep);
          if (code === 0 || code === 255 || x + k === 0) continue;
          points.push(to + x + k);
          areas.push(table[code]!);
        }
      }
    }
  }
  return { points: new Int32Array(points), areas: new Float64Array(areas), size: lattice };
}

/** Code of the right half of a neighbourhood. */
function column(data: Uint8Array, at: number, rowStep: number, planeStep: number): number {
  return (
    (data[at]! << 6) |
    (data[at + rowStep]! << 4) |
    (data[at + planeStep]! << 2) |
    data[at + planeStep + rowStep]!
  );
}

function contour(data: Uint8Array, size: BlockSize): Surface {
  const lattice = { ...size, ny: size.ny - 1, nx: size.nx - 1 };
  const { ny, nx } = lattice;
  const table = contourLengths(size.sy, size.sx);
  const points: number[] = [];
  const areas: number[] = [];
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++) {
      const at = y * size.nx + x;
      const code =
        (data[at]! << 3) |
        (data[at + 1]! << 2) |
        (data[at + size.nx]! << 1) |
        data[at + size.nx + 1]!;
      if (code === 0 || code === 15) continue;
      points.push(y * nx + x);
      areas.push(table[code]!);
    }
  }
  return { points: new Int32Array(points), areas: new Float64Array(areas), size: lattice };
}
