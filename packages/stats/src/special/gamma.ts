const HALF_LOG_2PI = 0.9189385332046727;

/** zeta(k) - 1 for k = 2, 3, ...: the Taylor coefficients of log Gamma about 2 (DLMF 5.7.3). */
const ZETA_MINUS_1: readonly number[] = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993,
  0.01734306198444914, 0.008349277381922827, 0.00407735619794434, 0.0020083928260822143,
  0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915,
  6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6,
  3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8,
  1.490155482836504e-8, 7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9,
  9.313274324196682e-10, 4.656629065033784e-10, 2.3283118336765053e-10, 1.164155017270052e-10,
  5.820772087902701e-11, 2.9103850444971e-11, 1.4551921891041985e-11, 7.275959835057482e-12,
  3.637979547378651e-12, 1.818989650307066e-12,
];

/** log Gamma(2 + z) for |z| <= 0.5, relative accuracy kept at z = 0. */
function aboutTwo(z: number): number {
  let sum = 0;
  for (let i = ZETA_MINUS_1.length - 1; i >= 0; i--) {
    sum = ZETA_MINUS_1[i]! / (i + 2) - z * sum;
  }
  return z * (0.42278433509846713 + z * sum);
}

/** Stirling's series 1/(12x) - 1/(360x^3) + ..., for x >= 12. */
function stirlingTail(x: number): number {
  const s = 1 / (x * x);
  return (
    (1 / 12 +
      s *
        (-1 / 360 +
          s *
            (1 / 1260 +
              s *
                (-1 / 1680 +
                  s * (1 / 1188 + s * (-691 / 360360 + s * (1 / 156 - (s * 3617) / 122400))))))) /
    x
  );
}

/**
 * Natural logarithm of the gamma function.
 *
 * @param x a positive number; anything else gives NaN (infinity at 0)
 * @returns log Gamma(x)
 *
 * Source: Taylor series about 2 (DLMF 5.7.3), recurrence (5.5.1), Stirling's series (5.11.1).
 */
export function lgamma(x: number): number {
  if (x === 0) return Number.POSITIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x >= 12) return (x - 0.5) * Math.log(x) - x + HALF_LOG_2PI + stirlingTail(x);
  if (x < 0.5) return aboutTwo(x) - Math.log(x) - Math.log1p(x);
  if (x < 1.5) return aboutTwo(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let y = x;
  while (y > 2.5) {
    y -= 1;
    product *= y;
  }
  return aboutTwo(y - 2) + Math.log(product);
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
  return Math.exp(-stirlingError(a) - deviancePart(a, x)) / Math.sqrt(2 * Math.PI * a);
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
