import { incompleteBetaTails } from '../special/beta.ts';
import { chiSquareUpper } from '../special/distributions.ts';
import { lgamma } from '../special/gamma.ts';

/**
 * Upper tail of the non-central F distribution: the power of an F test.
 *
 * @param f the critical value, above 0
 * @param df1 numerator degrees of freedom, above 0
 * @param df2 denominator degrees of freedom, above 0; infinity gives the non-central chi-square over df1
 * @param noncentrality at or above 0
 * @returns P(F > f)
 *
 * Source: Johnson, Kotz and Balakrishnan 1995, Continuous Univariate Distributions 2, section 30.4 (mixture of
 * beta tails with Poisson weights).
 */
export function noncentralFUpper(
  f: number,
  df1: number,
  df2: number,
  noncentrality: number,
): number {
  if (f <= 0) return 1;
  const half = noncentrality / 2;
  const isLimit = df2 === Number.POSITIVE_INFINITY;
  const total = df1 * f + df2;
  const tail = (k: number): number =>
    isLimit
      ? chiSquareUpper(df1 * f, df1 + 2 * k)
      : incompleteBetaTails((df1 * f) / total, df2 / total, df1 / 2 + k, df2 / 2)[1];
  if (half === 0) return tail(0);
  const weight = (k: number): number => Math.exp(k * Math.log(half) - half - lgamma(k + 1));
  // Outwards from the largest Poisson weight, until the weights no longer count.
  const mode = Math.floor(half);
  let sum = 0;
  for (let k = mode; k >= 0; k--) {
    const w = weight(k);
    sum += w * tail(k);
    if (w < 1e-18) break;
  }
  for (let k = mode + 1; ; k++) {
    const w = weight(k);
    sum += w * tail(k);
    if (w < 1e-18) break;
  }
  return Math.min(1, sum);
}
