import {
  fitNormalRandomEffects,
  type HeterogeneityMethod,
  type NormalRandomEffects,
} from '../shrinkage/normal.ts';
import { chiSquareQuantile, tQuantile, tTwoSided } from '../special/distributions.ts';
import { normalCdf, normalTwoSided, twoSidedZ } from '../special/normal.ts';
import { findRoot } from '../special/scalar-search.ts';
import { type Limits, none, some, type Value } from '../value.ts';

/** A mean over sites, with what a new site may show. */
export interface PooledMean {
  readonly siteCount: number;
  readonly mean: Value;
  /** Standard error of the mean (Hartung-Knapp unless switched off). */
  readonly se: Value;
  readonly limits: Limits | null;
  /** Two-sided p of a mean of 0; of use for differences. */
  readonly pValue: Value;
  /**
   * Range expected for the true value at a new site, carrying the doubt about the variance between sites;
   * null under three sites.
   */
  readonly predictionLimits: Limits | null;
  /** The plug-in range of Higgins, for comparison: often too short when sites differ a little. */
  readonly plugInPredictionLimits: Limits | null;
  /** Variance between sites. */
  readonly tau2: number;
  readonly i2: number;
  readonly q: number;
  readonly qP: number;
  readonly method: HeterogeneityMethod;
  readonly isHartungKnapp: boolean;
  /** Share of each site in the mean. */
  readonly weights: Float64Array;
}

/** Settings of {@link poolSites}. */
export interface PoolOptions {
  readonly method?: HeterogeneityMethod;
  readonly level?: number;
  /** Hartung-Knapp errors with t limits, default true. */
  readonly hartungKnapp?: boolean;
}

/** The pooled mean without one site. */
export interface LeaveOneSiteOut {
  readonly leftOut: number;
  readonly pooled: PooledMean;
  /** Mean without the site minus mean with it. */
  readonly change: Value;
}

/**
 * Random-effects mean over sites with an interval for the mean and a prediction interval for a new site.
 * The Hartung-Knapp error is never taken below the plain one, so that homogeneous sites do not look too sure.
 *
 * @param values one value per site (pool AUROC and rates on the logit scale where they are near 1)
 * @param se standard error per site, above 0
 * @param options estimator, level, errors
 * @returns `no-site` without sites; with one site its own value and no prediction interval
 * @throws stats/bad-argument, stats/length-mismatch
 * @see DerSimonian, Laird 1986, doi:10.1016/0197-2456(86)90046-2; Hartung, Knapp 2001, doi:10.1002/sim.1009;
 *   Higgins, Thompson, Spiegelhalter 2009, doi:10.1111/j.1467-985X.2008.00552.x;
 *   Röver, Knapp, Friede 2015, doi:10.1186/s12874-015-0091-1;
 *   Nagashima, Noma, Furukawa 2019, doi:10.1177/0962280218773520 (mixing over the variance)
 */
export function poolSites(
  values: ArrayLike<number>,
  se: ArrayLike<number>,
  options: PoolOptions = {},
): PooledMean {
  const { method = 'REML', level = 0.95, hartungKnapp = true } = options;
  const k = values.length;
  if (k === 0) return emptyPool(method, hartungKnapp);
  const fit = fitNormalRandomEffects(
    values,
    Float64Array.from(se, (s) => s * s),
    method,
  );
  const isHartungKnapp = hartungKnapp && k > 1;
  const error = isHartungKnapp ? hartungKnappSe(values, fit) : fit.se;
  const critical = isHartungKnapp ? tQuantile((1 + level) / 2, k - 1) : twoSidedZ(level);
  const half = critical * error;
  const ratio = fit.mu / error;
  return {
    siteCount: k,
    mean: some(fit.mu),
    se: some(error),
    limits: [fit.mu - half, fit.mu + half],
    pValue: some(isHartungKnapp ? tTwoSided(ratio, k - 1) : normalTwoSided(ratio)),
    predictionLimits: predict(values, se, k, level),
    plugInPredictionLimits: plugIn(fit, error, k, level),
    tau2: fit.tau2,
    i2: fit.i2,
    q: fit.q,
    qP: fit.qP,
    method,
    isHartungKnapp,
    weights: shares(fit.weights),
  };
}

function hartungKnappSe(values: ArrayLike<number>, fit: NormalRandomEffects): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const d = values[i]! - fit.mu;
    sum += fit.weights[i]! * d * d;
  }
  return fit.se * Math.sqrt(Math.max(1, sum / (values.length - 1)));
}

function plugIn(fit: NormalRandomEffects, error: number, k: number, level: number): Limits | null {
  if (k < 3) return null;
  const half = tQuantile((1 + level) / 2, k - 2) * Math.sqrt(fit.tau2 + error * error);
  return [fit.mu - half, fit.mu + half];
}

/** Places of the chi-square quantiles over which the variance between sites is averaged. */
const STEPS = 200;

/**
 * Mixes normal laws of a new site over the variances between sites that are in keeping with the data: Q at the
 * true variance follows a chi-square law, so each of its quantiles is solved for a variance.
 */
function predict(
  y: ArrayLike<number>,
  se: ArrayLike<number>,
  k: number,
  level: number,
): Limits | null {
  if (k < 3) return null;
  const means = new Float64Array(STEPS);
  const deviations = new Float64Array(STEPS);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let s = 0; s < STEPS; s++) {
    const border = chiSquareQuantile((s + 0.5) / STEPS, k - 1);
    const excess = (tau2: number): number => weighted(y, se, tau2).q - border;
    let tau2 = 0;
    if (excess(0) > 0) {
      let far = 1e-6;
      while (excess(far) > 0) far *= 4;
      tau2 = findRoot(excess, 0, far, 1e-8);
    }
    const { mean, sum } = weighted(y, se, tau2);
    means[s] = mean;
    deviations[s] = Math.sqrt(tau2 + 1 / sum);
    low = Math.min(low, mean - 10 * deviations[s]!);
    high = Math.max(high, mean + 10 * deviations[s]!);
  }
  const below = (x: number): number => {
    let share = 0;
    for (let s = 0; s < STEPS; s++) share += normalCdf((x - means[s]!) / deviations[s]!);
    return share / STEPS;
  };
  const tail = (1 - level) / 2;
  return [
    findRoot((x) => below(x) - tail, low, high, 1e-9),
    findRoot((x) => below(x) - (1 - tail), low, high, 1e-9),
  ];
}

function weighted(
  y: ArrayLike<number>,
  se: ArrayLike<number>,
  tau2: number,
): { mean: number; sum: number; q: number } {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = 1 / (tau2 + se[i]! * se[i]!);
    sum += w;
    total += w * y[i]!;
  }
  const mean = total / sum;
  let q = 0;
  for (let i = 0; i < y.length; i++) {
    const d = y[i]! - mean;
    q += (d * d) / (tau2 + se[i]! * se[i]!);
  }
  return { mean, sum, q };
}

function shares(weights: Float64Array): Float64Array {
  let sum = 0;
  for (const w of weights) sum += w;
  return weights.map((w) => w / sum);
}

function emptyPool(method: HeterogeneityMethod, isHartungKnapp: boolean): PooledMean {
  const reason = none('no-site');
  return {
    siteCount: 0,
    mean: reason,
    se: reason,
    limits: null,
    pValue: reason,
    predictionLimits: null,
    plugInPredictionLimits: null,
    tau2: 0,
    i2: 0,
    q: 0,
    qP: 1,
    method,
    isHartungKnapp,
    weights: new Float64Array(0),
  };
}

/**
 * The pooled mean with each site left out in turn: shows whether one site carries the result.
 *
 * @param values one value per site
 * @param se standard error per site, above 0
 * @param options as in {@link poolSites}
 * @throws stats/bad-argument, stats/length-mismatch
 */
export function leaveOneSiteOut(
  values: ArrayLike<number>,
  se: ArrayLike<number>,
  options: PoolOptions = {},
): LeaveOneSiteOut[] {
  const whole = poolSites(values, se, options);
  return Array.from({ length: values.length }, (_, leftOut) => {
    const pooled = poolSites(
      Array.from(values).filter((_value, i) => i !== leftOut),
      Array.from(se).filter((_value, i) => i !== leftOut),
      options,
    );
    const change =
      pooled.mean.value === null || whole.mean.value === null
        ? none('no-site')
        : some(pooled.mean.value - whole.mean.value);
    return { leftOut, pooled, change };
  });
}
