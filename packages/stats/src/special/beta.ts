import { deviancePart, lgamma, stirlingError } from './gamma.ts';

/**
 * Natural logarithm of the beta function.
 *
 * @param a above 0
 * @param b above 0
 */
export function logBeta(a: number, b: number): number {
  return lgamma(a) + lgamma(b) - lgamma(a + b);
}

/**
 * Binomial term C(n, x) p^x q^(n-x) for real 0 <= x <= n.
 *
 * @param x the count (real numbers are legal)
 * @param n the size, 0 or above
 * @param p the probability
 * @param q the complement 1 - p, passed so that neither end loses digits
 *
 * Source: Loader 2000, Fast and accurate computation of binomial probabilities.
 */
export function binomialTerm(x: number, n: number, p: number, q: number): number {
  if (p === 0) return x === 0 ? 1 : 0;
  if (q === 0) return x === n ? 1 : 0;
  if (x < 0 || x > n) return 0;
  if (x === 0) return Math.exp(p < 0.1 ? n * Math.log1p(-p) : n * Math.log(q));
  if (x === n) return Math.exp(q < 0.1 ? n * Math.log1p(-q) : n * Math.log(p));
  const correction =
    stirlingError(n) -
    stirlingError(x) -
    stirlingError(n - x) -
    deviancePart(x, n * p) -
    deviancePart(n - x, n * q);
  return Math.exp(correction) * Math.sqrt(n / (2 * Math.PI * x * (n - x)));
}

/** Continued fraction of I_x(a, b), DLMF 8.17.22, evaluated by Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < 1e-300) d = 1e-300;
  d = 1 / d;
  let h = d;
  for (let m = 1; m < 200_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < 1e-300) d = 1e-300;
    c = 1 + even / c;
    if (Math.abs(c) < 1e-300) c = 1e-300;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < 1e-300) d = 1e-300;
    c = 1 + odd / c;
    if (Math.abs(c) < 1e-300) c = 1e-300;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 2e-16) break;
  }
  return h;
}

/** x^a y^b / (a B(a, b)), for y = 1 - x. */
function prefactor(x: number, y: number, a: number, b: number): number {
  return (b / (a + b)) * binomialTerm(a, a + b, x, y);
}

/**
 * Both tails of the regularised incomplete beta function.
 *
 * @param x in [0, 1]
 * @param y its complement 1 - x, passed so that an x next to 1 keeps its digits
 * @param a above 0
 * @param b above 0
 * @returns `[I_x(a, b), 1 - I_x(a, b)]`
 *
 * Source: DLMF 8.17.22; prefactor after Loader 2000.
 */
export function incompleteBetaTails(
  x: number,
  y: number,
  a: number,
  b: number,
): readonly [number, number] {
  if (x <= 0) return [0, 1];
  if (y <= 0) return [1, 0];
  if (x <= (a + 1) / (a + b + 2)) {
    const low = Math.min(1, prefactor(x, y, a, b) * fraction(x, a, b));
    return [low, 1 - low];
  }
  const high = Math.min(1, prefactor(y, x, b, a) * fraction(y, b, a));
  return [1 - high, high];
}

/**
 * Regularised incomplete beta function I_x(a, b).
 *
 * @param x in [0, 1]
 * @param a above 0
 * @param b above 0
 * @returns a probability
 *
 * Source: DLMF 8.17.22; prefactor after Loader 2000.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  return incompleteBetaTails(x, 1 - x, a, b)[0];
}

/**
 * Quantile of the beta distribution together with its complement.
 *
 * @param p a probability
 * @param a above 0
 * @param b above 0
 * @returns `[x, 1 - x]` with I_x(a, b) = p, both accurate
 *
 * Method: Newton steps on the logit of x inside a bracket that shrinks at every step.
 */
export function betaQuantilePair(p: number, a: number, b: number): readonly [number, number] {
  if (p <= 0) return [0, 1];
  if (p >= 1) return [1, 0];
  let low = -745;
  let high = 745;
  let t = Math.log(a / b);
  for (let k = 0; k < 400; k++) {
    const x = t < 0 ? Math.exp(t) / (1 + Math.exp(t)) : 1 / (1 + Math.exp(-t));
    const y = t < 0 ? 1 / (1 + Math.exp(t)) : Math.exp(-t) / (1 + Math.exp(-t));
    const tails = incompleteBetaTails(x, y, a, b);
    const error = p <= 0.5 ? tails[0] - p : 1 - p - tails[1];
    if (error > 0) high = t;
    else if (error < 0) low = t;
    else return [x, y];
    const slope = a * prefactor(x, y, a, b);
    const newton = t - error / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= 2e-16 * Math.max(1, Math.abs(t))) return [x, y];
    t = next;
  }
  const x = 1 / (1 + Math.exp(-t));
  return [x, 1 - x];
}

/**
 * Quantile of the beta distribution.
 *
 * @param p a probability
 * @param a above 0
 * @param b above 0
 * @returns the x in [0, 1] with I_x(a, b) = p
 */
export function betaQuantile(p: number, a: number, b: number): number {
  return betaQuantilePair(p, a, b)[0];
}
