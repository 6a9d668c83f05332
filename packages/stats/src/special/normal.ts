import { erfc, erfcx } from './erf.ts';

const LOG_2PI = 1.8378770664093453;

/** Numerators and denominators of AS 241 (Wichura 1988), lowest power first. */
const CENTRE: readonly [readonly number[], readonly number[]] = [
  [
    3.387132872796366608, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4,
    2.5090809287301226727e3,
  ],
  [
    1, 4.2313330701600911252e1, 6.871870074920579083e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.930789580009271061e4, 2.8729085735721942674e4,
    5.226495278852854561e3,
  ],
];
const NEAR: readonly [readonly number[], readonly number[]] = [
  [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 2.4178072517745061177e-1, 2.27238449892691845833e-2,
    7.7454501427834140764e-4,
  ],
  [
    1, 2.05319162663775882187, 1.6763848301838038494, 6.8976733498510000455e-1,
    1.4810397642748007459e-1, 1.51986665636164571966e-2, 5.475938084995344946e-4,
    1.05075007164441684324e-9,
  ],
];
const FAR: readonly [readonly number[], readonly number[]] = [
  [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 2.9656057182850489123e-1,
    2.6532189526576123093e-2, 1.2426609473880784386e-3, 2.71155556874348757815e-5,
    2.01033439929228813265e-7,
  ],
  [
    1, 5.9983220655588793769e-1, 1.3692988092273580531e-1, 1.48753612908506148525e-2,
    7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
    2.04426310338993978564e-15,
  ],
];

function ratio(table: readonly [readonly number[], readonly number[]], r: number): number {
  let top = 0;
  let bottom = 0;
  for (let i = 7; i >= 0; i--) {
    top = top * r + table[0][i]!;
    bottom = bottom * r + table[1][i]!;
  }
  return top / bottom;
}

/**
 * Density of the standard normal distribution.
 *
 * @param x any real
 */
export function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x - 0.5 * LOG_2PI);
}

/**
 * Lower tail P(Z <= x) of the standard normal distribution; the far tail keeps its relative accuracy.
 *
 * @param x any real
 * @returns a probability
 *
 * Source: Cody 1969, Math. Comp. 23:631.
 */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

/**
 * Upper tail P(Z > x) of the standard normal distribution.
 *
 * @param x any real
 * @returns a probability
 */
export function normalUpper(x: number): number {
  return 0.5 * erfc(x * Math.SQRT1_2);
}

/**
 * Two-sided p-value of a standard normal test statistic.
 *
 * @param z the statistic
 * @returns P(|Z| >= |z|)
 */
export function normalTwoSided(z: number): number {
  return Math.min(1, erfc(Math.abs(z) * Math.SQRT1_2));
}

/**
 * Natural logarithm of the lower tail of the standard normal distribution, without underflow.
 *
 * @param x any real
 * @returns log P(Z <= x), at most 0
 */
export function logNdtr(x: number): number {
  if (x > 0) return Math.log1p(-normalUpper(x));
  if (x > -1) return Math.log(normalCdf(x));
  return -0.5 * x * x + Math.log(0.5 * erfcx(-x * Math.SQRT1_2));
}

/**
 * Quantile of the standard normal distribution, to about 1e-15.
 *
 * @param p a probability; 0 and 1 give the infinities, anything outside [0, 1] gives NaN
 * @returns the z with P(Z <= z) = p
 *
 * Source: Wichura 1988, Applied Statistics 37:477 (AS 241).
 */
export function normalQuantile(p: number): number {
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const tail = q < 0 ? p : 1 - p;
  const r = Math.sqrt(-Math.log(tail));
  const z = r <= 5 ? ratio(NEAR, r - 1.6) : ratio(FAR, r - 5);
  return q < 0 ? -z : z;
}

/**
 * The critical value of a two-sided normal interval: 1.959963984540054 for 0.95.
 *
 * @param level the confidence level in (0, 1)
 */
export function twoSidedZ(level: number): number {
  return -normalQuantile((1 - level) / 2);
}
