import { fail } from '../errors.ts';
import { chiSquareUpper } from '../special/distributions.ts';
import { findRoot } from '../special/scalar-search.ts';

/** Estimators of the variance between groups. */
export type HeterogeneityMethod = 'DL' | 'REML' | 'PM';

/** A normal random-effects fit of group estimates with known sampling variances. */
export interface NormalRandomEffects {
  readonly method: HeterogeneityMethod;
  /** Variance between groups, at least 0. */
  readonly tau2: number;
  /** Weighted mean over groups. */
  readonly mu: number;
  /** Standard error of the mean, 1 / sqrt(sum of weights). */
  readonly se: number;
  /** Weights 1 / (tau2 + v). */
  readonly weights: Float64Array;
  /** Cochran's Q and its chi-square p (groups - 1 degrees of freedom). */
  readonly q: number;
  readonly qP: number;
  /** Share of variance between groups, tau2 / (tau2 + typical v), 0 to 1. */
  readonly i2: number;
  /** Shrunken group values l y + (1 - l) mu with l = tau2 / (tau2 + v), and their standard errors. */
  readonly blup: Float64Array;
  readonly blupSe: Float64Array;
}

/** Logits of rates with their sampling variances. */
export interface LogitRates {
  readonly logit: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Logits of k of n with variance 1/k + 1/(n - k); cells with k = 0 or k = n get a half on both sides.
 *
 * @param k successes per group
 * @param n trials per group, above 0
 * @throws stats/bad-argument, stats/length-mismatch
 */
export function logitRates(k: ArrayLike<number>, n: ArrayLike<number>): LogitRates {
  checkCounts(k, n);
  const logit = new Float64Array(k.length);
  const variance = new Float64Array(k.length);
  for (let i = 0; i < k.length; i++) {
    const extra = k[i] === 0 || k[i] === n[i] ? 0.5 : 0;
    const hits = k[i]! + extra;
    const misses = n[i]! - k[i]! + extra;
    logit[i] = Math.log(hits / misses);
    variance[i] = 1 / hits + 1 / misses;
  }
  return { logit, variance };
}

/**
 * Checks counts of successes and trials.
 *
 * @throws stats/bad-argument unless 0 <= k <= n and n > 0; stats/length-mismatch
 */
export function checkCounts(k: ArrayLike<number>, n: ArrayLike<number>): void {
  if (k.length !== n.length) {
    fail('stats/length-mismatch', `${k.length} hits came with ${n.length} totals.`, 'Pair them.');
  }
  for (let i = 0; i < k.length; i++) {
    if (!(k[i]! >= 0 && k[i]! <= n[i]! && n[i]! > 0)) {
      fail(
        'stats/bad-argument',
        `Group ${i} has ${k[i]} hits of ${n[i]}.`,
        'Leave out groups without trials.',
      );
    }
  }
}

interface Moments {
  readonly sum: number;
  readonly sum2: number;
  readonly sum3: number;
  readonly mu: number;
  readonly q: number;
  readonly q2: number;
}

/** Sums of weights 1/(tau2 + v) and of weighted squares around the weighted mean. */
function momentsAt(y: ArrayLike<number>, v: ArrayLike<number>, tau2: number): Moments {
  let sum = 0;
  let sum2 = 0;
  let sum3 = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = 1 / (tau2 + v[i]!);
    sum += w;
    sum2 += w * w;
    sum3 += w * w * w;
    total += w * y[i]!;
  }
  const mu = total / sum;
  let q = 0;
  let q2 = 0;
  for (let i = 0; i < y.length; i++) {
    const w = 1 / (tau2 + v[i]!);
    const d = y[i]! - mu;
    q += w * d * d;
    q2 += w * w * d * d;
  }
  return { sum, sum2, sum3, mu, q, q2 };
}

function dersimonianLaird(fixed: Moments, k: number): number {
  return Math.max(0, (fixed.q - (k - 1)) / (fixed.sum - fixed.sum2 / fixed.sum));
}

/** The root of Q(tau2) = k - 1, which falls in tau2. */
function pauleMandel(y: ArrayLike<number>, v: ArrayLike<number>, k: number): number {
  const excess = (tau2: number): number => momentsAt(y, v, tau2).q - (k - 1);
  if (excess(0) <= 0) return 0;
  let high = 1e-6;
  while (excess(high) > 0) high *= 4;
  return findRoot(excess, 0, high, 1e-15);
}

/** Restricted likelihood of tau2, up to a constant. */
function restrictedLogLikelihood(y: ArrayLike<number>, v: ArrayLike<number>, tau2: number): number {
  const { sum, q } = momentsAt(y, v, tau2);
  let logs = 0;
  for (let i = 0; i < y.length; i++) logs += Math.log(tau2 + v[i]!);
  return -0.5 * (logs + Math.log(sum) + q);
}

/** Fisher scoring from several starts; keeps the highest restricted likelihood. */
function restrictedMaximum(y: ArrayLike<number>, v: ArrayLike<number>, start: number): number {
  let best = 0;
  let bestLog = restrictedLogLikelihood(y, v, 0);
  for (const from of [start, 4 * start + 1e-4, start / 16]) {
    let tau2 = from;
    for (let step = 0; step < 2000; step++) {
      const { sum, sum2, sum3, q2 } = momentsAt(y, v, tau2);
      const trace = sum - sum2 / sum;
      const information = sum2 - (2 * sum3) / sum + (sum2 / sum) * (sum2 / sum);
      let change = (q2 - trace) / information;
      while (tau2 + change < 0) change = tau2 < 1e-14 ? -tau2 : change / 2;
      tau2 += change;
      if (Math.abs(change) <= 1e-14 * (1 + tau2)) break;
    }
    const log = restrictedLogLikelihood(y, v, tau2);
    if (log > bestLog) {
      best = tau2;
      bestLog = log;
    }
  }
  return best;
}

/**
 * Fits a normal random-effects model and shrinks each group to the mean.
 *
 * @param y group estimates
 * @param v their sampling variances, above 0
 * @param method estimator of the variance between groups, run to convergence
 * @returns the fit; with one group tau2 is 0
 * @throws stats/bad-argument without a group or with a variance of 0, stats/length-mismatch
 * @see DerSimonian, Laird 1986, doi:10.1016/0197-2456(86)90046-2; Paule, Mandel 1982,
 *   doi:10.6028/jres.087.022; Viechtbauer 2005, doi:10.3102/10769986030003261;
 *   Higgins, Thompson 2002, doi:10.1002/sim.1186
 */
export function fitNormalRandomEffects(
  y: ArrayLike<number>,
  v: ArrayLike<number>,
  method: HeterogeneityMethod = 'REML',
): NormalRandomEffects {
  const k = y.length;
  if (v.length !== k) {
    fail('stats/length-mismatch', `${k} estimates came with ${v.length} variances.`, 'Pair them.');
  }
  if (k === 0) fail('stats/bad-argument', 'A pooled mean was asked of no group.', 'Pass groups.');
  for (let i = 0; i < k; i++) {
    if (!(v[i]! > 0 && Number.isFinite(v[i]) && Number.isFinite(y[i]))) {
      fail(
        'stats/bad-argument',
        `Group ${i} has estimate ${y[i]} with variance ${v[i]}.`,
        'Leave out groups without a finite estimate and a variance above 0.',
      );
    }
  }
  const fixed = momentsAt(y, v, 0);
  const start = k > 1 ? dersimonianLaird(fixed, k) : 0;
  const tau2 =
    k < 2
      ? 0
      : method === 'DL'
        ? start
        : method === 'PM'
          ? pauleMandel(y, v, k)
          : restrictedMaximum(y, v, start);
  const { sum, mu } = momentsAt(y, v, tau2);
  const se = 1 / Math.sqrt(sum);
  const weights = new Float64Array(k);
  const blup = new Float64Array(k);
  const blupSe = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    const total = tau2 + v[i]!;
    const own = tau2 / total;
    const rest = v[i]! / total;
    weights[i] = 1 / total;
    blup[i] = own * y[i]! + rest * mu;
    blupSe[i] = Math.sqrt(own * v[i]! + rest * rest * se * se);
  }
  const typical = (k - 1) / (fixed.sum - fixed.sum2 / fixed.sum);
  return {
    method,
    tau2,
    mu,
    se,
    weights,
    q: fixed.q,
    qP: k > 1 ? chiSquareUpper(fixed.q, k - 1) : 1,
    i2: tau2 > 0 ? tau2 / (tau2 + typical) : 0,
    blup,
    blupSe,
  };
}
