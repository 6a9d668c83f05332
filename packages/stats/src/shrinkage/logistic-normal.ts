import { gaussHermite, type QuadratureRule } from '../special/gauss-hermite.ts';
import { minimiseScalar } from '../special/scalar-search.ts';
import { checkCounts } from './normal.ts';

/** A logistic-normal random-effects fit of group rates. */
export interface LogisticNormalFit {
  /** Mean logit. */
  readonly mu: number;
  /** Standard deviation of the logits between groups, at least 0. */
  readonly sd: number;
  /** Conditional mode of each group's logit. */
  readonly mode: Float64Array;
  /** The modes as rates, 0 to 1. */
  readonly rate: Float64Array;
  /** Standard error of each mode on the logit scale, given mu and sd. */
  readonly modeSe: Float64Array;
  readonly logLikelihood: number;
  /** The likelihood is highest without variation between groups. */
  readonly isCompletePooling: boolean;
}

/** log(1 + exp(x)) without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** Mode and curvature of k eta - n log(1 + e^eta) - u^2/2 in u, eta = mu + sd u. */
function modeOf(k: number, n: number, mu: number, sd: number): [number, number] {
  let u = 0;
  const value = (at: number): number => {
    const eta = mu + sd * at;
    return k * eta - n * softplus(eta) - (at * at) / 2;
  };
  let now = value(u);
  let curvature = 1;
  for (let step = 0; step < 100; step++) {
    const p = logistic(mu + sd * u);
    const slope = sd * (k - n * p) - u;
    curvature = sd * sd * n * p * (1 - p) + 1;
    let change = slope / curvature;
    let next = value(u + change);
    for (let half = 0; half < 40 && next < now - 1e-13 * Math.abs(now); half++) {
      change /= 2;
      next = value(u + change);
    }
    u += change;
    now = next;
    if (Math.abs(change) < 1e-11) break;
  }
  const p = logistic(mu + sd * u);
  curvature = sd * sd * n * p * (1 - p) + 1;
  return [u, curvature];
}

/** Marginal log-likelihood by adaptive quadrature around each group's mode. */
function marginal(
  k: ArrayLike<number>,
  n: ArrayLike<number>,
  mu: number,
  sd: number,
  rule: QuadratureRule,
): number {
  let sum = 0;
  for (let i = 0; i < k.length; i++) {
    const [u, curvature] = modeOf(k[i]!, n[i]!, mu, sd);
    const scale = Math.SQRT2 / Math.sqrt(curvature);
    const etaMode = mu + sd * u;
    const peak = k[i]! * etaMode - n[i]! * softplus(etaMode) - (u * u) / 2;
    let integral = 0;
    for (let j = 0; j < rule.nodes.length; j++) {
      const x = rule.nodes[j]!;
      const at = u + scale * x;
      const eta = mu + sd * at;
      integral +=
        rule.weights[j]! *
        Math.exp(k[i]! * eta - n[i]! * softplus(eta) - (at * at) / 2 - peak + x * x);
    }
    sum += peak + Math.log((integral * scale) / 2.5066282746310002); // sqrt(2 pi)
  }
  return sum;
}

/**
 * Fits rates with logit-normal variation between groups by maximum likelihood with adaptive Gauss-Hermite
 * quadrature, and gives the shrunken logit of each group.
 *
 * @param k successes per group
 * @param n trials per group, above 0
 * @param nodeCount quadrature nodes; 25 by default (1 is Laplace's approximation)
 * @returns the fit; sd 0 when the groups vary no more than by chance, mu infinite when all rates are 0 or 1
 * @throws stats/bad-argument, stats/length-mismatch
 * @see Pinheiro, Bates 1995, doi:10.1080/10618600.1995.10474663
 */
export function fitLogisticNormal(
  k: ArrayLike<number>,
  n: ArrayLike<number>,
  nodeCount = 25,
): LogisticNormalFit {
  checkCounts(k, n);
  let hits = 0;
  let total = 0;
  for (let i = 0; i < k.length; i++) {
    hits += k[i]!;
    total += n[i]!;
  }
  const pooled = Math.log(hits / (total - hits));
  if (!Number.isFinite(pooled)) return pooledFit(k, n, pooled, 0);
  const pooledLog = hits * pooled - total * softplus(pooled);
  if (k.length < 2) return pooledFit(k, n, pooled, pooledLog);
  const rule = gaussHermite(nodeCount);
  const bestMu = (sd: number): number =>
    minimiseScalar((mu) => -marginal(k, n, mu, sd, rule), pooled - 4 - 2 * sd, pooled + 4 + 2 * sd);
  const cost = (logSd: number): number => {
    const sd = Math.exp(logSd);
    return -marginal(k, n, bestMu(sd), sd, rule);
  };
  const logSd = minimiseScalar(cost, -9, 3, 1e-7);
  const best = -cost(logSd);
  if (logSd < -7 || best - pooledLog < 1e-8) return pooledFit(k, n, pooled, pooledLog);
  const sd = Math.exp(logSd);
  const mu = bestMu(sd);
  const mode = new Float64Array(k.length);
  const modeSe = new Float64Array(k.length);
  for (let i = 0; i < k.length; i++) {
    const [u, curvature] = modeOf(k[i]!, n[i]!, mu, sd);
    mode[i] = mu + sd * u;
    modeSe[i] = sd / Math.sqrt(curvature);
  }
  const rate = mode.map(logistic);
  return { mu, sd, mode, rate, modeSe, logLikelihood: best, isCompletePooling: false };
}

function pooledFit(
  k: ArrayLike<number>,
  n: ArrayLike<number>,
  mu: number,
  logLikelihood: number,
): LogisticNormalFit {
  return {
    mu,
    sd: 0,
    mode: new Float64Array(n.length).fill(mu),
    rate: new Float64Array(k.length).fill(logistic(mu)),
    modeSe: new Float64Array(k.length),
    logLikelihood,
    isCompletePooling: true,
  };
}
