/** Rows of the 3 × 4 map from voxel indices (first axis first) to millimetres in space. */
export type Affine = readonly (readonly [number, number, number, number])[];

/** A rotation as a header states it: three parts of a unit quaternion. */
export interface Quaternion {
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/**
 * Map of a header's rotation, spacing and offset (method 2 of the format).
 *
 * @param q quaternion parts
 * @param spacing spacing of the first three axes
 * @param offset place of the first voxel
 * @param qfac −1 when the third axis is turned over, else 1
 */
export function affineOfQuaternion(
  q: Quaternion,
  spacing: readonly number[],
  offset: readonly number[],
  qfac: number,
): Affine {
  const norm = q.b * q.b + q.c * q.c + q.d * q.d;
  // Rounding of the header may leave the norm a trifle above one.
  const scale = norm > 1 ? 1 / Math.sqrt(norm) : 1;
  const [b, c, d] = [q.b * scale, q.c * scale, q.d * scale];
  const a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)));
  const rotation = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
  ];
  const [sx, sy, sz] = [spacing[0]!, spacing[1]!, spacing[2]! * (qfac < 0 ? -1 : 1)];
  return rotation.map((row, k) => [row[0]! * sx, row[1]! * sy, row[2]! * sz, offset[k]!] as const);
}

/**
 * Quaternion of a map without shear.
 *
 * @param affine the map
 * @returns quaternion and the sign of the third axis; null when the axes are not at right angles
 */
export function quaternionOfAffine(
  affine: Affine,
): (Quaternion & { readonly qfac: 1 | -1 }) | null {
  const lengths = columnLengths(affine);
  if (lengths.some((n) => !(n > 0) || !Number.isFinite(n))) return null;
  const r = affine.map((row) => [0, 1, 2].map((k) => row[k]! / lengths[k]!));
  for (const [i, j] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    if (Math.abs(r[0]![i]! * r[0]![j]! + r[1]![i]! * r[1]![j]! + r[2]![i]! * r[2]![j]!) > 1e-5)
      return null;
  }
  const qfac = determinant(affine) < 0 ? -1 : 1;
  const m = r.map((row) => [row[0]!, row[1]!, row[2]! * qfac]);
  const [xx, yy, zz] = [m[0]![0]!, m[1]![1]!, m[2]![2]!];
  // Squares of the four parts, times four; the largest is safe to divide by.
  const squares = [1 + xx + yy + zz, 1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz];
  const largest = squares.indexOf(Math.max(...squares));
  const root = Math.sqrt(squares[largest]!) / 2;
  const quarter = 1 / (4 * root);
  const ab = (m[2]![1]! - m[1]![2]!) * quarter;
  const ac = (m[0]![2]! - m[2]![0]!) * quarter;
  const ad = (m[1]![0]! - m[0]![1]!) * quarter;
  const bc = (m[0]![1]! + m[1]![0]!) * quarter;
  const bd = (m[0]![2]! + m[2]![0]!) * quarter;
  const cd = (m[1]![2]! + m[2]![1]!) * quarter;
  const parts = [
    [root, ab, ac, ad],
    [ab, root, bc, bd],
    [ac, bc, root, cd],
    [ad, bd, cd, root],
  ][largest]!;
  const sign = parts[0]! < 0 ? -1 : 1;
  return { b: parts[1]! * sign, c: parts[2]! * sign, d: parts[3]! * sign, qfac };
}

/**
 * Anatomical directions in which the file's axes run: L or R, P or A, I or S for each of three axes.
 *
 * Each axis takes the direction that it follows most closely, the clearest axis first.
 *
 * @param affine map to a space whose axes run to the right, to the front and upwards
 * @returns three letters, e.g. `RAS` or `PSR`; `?` for an axis without length
 */
export function orientationOf(affine: Affine): string {
  const lengths = columnLengths(affine);
  const names = [
    ['L', 'R'],
    ['P', 'A'],
    ['I', 'S'],
  ] as const;
  const letters = ['?', '?', '?'];
  const freeAxes = new Set([0, 1, 2]);
  const freeRows = new Set([0, 1, 2]);
  for (let round = 0; round < 3; round++) {
    let best = { size: 0, axis: -1, row: -1, cosine: 0 };
    for (const axis of freeAxes) {
      for (const row of freeRows) {
        const cosine = affine[row]![axis]! / lengths[axis]!;
        if (Math.abs(cosine) > best.size) best = { size: Math.abs(cosine), axis, row, cosine };
      }
    }
    if (best.axis < 0) break;
    letters[best.axis] = names[best.row]![best.cosine > 0 ? 1 : 0];
    freeAxes.delete(best.axis);
    freeRows.delete(best.row);
  }
  return letters.join('');
}

/** Millimetres from one voxel to the next along each of the three axes. */
export function columnLengths(affine: Affine): number[] {
  return [0, 1, 2].map((k) => Math.sqrt(affine.reduce((sum, row) => sum + row[k]! * row[k]!, 0)));
}

/** Determinant of the 3 × 3 part: volume of a voxel, negative when the axes are left-handed. */
export function determinant(affine: Affine): number {
  const [r, s, t] = affine;
  return (
    r![0] * (s![1] * t![2] - s![2] * t![1]) -
    r![1] * (s![0] * t![2] - s![2] * t![0]) +
    r![2] * (s![0] * t![1] - s![1] * t![0])
  );
}
