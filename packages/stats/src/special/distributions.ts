import { betaQuantilePair, binomialTerm, incompleteBetaTails } from './beta.ts';
import { gammaP, gammaQ, gammaQuantile } from './gamma.ts';
import { normalCdf, normalQuantile, normalTwoSided } from './normal.ts';

/**
 * Lower tail of Student's t distribution.
 *
 * @param t any real
 * @param df degrees of freedom, above 0; infinity means the normal distribution
 * @returns P(T <= t)
 */
export function tCdf(t: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalCdf(t);
  const half = 0.5 * tTwoSided(t, df);
  return t > 0 ? 1 - half : half;
}

/**
 * Two-sided p-value of a t statistic.
 *
 * @param t the statistic
 * @param df degrees of freedom, above 0; infinity means the normal distribution
 * @returns P(|T| >= |t|)
 */
export function tTwoSided(t: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalTwoSided(t);
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  return incompleteBetaTails(df / (df + square), square / (df + square), df / 2, 0.5)[0];
}

/**
 * Quantile of Student's t distribution.
 *
 * @param p a probability
 * @param df degrees of freedom, above 0; infinity means the normal distribution
 * @returns the t with P(T <= t) = p
 */
export function tQuantile(p: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalQuantile(p);
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  const [x, y] = betaQuantilePair(2 * tail, df / 2, 0.5);
  const t = Math.sqrt((df * y) / x);
  return p < 0.5 ? -t : t;
}

/**
 * Lower tail of the chi-square distribution.
 *
 * @param x the statistic
 * @param df degrees of freedom, above 0
 * @returns P(X <= x)
 */
export function chiSquareCdf(x: number, df: number): number {
  return gammaP(df / 2, x / 2);
}

/**
 * Upper tail of the chi-square distribution: the p-value of a chi-square test.
 *
 * @param x the statistic
 * @param df degrees of freedom, above 0
 * @returns P(X > x)
 */
export function chiSquareUpper(x: number, df: number): number {
  return gammaQ(df / 2, x / 2);
}

/**
 * Quantile of the chi-square distribution.
 *
 * @param p a probability
 * @param df degrees of freedom, above 0
 */
export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(p, df / 2);
}

/**
 * Lower tail of the F distribution.
 *
 * @param f the statistic
 * @param df1 numerator degrees of freedom, above 0
 * @param df2 denominator degrees of freedom, above 0; infinity is legal
 * @returns P(F <= f)
 */
export function fCdf(f: number, df1: number, df2: number): number {
  if (f <= 0) return 0;
  if (df2 === Number.POSITIVE_INFINITY) return chiSquareCdf(f * df1, df1);
  const total = df1 * f + df2;
  return incompleteBetaTails((df1 * f) / total, df2 / total, df1 / 2, df2 / 2)[0];
}

/**
 * Upper tail of the F distribution: the p-value of an F test.
 *
 * @param f the statistic
 * @param df1 numerator degrees of freedom, above 0
 * @param df2 denominator degrees of freedom, above 0; infinity is legal
 * @returns P(F > f)
 */
export function fUpper(f: number, df1: number, df2: number): number {
  if (f <= 0) return 1;
  if (f === Number.POSITIVE_INFINITY) return 0;
  if (df2 === Number.POSITIVE_INFINITY) return chiSquareUpper(f * df1, df1);
  const total = df1 * f + df2;
  return incompleteBetaTails((df1 * f) / total, df2 / total, df1 / 2, df2 / 2)[1];
}

/**
 * Quantile of the F distribution.
 *
 * @param p a probability
 * @param df1 numerator degrees of freedom, above 0
 * @param df2 denominator degrees of freedom, above 0
 */
export function fQuantile(p: number, df1: number, df2: number): number {
  const [x, y] = betaQuantilePair(p, df1 / 2, df2 / 2);
  return (df2 * x) / (df1 * y);
}

/**
 * Probability of exactly k successes in n trials.
 *
 * @param k whole number of successes
 * @param n whole number of trials
 * @param p success probability
 *
 * Source: Loader 2000, Fast and accurate computation of binomial probabilities.
 */
export function binomialPmf(k: number, n: number, p: number): number {
  return binomialTerm(k, n, p, 1 - p);
}

/**
 * Probability of at most k successes in n trials.
 *
 * @param k whole number of successes
 * @param n whole number of trials
 * @param p success probability
 */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBetaTails(p, 1 - p, k + 1, n - k)[1];
}

/**
 * Probability of at least k successes in n trials.
 *
 * @param k whole number of successes
 * @param n whole number of trials
 * @param p success probability
 */
export function binomialUpper(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return incompleteBetaTails(p, 1 - p, k, n - k + 1)[0];
}
