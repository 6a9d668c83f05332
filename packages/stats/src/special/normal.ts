import { erfc, erfcx } from './erf.ts';

const LOG_2PI = 1.8378770664093453;

/** Numerators and denominators of AS 241 (Wichura 1988), lowest power first. */
const CENTRE: readonly [readonly number[], readonly number[]] = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
    45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
    39307.89580009271, 28729.085735721943, 5226.495278852854,
  ],
];
const NEAR: readonly [readonly number[], readonly number[]] = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
    1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
    0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const FAR: readonly [readonly number[], readonly number[]] = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
    0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
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

/** exp(-x^2 / 2) with the square split so that the last bits survive. */
function halfSquare(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-0.5 * head * head) * Math.exp(-0.5 * (x - head) * (x + head));
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
  if (x > -1) return 0.5 * erfc(-x * Math.SQRT1_2);
  return x < -38.6 ? 0 : 0.5 * halfSquare(x) * erfcx(-x * Math.SQRT1_2);
}

/**
 * Upper tail P(Z > x) of the standard normal distribution.
 *
 * @param x any real
 * @returns a probability
 */
export function normalUpper(x: number): number {
  return normalCdf(-x);
}

/**
 * Two-sided p-value of a standard normal test statistic.
 *
 * @param z the statistic
 * @returns P(|Z| >= |z|)
 */
export function normalTwoSided(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
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
  if (level === lastLevel) return lastZ;
  lastZ = twoSidedZOf(level);
  lastLevel = level;
  return lastZ;
}

/** One level serves a whole report: its critical value is kept. */
let lastLevel = Number.NaN;
let lastZ = Number.NaN;

function twoSidedZOf(level: number): number {
  // 1 - 0.95 carries the rounding of 0.95; fifteen decimals bring back the tail that was meant.
  const tail = Math.round((1 - level) * 1e15) / 1e15 || 1 - level;
  const z = normalQuantile(tail / 2);
  // One Newton step takes the last unit of rounding away.
  return (normalCdf(z) - tail / 2) / normalPdf(z) - z;
}
