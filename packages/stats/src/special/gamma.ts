const HALF_LOG_2PI = 0.9189385332046727;

/** Stirling's series 1/(12x) - 1/(360x^3) + ..., for x >= 12. */
function stirlingTail(x: number): number {
  const s = 1 / (x * x);
  return (
    (1 / 12 +
      s *
        (-1 / 360 +
          s *
            (1 / 1260 +
              s * (-1 / 1680 + s * (1 / 1188 + s * (-691 / 360360 + s * (1 / 156 - (s * 3617) / 122400))))))) /
    x
  );
}

/**
 * Natural logarithm of the gamma function.
 *
 * @param x a positive number; anything else gives NaN (infinity at 0)
 * @returns log Gamma(x)
 *
 * Source: Stirling's series after shifting the argument upward, DLMF 5.11.1 and 5.5.1.
 */
export function lgamma(x: number): number {
  if (x === 0) return Number.POSITIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x === 1 || x === 2) return 0;
  let product = 1;
  let y = x;
  while (y < 12) {
    product *= y;
    y += 1;
  }
  return (y - 0.5) * Math.log(y) - y + HALF_LOG_2PI + stirlingTail(y) - Math.log(product);
}

/**
 * Error of Stirling's formula: log n! - log(sqrt(2 pi n) (n/e)^n), for real n.
 *
 * @param n a positive number
 *
 * Source: Loader 2000, Fast and accurate computation of binomial probabilities.
 */
export function stirlingError(n: number): number {
  if (n >= 12) return stirlingTail(n);
  return lgamma(n + 1) - (n + 0.5) * Math.log(n) + n - HALF_LOG_2PI;
}

/**
 * Deviance part x log(x/m) + m - x, without cancellation when x is near m.
 *
 * @param x a number at or above 0
 * @param m a positive number
 *
 * Source: Loader 2000, Fast and accurate computation of binomial probabilities.
 */
export function deviancePart(x: number, m: number): number {
  if (x === 0) return m;
  const d = x - m;
  if (Math.abs(d) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = d / (x + m);
  let sum = d * v;
  let power = 2 * x * v;
  for (let j = 1; j < 1000; j++) {
    power *= v * v;
    const next = sum + power / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** x^a exp(-x) / Gamma(a + 1), for real a. */
function poissonTerm(a: number, x: number): number {
  if (x === 0) return a === 0 ? 1 : 0;
  if (a === 0) return Math.exp(-x);
  return (
    Math.exp(-stirlingError(a) - deviancePart(a, x)) / Math.sqrt(2 * Math.PI * a)
  );
}

/** Series for P(a, x), x < a + 1. DLMF 8.11.4. */
function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 1e6; k++) {
    term *= x / (a + k);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * poissonTerm(a, x);
}

/** Continued fraction for Q(a, x), x >= a + 1. DLMF 8.9.2, evaluated by Lentz's method. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let k = 1; k < 1e6; k++) {
    const an = -k * (k - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < 1e-300) d = 1e-300;
    c = b + an / c;
    if (Math.abs(c) < 1e-300) c = 1e-300;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 2e-16) break;
  }
  return h * a * poissonTerm(a, x);
}

/**
 * Regularised lower incomplete gamma function P(a, x).
 *
 * @param a the shape, above 0
 * @param x the argument, 0 or above
 * @returns a probability
 *
 * Source: DLMF 8.11.4 and 8.9.2; prefactor after Loader 2000.
 */
export function gammaP(a: number, x: number): number {
  if (x <= 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/**
 * Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), accurate in the upper tail.
 *
 * @param a the shape, above 0
 * @param x the argument, 0 or above
 * @returns a probability
 *
 * Source: DLMF 8.11.4 and 8.9.2; prefactor after Loader 2000.
 */
export function gammaQ(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/**
 * Quantile of the gamma distribution with unit scale.
 *
 * @param p a probability
 * @param a the shape, above 0
 * @returns the x with P(a, x) = p
 *
 * Method: Newton steps on log x inside a bracket that shrinks at every step.
 */
export function gammaQuantile(p: number, a: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  let low = -745;
  let high = Math.log(a + 40 * Math.sqrt(a) + 800);
  let t = Math.log(a);
  const upper = p > 0.5;
  for (let k = 0; k < 300; k++) {
    const x = Math.exp(t);
    const error = upper ? 1 - p - gammaQ(a, x) : gammaP(a, x) - p;
    if (error > 0) high = t;
    else if (error < 0) low = t;
    else return x;
    const slope = a * poissonTerm(a, x);
    const newton = t - error / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - t) <= 2e-16 * Math.max(1, Math.abs(t))) return Math.exp(next);
    t = next;
  }
  return Math.exp(t);
}
