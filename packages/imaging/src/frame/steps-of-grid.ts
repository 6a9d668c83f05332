import { type Affine, determinant } from '../nifti/affine.ts';

/** How the cells of one grid are found among those of another. */
export interface GridSteps {
  /** The other grid's cell at column, row and frame 0. */
  readonly start: number;
  /** Cells further on for one more column, row and frame. */
  readonly column: number;
  readonly row: number;
  readonly frame: number;
}

/** A corner of one grid may lie so far from a cell of the other, in cells. */
const mostOff = 0.25;

/**
 * How the voxels of a file fall on the frames of an image, where both say where they lie: the same grid, whose axes may be
 * swapped and turned over.
 *
 * @param from lengths of the file's axes, the first running fastest, and its map from indices to millimetres
 * @param to size of the image, and its map from (column, row, frame) to millimetres in the same space
 * @returns null where it is another grid
 */
export function stepsOfGrid(
  from: { readonly shape: readonly number[]; readonly affine: Affine },
  to: {
    readonly width: number;
    readonly height: number;
    readonly frameCount: number;
    readonly affine: Affine;
  },
): GridSteps | null {
  const lengths = [0, 1, 2].map((axis) => from.shape[axis] ?? 1);
  const strides = [1, lengths[0]!, lengths[0]! * lengths[1]!];
  const sizes = [to.width, to.height, to.frameCount];
  if (from.shape.slice(3).some((n) => n !== 1)) return null;
  const map = between(from.affine, to.affine);
  if (map === null) return null;
  /** Where each axis of the file begins: at its first or its last voxel. */
  const begins = [0, 0, 0];
  const isUsed = [false, false, false];
  const steps = [0, 0, 0];
  for (const [at, size] of sizes.entries()) {
    if (size === 1) continue;
    const column = map.map((row) => row[at]!);
    const axis = column.findIndex((value) => Math.abs(value) > 0.5);
    if (axis < 0 || isUsed[axis] || lengths[axis] !== size) return null;
    const sign = column[axis]! > 0 ? 1 : -1;
    const isStraight = column.every(
      (value, k) => Math.abs(value - (k === axis ? sign : 0)) * (size - 1) <= mostOff,
    );
    if (!isStraight) return null;
    isUsed[axis] = true;
    begins[axis] = sign > 0 ? 0 : size - 1;
    steps[at] = sign * strides[axis]!;
  }
  const isSame = lengths.every(
    (length, axis) =>
      (isUsed[axis] || length === 1) && Math.abs(map[axis]![3]! - begins[axis]!) <= mostOff,
  );
  if (!isSame) return null;
  const start = begins.reduce((sum, begin, axis) => sum + begin * strides[axis]!, 0);
  return { start, column: steps[0]!, row: steps[1]!, frame: steps[2]! };
}

/** Map from indices of the second grid to those of the first; null where the first has no volume. */
function between(first: Affine, second: Affine): number[][] | null {
  const volume = determinant(first);
  if (!(Math.abs(volume) > 0)) return null;
  const [r, s, t] = first as readonly [Affine[number], Affine[number], Affine[number]]; // three rows
  const inverse = [
    [s[1] * t[2] - s[2] * t[1], r[2] * t[1] - r[1] * t[2], r[1] * s[2] - r[2] * s[1]],
    [s[2] * t[0] - s[0] * t[2], r[0] * t[2] - r[2] * t[0], r[2] * s[0] - r[0] * s[2]],
    [s[0] * t[1] - s[1] * t[0], r[1] * t[0] - r[0] * t[1], r[0] * s[1] - r[1] * s[0]],
  ];
  return inverse.map((row) =>
    [0, 1, 2, 3].map((at) =>
      row.reduce(
        (sum, value, k) =>
          sum + (value / volume) * (second[k]![at]! - (at === 3 ? first[k]![3] : 0)),
        0,
      ),
    ),
  );
}
