/** Coefficients of the three rational approximations of Cody 1969, Math. Comp. 23:631, Tables II-IV. */
const A: readonly number[] = [
  3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694, 0.18577770618460315,
];
const B: readonly number[] = [
  23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171,
];
const C: readonly number[] = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972, 2.1531153547440383e-8,
];
const D: readonly number[] = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const P: readonly number[] = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
  0.0006587491615298378, 0.016315387137302097,
];
const Q: readonly number[] = [
  2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132,
  0.0023352049762686918,
];
const INV_SQRT_PI = 0.5641895835477563;

/** erf on |x| <= 0.46875. */
function erfSmall(x: number): number {
  const s = x * x;
  let top = A[4]! * s;
  let bottom = s;
  for (let i = 0; i < 3; i++) {
    top = (top + A[i]!) * s;
    bottom = (bottom + B[i]!) * s;
  }
  return (x * (top + A[3]!)) / (bottom + B[3]!);
}

/** exp(x^2) erfc(x) for x > 0.46875. */
function scaledTail(x: number): number {
  if (x <= 4) {
    let top = C[8]! * x;
    let bottom = x;
    for (let i = 0; i < 7; i++) {
      top = (top + C[i]!) * x;
      bottom = (bottom + D[i]!) * x;
    }
    return (top + C[7]!) / (bottom + D[7]!);
  }
  const s = 1 / (x * x);
  let top = P[5]! * s;
  let bottom = s;
  for (let i = 0; i < 4; i++) {
    top = (top + P[i]!) * s;
    bottom = (bottom + Q[i]!) * s;
  }
  return (INV_SQRT_PI - (s * (top + P[4]!)) / (bottom + Q[4]!)) / x;
}

/** exp(-x^2) with the square split so that the last bits survive. */
function expMinusSquare(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/**
 * Error function.
 *
 * @param x any real
 * @returns a number in [-1, 1]
 *
 * Source: Cody 1969, Math. Comp. 23:631.
 */
export function erf(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return erfSmall(x);
  const value = 1 - expMinusSquare(y) * scaledTail(y);
  return x < 0 ? -value : value;
}

/**
 * Complementary error function, accurate in the far tail.
 *
 * @param x any real
 * @returns a number in [0, 2]
 *
 * Source: Cody 1969, Math. Comp. 23:631.
 */
export function erfc(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) return 1 - erfSmall(x);
  if (y > 27.3) return x < 0 ? 2 : 0;
  const tail = expMinusSquare(y) * scaledTail(y);
  return x < 0 ? 2 - tail : tail;
}

/**
 * Scaled complementary error function exp(x^2) erfc(x), for tails on the log scale.
 *
 * @param x zero or above; below -26 the value overflows to infinity
 * @returns a positive number
 *
 * Source: Cody 1969, Math. Comp. 23:631.
 */
export function erfcx(x: number): number {
  if (x < -0.46875) return Math.exp(x * x) * erfc(x);
  if (x <= 0.46875) return Math.exp(x * x) * (1 - erfSmall(x));
  return scaledTail(x);
}
