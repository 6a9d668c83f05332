import { fail } from './errors.ts';

/** Where the cells of an image lie: how many along each axis, and how far apart. */
export interface Grid {
  /** Cells along each axis, slowest axis first: rows × columns, or slices × rows × columns. */
  readonly shape: readonly number[];
  /** Distance of neighbouring cell centres along each axis of `shape`, in millimetres. */
  readonly spacingMm: readonly number[];
  /** Rows of the 3 × 4 map from the file's own axes to millimetres in space, where a file states it. */
  readonly affine?: readonly (readonly number[])[];
  /** Name of the file or of what the image stands for; printed in errors. */
  readonly name?: string;
}

/** How far two grids may lie apart and still count as one. */
export interface GridTolerance {
  /** Largest difference of spacings in millimetres, default 1e-3. */
  readonly spacingMm?: number;
  /** Largest difference of the place of any corner in millimetres, default 1e-2. */
  readonly positionMm?: number;
}

/**
 * Number of cells of a grid.
 *
 * @param shape cells along each axis
 */
export function cellCount(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/**
 * Length, area or volume of one cell.
 *
 * @param spacingMm spacing of each axis
 * @returns millimetres to the power of the number of axes
 */
export function cellSize(spacingMm: readonly number[]): number {
  return spacingMm.reduce((product, s) => product * s, 1);
}

/**
 * Sees to it that two images lie on the same grid.
 *
 * @param a one image
 * @param b the other
 * @param tolerance allowed differences
 * @throws imaging/grid-mismatch naming both, when shape, spacing or place in space differ
 */
export function checkSameGrid(a: Grid, b: Grid, tolerance: GridTolerance = {}): void {
  const mismatch = gridMismatch(a, b, tolerance);
  if (mismatch === null) return;
  fail(
    'imaging/grid-mismatch',
    mismatch,
    'Resample one of them onto the grid of the other or leave the case out.',
  );
}

/**
 * Sees to it that all images of a case lie on the grid of the first.
 *
 * @param grids images, e.g. one per reader
 * @param tolerance allowed differences
 * @throws imaging/grid-mismatch naming the first and the one that differs
 */
export function checkSameGrids(grids: readonly Grid[], tolerance: GridTolerance = {}): void {
  const [first, ...others] = grids;
  for (const other of others) if (first) checkSameGrid(first, other, tolerance);
}

/**
 * Says in one sentence how two grids differ.
 *
 * @returns null when they are the same within the tolerance
 */
export function gridMismatch(a: Grid, b: Grid, tolerance: GridTolerance = {}): string | null {
  const [nameA, nameB] = [a.name ?? 'the first image', b.name ?? 'the second image'];
  if (a.shape.length !== b.shape.length || a.shape.some((n, k) => n !== b.shape[k])) {
    return `${nameA} is ${a.shape.join('×')}, ${nameB} is ${b.shape.join('×')}.`;
  }
  const allowed = tolerance.spacingMm ?? 1e-3;
  if (a.spacingMm.some((s, k) => !(Math.abs(s - (b.spacingMm[k] ?? Number.NaN)) <= allowed))) {
    return `${nameA} has a spacing of ${short(a.spacingMm)} mm, ${nameB} of ${short(b.spacingMm)} mm.`;
  }
  const shift = affineShift(a, b);
  if (shift > (tolerance.positionMm ?? 1e-2)) {
    return `${nameA} and ${nameB} have the same shape but lie up to ${Number(shift.toPrecision(3))} mm apart in space (their affines differ).`;
  }
  return null;
}

/** Farthest distance between the same corner of two grids, 0 where one of them states no affine. */
function affineShift(a: Grid, b: Grid): number {
  if (!(a.affine && b.affine)) return 0;
  // The affine maps the file's axes, which run fastest first.
  const ends = [...a.shape].reverse();
  let worst = 0;
  for (let corner = 0; corner < 8; corner++) {
    const at = [0, 1, 2].map((k) => ((corner >> k) & 1 ? (ends[k] ?? 1) - 1 : 0));
    let square = 0;
    for (let row = 0; row < 3; row++) {
      const difference = placed(a.affine[row], at) - placed(b.affine[row], at);
      square += difference * difference;
    }
    worst = Math.max(worst, Math.sqrt(square));
  }
  return worst;
}

function placed(row: readonly number[] | undefined, at: readonly number[]): number {
  if (!row) return 0;
  return row[0]! * at[0]! + row[1]! * at[1]! + row[2]! * at[2]! + row[3]!;
}

function short(values: readonly number[]): string {
  return values.map((v) => Number(v.toPrecision(6))).join('×');
}
