import { fail } from '../errors.ts';
import {
  checkBinary,
  checkProbabilities,
  checkSameLength,
  checkWeights,
} from '../special/check.ts';
import { normalTwoSided } from '../special/normal.ts';
import { pairwiseSum } from '../special/sum.ts';
import { none, some, type Value } from '../value.ts';

/**
 * Brier score: weighted mean of (y - p)^2.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @param weights optional weight per row
 * @returns a value in [0, 1]; `no-rows` for empty input
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument` for p outside [0, 1].
 * Source: Brier 1950, Monthly Weather Review 78:1.
 */
export function brierScore(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Value {
  checkForecast(labels, probabilities);
  if (weights) checkWeights(weights, labels.length);
  return weightedMean(labels.length, weights, (i) => {
    const d = labels[i]! - probabilities[i]!;
    return d * d;
  });
}

/**
 * Brier skill: 1 - Brier / (m (1 - m)), with m the observed share of positives.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @returns at most 1, negative below the constant forecast; `single-class` when m is 0 or 1
 *
 * Errors: as {@link brierScore}.
 * Source: Murphy 1973, Journal of Applied Meteorology 12:595.
 */
export function brierSkill(labels: ArrayLike<number>, probabilities: ArrayLike<number>): Value {
  const brier = brierScore(labels, probabilities);
  if (brier.value === null) return brier;
  const m = pairwiseSum(labels) / labels.length;
  return m > 0 && m < 1 ? some(1 - brier.value / (m * (1 - m))) : none('single-class');
}

/** Settings of {@link logLoss}. */
export interface LogLossOptions {
  /** Probabilities are clipped to [eps, 1 - eps]; 2^-52 by default, 0 leaves them alone. */
  readonly eps?: number;
  /** Weight per row. */
  readonly weights?: ArrayLike<number>;
}

/** A logarithmic loss and how it was computed. */
export interface LogLoss {
  /** Mean negative log-likelihood in nats. */
  readonly logLoss: Value;
  /** The clip that was used. */
  readonly eps: number;
  /** Rows that were clipped. */
  readonly clipped: number;
}

/**
 * Logarithmic loss with a stated clip.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @param options clip and weights
 * @returns `infinite` when eps is 0 and a sure forecast was wrong; `no-rows` for empty input
 *
 * Errors: as {@link brierScore}; `stats/bad-argument` for eps outside [0, 0.5).
 * Source: Good 1952, Journal of the Royal Statistical Society B 14:107.
 */
export function logLoss(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: LogLossOptions = {},
): LogLoss {
  const eps = options.eps ?? Number.EPSILON;
  checkForecast(labels, probabilities);
  if (options.weights) checkWeights(options.weights, labels.length);
  if (!(eps >= 0 && eps < 0.5))
    fail(
      'stats/bad-argument',
      `The clip lies in [0, 0.5) and got ${eps}.`,
      'Pass for example 1e-15.',
    );
  let clipped = 0;
  for (let i = 0; i < labels.length; i++)
    if (probabilities[i]! < eps || probabilities[i]! > 1 - eps) clipped++;
  const value = weightedMean(labels.length, options.weights, (i) => {
    const p = Math.min(1 - eps, Math.max(eps, probabilities[i]!));
    return labels[i] === 1 ? -Math.log(p) : -Math.log(1 - p);
  });
  const infinite = value.value !== null && !Number.isFinite(value.value);
  return { logLoss: infinite ? none('infinite') : value, eps, clipped };
}

/**
 * Observed over expected positives.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @returns 1 when calibrated in the large; `no-expected-positives` when every p is 0
 *
 * Errors: as {@link brierScore}.
 */
export function observedOverExpected(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): Value {
  checkForecast(labels, probabilities);
  const expected = pairwiseSum(probabilities);
  return expected > 0 ? some(pairwiseSum(labels) / expected) : none('no-expected-positives');
}

/** Spiegelhalter's test of calibration. */
export interface Spiegelhalter {
  /** The statistic, standard normal under calibration. */
  readonly z: Value;
  /** Two-sided p-value. */
  readonly p: Value;
}

/**
 * Spiegelhalter's z: the Brier score against its expectation under the forecast probabilities.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @returns `zero-variance` when every p is 0, 1/2 or 1
 *
 * Errors: as {@link brierScore}.
 * Source: Spiegelhalter 1986, Statistics in Medicine 5:421.
 */
export function spiegelhalter(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): Spiegelhalter {
  checkForecast(labels, probabilities);
  const n = labels.length;
  const top = new Float64Array(n);
  const bottom = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const p = probabilities[i]!;
    const slope = 1 - 2 * p;
    top[i] = (labels[i]! - p) * slope;
    bottom[i] = slope * slope * p * (1 - p);
  }
  const spread = pairwiseSum(bottom);
  if (!(spread > 0)) return { z: none('zero-variance'), p: none('zero-variance') };
  const z = pairwiseSum(top) / Math.sqrt(spread);
  return { z: some(z), p: some(normalTwoSided(z)) };
}

/**
 * Stops unless labels are 0/1 and forecasts are probabilities of the same length.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 */
export function checkForecast(labels: ArrayLike<number>, probabilities: ArrayLike<number>): void {
  checkSameLength(labels, probabilities, ['labels', 'probabilities']);
  checkBinary(labels, 'labels');
  checkProbabilities(probabilities, 'probabilities');
}

function weightedMean(
  n: number,
  weights: ArrayLike<number> | undefined,
  term: (i: number) => number,
): Value {
  const terms = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const w = weights ? weights[i]! : 1;
    terms[i] = w === 0 ? 0 : w * term(i);
  }
  const total = weights ? pairwiseSum(weights) : n;
  return total > 0 ? some(pairwiseSum(terms) / total) : none('no-rows');
}
