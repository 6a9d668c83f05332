import type { MaskCounts } from './issues.ts';

/**
 * Counts a mask that is given as runs, without laying out its cells.
 *
 * @param shape cells along each axis, slowest first, two or three axes
 * @param runs first cell and cell behind the last of each run, ascending, none over another
 */
export function countsOfRuns(shape: readonly number[], runs: ArrayLike<number>): MaskCounts {
  const isFlat = shape.length === 2;
  const [nz, ny, nx] = isFlat ? [1, shape[0]!, shape[1]!] : [shape[0]!, shape[1]!, shape[2]!];
  const hasDepth = !isFlat && nz > 1;
  const sides = nx > 1 ? 2 : 1;
  const rows = ny > 1 ? 2 : 1;
  const outer = hasDepth ? 2 : 0;
  const rim = outer * ny * nx + (nz - outer) * (rows * nx + (ny - rows) * sides);
  let objectCount = 0;
  let covered = 0;
  for (let k = 0; k + 1 < runs.length; k += 2) {
    for (let at = runs[k]!; at < runs[k + 1]!; ) {
      const row = Math.floor(at / nx);
      const end = Math.min(runs[k + 1]!, (row + 1) * nx);
      const z = Math.floor(row / ny);
      const y = row - z * ny;
      objectCount += end - at;
      const isRim = y === 0 || y === ny - 1 || (hasDepth && (z === 0 || z === nz - 1));
      if (isRim) covered += end - at;
      else {
        if (at === row * nx) covered++;
        if (nx > 1 && end === (row + 1) * nx) covered++;
      }
      at = end;
    }
  }
  return { cellCount: nz * ny * nx, objectCount, rimShare: covered / rim };
}
