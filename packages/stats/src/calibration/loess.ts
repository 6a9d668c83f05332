import { fail } from '../errors.ts';
import { argsort } from '../special/argsort.ts';
import { checkNoNaN, checkSameLength } from '../special/check.ts';

/** Settings of {@link loess}. */
export interface LoessOptions {
  /** Share of the rows in each local fit, in (0, 1]; 0.75 by default. */
  readonly span?: number;
  /** Degree of the local polynomial, 2 by default. */
  readonly degree?: 0 | 1 | 2;
  /** Distinct abscissae up to which every one is fitted directly; above, that many knots and lines between. */
  readonly knots?: number;
}

/**
 * Local polynomial regression with tricube weights, evaluated at every row.
 *
 * @param x abscissa per row
 * @param y response per row
 * @param options span, degree, knots
 * @returns the smoothed response per row
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Cleveland 1979, Journal of the American Statistical Association 74:829.
 */
export function loess(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: LoessOptions = {},
): Float64Array {
  const span = options.span ?? 0.75;
  const degree = options.degree ?? 2;
  const knots = options.knots ?? 512;
  checkSameLength(x, y, ['x', 'y']);
  checkNoNaN(x, 'x');
  checkNoNaN(y, 'y');
  if (!(span > 0 && span <= 1) || knots < 2)
    fail(
      'stats/bad-argument',
      `span ${span} or knots ${knots} is out of range.`,
      'Use 0.75 and 512.',
    );
  const n = x.length;
  const out = new Float64Array(n);
  if (n === 0) return out;
  const order = argsort(x);
  const xs = Float64Array.from(order, (row) => x[row]!);
  const ys = Float64Array.from(order, (row) => y[row]!);
  const window = Math.min(n, Math.max(degree + 1, Math.floor(n * span + 1e-5)));
  const at = knotPositions(xs, knots);
  const fits = new Float64Array(at.length);
  let left = 0;
  for (let k = 0; k < at.length; k++) {
    const centre = at[k]!;
    while (left + window < n && centre - xs[left]! > xs[left + window]! - centre) left++;
    fits[k] = localFit(xs, ys, left, window, centre, degree);
  }
  let k = 0;
  for (let i = 0; i < n; i++) {
    const v = xs[i]!;
    while (k + 1 < at.length && at[k + 1]! <= v) k++;
    const here = at[k]!;
    const share = v > here ? (v - here) / (at[k + 1]! - here) : 0;
    out[order[i]!] = share > 0 ? fits[k]! + share * (fits[k + 1]! - fits[k]!) : fits[k]!;
  }
  return out;
}

/** Distinct abscissae, thinned to about `most` by rank with both ends kept. */
function knotPositions(xs: Float64Array, most: number): Float64Array {
  const distinct = xs.filter((v, i) => i === 0 || v !== xs[i - 1]);
  if (distinct.length <= most) return distinct;
  const last = distinct.length - 1;
  return Float64Array.from(
    { length: most },
    (_, k) => distinct[Math.round((k * last) / (most - 1))]!,
  );
}

/** Weighted polynomial through the window, evaluated at its centre; falls to a lower degree when singular. */
function localFit(
  xs: Float64Array,
  ys: Float64Array,
  left: number,
  window: number,
  centre: number,
  degree: number,
): number {
  const right = left + window;
  const radius = Math.max(centre - xs[left]!, xs[right - 1]! - centre);
  const s = new Float64Array(5);
  const t = new Float64Array(3);
  for (let i = left; i < right; i++) {
    const u = radius > 0 ? (xs[i]! - centre) / radius : 0;
    const a = Math.abs(u);
    const c = 1 - a * a * a;
    const w = c > 0 ? c * c * c : 0;
    if (w === 0) continue;
    const wu = w * u;
    const wuu = wu * u;
    s[0]! += w;
    s[1]! += wu;
    s[2]! += wuu;
    s[3]! += wuu * u;
    s[4]! += wuu * u * u;
    t[0]! += w * ys[i]!;
    t[1]! += wu * ys[i]!;
    t[2]! += wuu * ys[i]!;
  }
  return solveAtZero(s, t, degree);
}

/** Intercept of the weighted least squares polynomial from its moments. */
function solveAtZero(s: Float64Array, t: Float64Array, degree: number): number {
  const [s0, s1, s2, s3, s4] = s as unknown as readonly [number, number, number, number, number];
  const [t0, t1, t2] = t as unknown as readonly [number, number, number];
  if (degree >= 2) {
    const c0 = s2 * s4 - s3 * s3;
    const c1 = s2 * s3 - s1 * s4;
    const c2 = s1 * s3 - s2 * s2;
    const determinant = s0 * c0 + s1 * c1 + s2 * c2;
    if (Math.abs(determinant) > 1e-12 * s0 * s2 * s4)
      return (t0 * c0 + t1 * c1 + t2 * c2) / determinant;
  }
  if (degree >= 1) {
    const determinant = s0 * s2 - s1 * s1;
    if (Math.abs(determinant) > 1e-12 * s0 * s2) return (t0 * s2 - t1 * s1) / determinant;
  }
  return t0 / s0;
}
