/** cos((2x + 1) u π / 16) with the factor of the zeroth wave, rows by u. */
const basis: Float64Array = Float64Array.from({ length: 64 }, (_, i) => {
  const u = i >>> 3;
  const x = i & 7;
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/**
 * Inverse discrete cosine transform of one block.
 *
 * @param block 64 coefficients in rows; left as it is
 * @param work 64 numbers to work in
 * @param out 64 numbers, not rounded
 * @see ITU-T T.81 section A.3.3
 */
export function inverseDct(block: Float64Array, work: Float64Array, out: Float64Array): void {
  for (let v = 0; v < 8; v++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let u = 0; u < 8; u++) sum += block[8 * v + u]! * basis[8 * u + x]!;
      work[8 * v + x] = sum;
    }
  }
  for (let x = 0; x < 8; x++) {
    for (let y = 0; y < 8; y++) {
      let sum = 0;
      for (let v = 0; v < 8; v++) sum += work[8 * v + x]! * basis[8 * v + y]!;
      out[8 * y + x] = sum;
    }
  }
}

/** Order in which coefficients stand in the file (T.81 figure A.6). */
export const zigzag: Uint8Array = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
  13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
  45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]);
