/** Coefficients of the three rational approximations of Cody 1969, Math. Comp. 23:631, Tables II-IV. */
const A: readonly number[] = [
  3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
  1.85777706184603153e-1,
];
const B: readonly number[] = [
  2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
];
const C: readonly number[] = [
  5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
  8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
  2.15311535474403846e-8,
];
const D: readonly number[] = [
  1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
  3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
];
const P: readonly number[] = [
  3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
  6.58749161529837803e-4, 1.63153871373020978e-2,
];
const Q: readonly number[] = [
  2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2,
  2.33520497626869185e-3,
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
