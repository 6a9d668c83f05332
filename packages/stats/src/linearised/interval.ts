import { tQuantile } from '../special/distributions.ts';
import type { Limits } from '../value.ts';
import { contributingClusters, type Linearised, standardErrorOf } from './linearised.ts';

/**
 * A symmetric interval from the cluster-robust standard error, with Student's t on the
 * contributing clusters minus one.
 *
 * @param level e.g. .95
 */
export function linearisedLimits(a: Linearised, level: number): Limits {
  const half = halfWidthFactor(a, level) * standardErrorOf(a);
  return [a.value - half, a.value + half];
}

/** The same on the logit scale for a proportion; a value of 0 or 1 gets the plain clipped interval. */
export function linearisedLogitLimits(a: Linearised, level: number): Limits {
  const p = a.value;
  if (p <= 0 || p >= 1) {
    const [low, high] = linearisedLimits(a, level);
    return [Math.max(0, low), Math.min(1, high)];
  }
  const half = (halfWidthFactor(a, level) * standardErrorOf(a)) / (p * (1 - p));
  const logit = Math.log(p / (1 - p));
  return [1 / (1 + Math.exp(half - logit)), 1 / (1 + Math.exp(-half - logit))];
}

/** The same on the log scale for a positive ratio. */
export function linearisedLogLimits(a: Linearised, level: number): Limits {
  const half = (halfWidthFactor(a, level) * standardErrorOf(a)) / a.value;
  return [a.value * Math.exp(-half), a.value * Math.exp(half)];
}

function halfWidthFactor(a: Linearised, level: number): number {
  return factorOf(Math.max(1, contributingClusters(a) - 1), level);
}

/** Factors found so far at one level: few degrees of freedom come again and again. */
const known = { level: Number.NaN, factors: new Map<number, number>() };

function factorOf(df: number, level: number): number {
  if (known.level !== level) {
    known.level = level;
    known.factors.clear();
  }
  const found = known.factors.get(df);
  if (found !== undefined) return found;
  const factor = tQuantile(1 - (1 - level) / 2, df);
  known.factors.set(df, factor);
  return factor;
}
