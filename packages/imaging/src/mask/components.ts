import { frameOf } from './box.ts';
import type { Mask } from './mask.ts';

/** Which cells touch: through faces (6, flat 4), also through edges (18), or also through corners (26, flat 8). */
export type Connectivity = 'face' | 'edge' | 'full';

/** Connected parts of an object. */
export interface Components {
  readonly count: number;
  /** Cells of each part, in the order of their numbers. */
  readonly sizes: Int32Array;
  /** Number of the part of each cell, from 1 in order of first appearance; 0 is background. */
  readonly labels: Int32Array;
}

/**
 * Splits an object into connected parts. In a flat image `edge` is the same as `full`.
 *
 * @param mask the object
 * @param connectivity which cells touch
 * @see Rosenfeld & Pfaltz 1966, doi:10.1145/321356.321357
 */
export function connectedComponents(mask: Mask, connectivity: Connectivity): Components {
  const { nz, ny, nx, isFlat } = frameOf(mask);
  const runs = findRuns(mask.data, nz * ny, nx);
  const parent = Int32Array.from(runs.start, (_, k) => k);
  for (const [dz, dy, reach] of neighbourRows(connectivity, isFlat)) {
    for (let z = dz; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        if (y - dy < 0 || y - dy >= ny) continue;
        joinRows(runs, parent, z * ny + y, (z - dz) * ny + y - dy, reach);
      }
    }
  }
  return number(runs, parent, mask.data.length, nx);
}

interface Runs {
  /** First run of each row, and one more entry. */
  readonly rowStart: Int32Array;
  /** Columns of first cell and of the cell after the last. */
  readonly start: Int32Array;
  readonly end: Int32Array;
}

function findRuns(data: Uint8Array, rowCount: number, nx: number): Runs {
  const rowStart = new Int32Array(rowCount + 1);
  const start: number[] = [];
  const end: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    rowStart[row] = start.length;
    const base = row * nx;
    for (let x = 0; x < nx; x++) {
      if (data[base + x] === 0) continue;
      start.push(x);
      while (x < nx && data[base + x] === 1) x++;
      end.push(x);
    }
  }
  rowStart[rowCount] = start.length;
  return { rowStart, start: Int32Array.from(start), end: Int32Array.from(end) };
}

/** Earlier rows that touch a row, and how many columns further than straight across. */
function neighbourRows(
  connectivity: Connectivity,
  isFlat: boolean,
): readonly (readonly [dz: number, dy: number, reach: number])[] {
  const diagonal = connectivity === 'face' ? 0 : 1;
  if (isFlat) return [[0, 1, diagonal]];
  const straight = [[0, 1, diagonal] as const, [1, 0, diagonal] as const];
  if (connectivity === 'face') return straight;
  const corner = connectivity === 'full' ? 1 : 0;
  return [...straight, [1, 1, corner], [1, -1, corner]];
}

function joinRows(runs: Runs, parent: Int32Array, a: number, b: number, reach: number): void {
  const { rowStart, start, end } = runs;
  let i = rowStart[a]!;
  let j = rowStart[b]!;
  const iEnd = rowStart[a + 1]!;
  const jEnd = rowStart[b + 1]!;
  while (i < iEnd && j < jEnd) {
    if (start[i]! < end[j]! + reach && start[j]! < end[i]! + reach) unite(parent, i, j);
    if (end[i]! < end[j]!) i++;
    else j++;
  }
}

function find(parent: Int32Array, at: number): number {
  let i = at;
  while (parent[i] !== i) {
    parent[i] = parent[parent[i]!]!;
    i = parent[i]!;
  }
  return i;
}

function unite(parent: Int32Array, a: number, b: number): void {
  const rootA = find(parent, a);
  const rootB = find(parent, b);
  // The earlier run stays the root, so that numbers follow first appearance.
  if (rootA < rootB) parent[rootB] = rootA;
  else parent[rootA] = rootB;
}

function number(runs: Runs, parent: Int32Array, cells: number, nx: number): Components {
  const { rowStart, start, end } = runs;
  const labels = new Int32Array(cells);
  const numbers = new Int32Array(parent.length);
  const sizes: number[] = [];
  for (let row = 0; row + 1 < rowStart.length; row++) {
    for (let k = rowStart[row]!; k < rowStart[row + 1]!; k++) {
      const root = find(parent, k);
      if (root === k) {
        sizes.push(0);
        numbers[k] = sizes.length;
      }
      const own = numbers[root]!;
      sizes[own - 1] = sizes[own - 1]! + end[k]! - start[k]!;
      labels.fill(own, row * nx + start[k]!, row * nx + end[k]!);
    }
  }
  return { count: sizes.length, sizes: Int32Array.from(sizes), labels };
}
