import { chiSquareQuantile } from '../special/distributions.ts';
import { lgamma } from '../special/gamma.ts';
import { normalCdf } from '../special/normal.ts';
import { findRoot } from '../special/scalar-search.ts';

// Gauss-Legendre nodes and weights of 16 points on [-1, 1], positive half.
const NODES = Float64Array.of(
  0.09501250983763744,
  0.28160355077925891,
  0.45801677765722739,
  0.61787624440264375,
  0.75540440835500303,
  0.86563120238783174,
  0.94457502307323258,
  0.98940093499164993,
);
const WEIGHTS = Float64Array.of(
  0.1894506104550685,
  0.18260341504492359,
  0.16915651939500254,
  0.14959598881657673,
  0.12462897125553387,
  0.09515851168249278,
  0.06225352393864789,
  0.02715245941175409,
);

/**
 * Lower tail of the noncentral t distribution: T = (Z + ncp) / sqrt(X / df), X chi-square with df. Found as the
 * mean of normal tails over the distribution of s = sqrt(X / df), which stays accurate for any noncentrality.
 *
 * @param t the statistic
 * @param df degrees of freedom, above 0
 * @param ncp noncentrality
 * @returns P(T <= t), absolute error about 1e-13
 * @see Johnson, Welch 1940, doi:10.1093/biomet/31.3-4.362
 */
export function noncentralTCdf(t: number, df: number, ncp: number): number {
  const low = Math.sqrt(chiSquareQuantile(1e-17, df) / df);
  const high = Math.sqrt(upperChiSquare(df) / df);
  const logScale = Math.log(2) + (df / 2) * Math.log(df / 2) - lgamma(df / 2);
  const integrand = (s: number): number =>
    s > 0
      ? Math.exp(logScale + (df - 1) * Math.log(s) - (df * s * s) / 2) * normalCdf(t * s - ncp)
      : 0;
  // The normal tail turns from 0 to 1 around ncp / t, over a width of a few 1 / t.
  const cuts = [low, high];
  if (t !== 0)
    for (const z of [-9, -4, 0, 4, 9]) {
      const cut = (ncp + z) / t;
      if (cut > low && cut < high) cuts.push(cut);
    }
  cuts.sort((a, b) => a - b);
  let sum = 0;
  for (let i = 1; i < cuts.length; i++) {
    const panels = Math.max(4, Math.ceil((24 * (cuts[i]! - cuts[i - 1]!)) / (high - low)));
    sum += integrate(integrand, cuts[i - 1]!, cuts[i]!, panels);
  }
  return Math.min(1, Math.max(0, sum));
}

/** A point beyond which the chi-square distribution has no visible mass. */
function upperChiSquare(df: number): number {
  const z = 9;
  const a = 2 / (9 * df);
  const root = 1 - a + z * Math.sqrt(a);
  return df * root * root * root + 2 * z;
}

function integrate(f: (x: number) => number, from: number, to: number, panels: number): number {
  const half = (to - from) / panels / 2;
  let sum = 0;
  for (let p = 0; p < panels; p++) {
    const middle = from + (2 * p + 1) * half;
    for (let i = 0; i < NODES.length; i++) {
      const d = half * NODES[i]!;
      sum += WEIGHTS[i]! * (f(middle - d) + f(middle + d));
    }
  }
  return sum * half;
}

/**
 * Quantile of the noncentral t distribution.
 *
 * @param p in (0, 1)
 * @param df degrees of freedom, above 0
 * @param ncp noncentrality
 * @returns the t with P(T <= t) = p; NaN where no bracket is found
 */
export function noncentralTQuantile(p: number, df: number, ncp: number): number {
  let width = 2 + Math.abs(ncp);
  for (let step = 0; step < 60; step++) {
    const low = ncp - width;
    const high = ncp + width;
    if (noncentralTCdf(low, df, ncp) < p && noncentralTCdf(high, df, ncp) > p) {
      return findRoot((t) => noncentralTCdf(t, df, ncp) - p, low, high, 1e-12);
    }
    width *= 2;
  }
  return Number.NaN;
}
