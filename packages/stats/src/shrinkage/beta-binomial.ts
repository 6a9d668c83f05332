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

/** Terms that are added one by one; beyond them an asymptotic form takes over. */
const direct = 400;

/** Most terms that any of the counts takes one by one. */
function mostDirect(counts: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < counts.length; i++) most = Math.max(most, Math.min(direct, counts[i]!));
  return most;
}

/** log of a (a + 1) ... (a + k - 1) for each count k, added up; groups share the running sums. */
function logRising(a: number, terms: number, sums: Float64Array): (k: number) => number {
  let sum = 0;
  sums[0] = 0;
  for (let j = 0; j < terms; j++) {
    sum += Math.log(a + j);
    sums[j + 1] = sum;
  }
  return (k) => (k > direct ? lgamma(a + k) - lgamma(a) : sums[k]!);
}

/** Sum of 1 / (a + j), j from 0 to k - 1, for each count k; groups share the running sums. */
function harmonicFrom(a: number, terms: number, sums: Float64Array): (k: number) => number {
  let sum = 0;
  sums[0] = 0;
  for (let j = 0; j < terms; j++) {
    sum += 1 / (a + j);
    sums[j + 1] = sum;
  }
  return (k) => {
    const near = Math.min(k, direct);
    return k > near ? sums[near]! + (psiTail(a + k) - psiTail(a + near)) : sums[near]!;
  };
}

/** Asymptotic digamma for arguments of some hundred and more. */
function psiTail(x: number): number {
  const r = 1 / (x * x);
  return Math.log(x) - 0.5 / x - r * (1 / 12 - r * (1 / 120 - r / 252));
}

/** Counts of the groups with room for running sums over them. */
interface Groups {
  readonly hits: ArrayLike<number>;
  readonly misses: ArrayLike<number>;
  readonly all: ArrayLike<number>;
  readonly terms: { readonly hits: number; readonly misses: number; readonly all: number };
  readonly sums: readonly [Float64Array, Float64Array, Float64Array];
}

function groupsOf(hits: ArrayLike<number>, all: ArrayLike<number>): Groups {
  const misses = Float64Array.from(all, (n, i) => n - hits[i]!);
  const room = (): Float64Array => new Float64Array(direct + 1);
  return {
    hits,
    misses,
    all,
    terms: { hits: mostDirect(hits), misses: mostDirect(misses), all: mostDirect(all) },
    sums: [room(), room(), room()],
  };
}

function logLikelihood(groups: Groups, alpha: number, beta: number): number {
  const { hits, misses, all, terms, sums } = groups;
  const ofHits = logRising(alpha, terms.hits, sums[0]);
  const ofMisses = logRising(beta, terms.misses, sums[1]);
  const ofAll = logRising(alpha + beta, terms.all, sums[2]);
  let sum = 0;
  for (let i = 0; i < hits.length; i++)
    sum += ofHits(hits[i]!) + ofMisses(misses[i]!) - ofAll(all[i]!);
  return sum;
}

/** The best mean for a given precision; the likelihood is concave in the mean. */
function bestMean(groups: Groups, precision: number): number {
  const { hits, misses, terms, sums } = groups;
  const slope = (mean: number): number => {
    const ofHits = harmonicFrom(precision * mean, terms.hits, sums[0]);
    const ofMisses = harmonicFrom(precision * (1 - mean), terms.misses, sums[1]);
    let sum = 0;
    for (let i = 0; i < hits.length; i++) sum += ofHits(hits[i]!) - ofMisses(misses[i]!);
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
  const groups = groupsOf(k, n);
  const cost = (logPrecision: number): number => {
    const precision = Math.exp(logPrecision);
    const mean = bestMean(groups, precision);
    return -logLikelihood(groups, precision * mean, precision * (1 - mean));
  };
  const logPrecision = minimiseScalar(cost, -12, 18, 1e-9);
  const best = -cost(logPrecision);
  if (logPrecision > 16 || best - pooledLog < 1e-7) return pool;
  const precision = Math.exp(logPrecision);
  const mean = bestMean(groups, precision);
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
