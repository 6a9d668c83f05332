import { none, some, type Value } from '../value.ts';

/** Jackknife summary of leave-one-out values. */
export interface JackknifeSummary {
  /** Mean of the pseudo-values n A - (n - 1) A_i. */
  readonly pseudoMean: Value;
  /** (n - 1) (mean of A_i - A). */
  readonly bias: Value;
  /** sqrt((n - 1)/n sum (A_i - mean)^2). */
  readonly se: Value;
  /** Leave-one-out values that exist. */
  readonly count: number;
}

/**
 * Jackknife bias and standard error; with values that leave out whole clusters it is the cluster jackknife.
 *
 * @param estimate value on the full data, NaN where undefined
 * @param leaveOneOut values, NaN left out
 * @returns `no-estimate` or `too-few` where there is nothing to say
 * @see Quenouille 1956; Tukey 1958; Efron, Stein 1981, doi:10.1214/aos/1176345462
 */
export function jackknife(estimate: number, leaveOneOut: ArrayLike<number>): JackknifeSummary {
  const values = Float64Array.from(leaveOneOut).filter((v) => !Number.isNaN(v));
  const n = values.length;
  if (Number.isNaN(estimate) || n < 2) {
    const nothing = none(n < 2 ? 'too-few' : 'no-estimate');
    return { pseudoMean: nothing, bias: nothing, se: nothing, count: n };
  }
  let mean = 0;
  for (const v of values) mean += v;
  mean /= n;
  let squares = 0;
  for (const v of values) squares += (v - mean) * (v - mean);
  const bias = (n - 1) * (mean - estimate);
  return {
    pseudoMean: some(estimate - bias),
    bias: some(bias),
    se: some(Math.sqrt(((n - 1) / n) * squares)),
    count: n,
  };
}
