import { lgamma } from '../special/gamma.ts';
import { findRoot, minimiseScalar } from '../special/scalar-search.ts';
import { none, some, type Value } from '../value.ts';
import { checkCounts } from './normal.ts';

/** A beta-binomial fit of group rates. */
export interface BetaBinomialFit {
  /** Shapes of the beta law of rates; `complete-pooling` when the groups do not vary more than by chance. */
  readonly alpha: Value;
  readonly beta: Value;
  /** Mean rate alpha / (alpha + beta). */
  readonly mean: number;
  /** Posterior mean (k + alpha) / (n + alpha + beta) of each group; the mean under complete pooling. */
  readonly posteriorMean: Float64Array;
  /** No over-dispersion: every group takes the pooled rate. */
  readonly isCompletePooling: boolean;
  readonly logLikelihood: number;
}

/** log of a (a + 1) ... (a + k - 1). */
function logRising(a: number, k: number): number {
  if (k > 400) return lgamma(a + k) - lgamma(a);
  let sum = 0;
  for (let j = 0; j < k; j++) sum += Math.log(a + j);
  return sum;
}

/** Sum of 1 / (a + j), j from 0 to k - 1. */
function harmonicFrom(a: number, k: number): number {
  let sum = 0;
  const direct = Math.min(k, 400);
  for (let j = 0; j < direct; j++) sum += 1 / (a + j);
  if (k > direct) sum += psiTail(a + k) - psiTail(a + direct);
  return sum;
}

/** Asymptotic digamma for arguments of some hundred and more. */
function psiTail(x: number): number {
  const r = 1 / (x * x);
  return Math.log(x) - 0.5 / x - r * (1 / 12 - r * (1 / 120 - r / 252));
}

function logLikelihood(
  k: ArrayLike<number>,
  n: ArrayLike<number>,
  alpha: number,
  beta: number,
): number {
  let sum = 0;
  for (let i = 0; i < k.length; i++) {
    sum +=
      logRising(alpha, k[i]!) + logRising(beta, n[i]! - k[i]!) - logRising(alpha + beta, n[i]!);
  }
  return sum;
}

/** The best mean for a given precision; the likelihood is concave in the mean. */
function bestMean(k: ArrayLike<number>, n: ArrayLike<number>, precision: number): number {
  const slope = (mean: number): number => {
    let sum = 0;
    for (let i = 0; i < k.length; i++) {
      sum +=
        harmonicFrom(precision * mean, k[i]!) - harmonicFrom(precision * (1 - mean), n[i]! - k[i]!);
    }
    return sum;
  };
  const root = findRoot(slope, 1e-12, 1 - 1e-12, 1e-13);
  return Number.isNaN(root) ? 0.5 : root;
}

/**
 * Empirical-Bayes beta-binomial fit by marginal maximum likelihood.
 *
 * @param k successes per group, whole numbers
 * @param n trials per group, above 0
 * @returns shapes and posterior means; complete pooling where the precision diverges or all rates are 0 or 1
 * @throws stats/bad-argument, stats/length-mismatch
 * @see Griffiths 1973, doi:10.2307/2529131; Tarone 1979, doi:10.1093/biomet/66.3.585
 */
export function fitBetaBinomial(k: ArrayLike<number>, n: ArrayLike<number>): BetaBinomialFit {
  checkCounts(k, n);
  let hits = 0;
  let total = 0;
  for (let i = 0; i < k.length; i++) {
    hits += k[i]!;
    total += n[i]!;
  }
  const pooled = total > 0 ? hits / total : 0;
  const misses = total - hits;
  const pooledLog =
    (hits > 0 ? hits * Math.log(pooled) : 0) + (misses > 0 ? misses * Math.log(1 - pooled) : 0);
  const pool: BetaBinomialFit = {
    alpha: none('complete-pooling'),
    beta: none('complete-pooling'),
    mean: pooled,
    posteriorMean: new Float64Array(k.length).fill(pooled),
    isCompletePooling: true,
    logLikelihood: pooledLog,
  };
  if (k.length < 2 || hits === 0 || misses === 0) return pool;
  const cost = (logPrecision: number): number => {
    const precision = Math.exp(logPrecision);
    const mean = bestMean(k, n, precision);
    return -logLikelihood(k, n, precision * mean, precision * (1 - mean));
  };
  const logPrecision = minimiseScalar(cost, -12, 18, 1e-9);
  const best = -cost(logPrecision);
  if (logPrecision > 16 || best - pooledLog < 1e-7) return pool;
  const precision = Math.exp(logPrecision);
  const mean = bestMean(k, n, precision);
  const alpha = precision * mean;
  return {
    alpha: some(alpha),
    beta: some(precision - alpha),
    mean,
    posteriorMean: Float64Array.from(k, (hit, i) => (hit + alpha) / (n[i]! + precision)),
    isCompletePooling: false,
    logLikelihood: best,
  };
}
