import { fail } from '../errors.ts';
import { betaQuantile } from '../special/beta.ts';
import { checkShare } from '../special/check.ts';
import { clipLimits, type Interval } from '../special/interval.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some } from '../value.ts';

/** Names of the interval methods of a single proportion. */
export type ProportionMethod = 'wilson' | 'clopper-pearson' | 'jeffreys' | 'agresti-coull' | 'wald';

/** Settings of {@link proportionInterval}. */
export interface ProportionOptions {
  /** Confidence level, 0.95 by default. */
  readonly level?: number;
  /** Method, Wilson by default. */
  readonly method?: ProportionMethod;
}

/**
 * A proportion of independent rows with its interval.
 *
 * @param k successes, 0 to n
 * @param n rows, 0 or above; real numbers are legal (effective sizes)
 * @param options level and method
 * @returns `no-rows` for n = 0
 *
 * Errors: `stats/bad-argument` for k outside [0, n] or a level outside (0, 1).
 * Source: Brown, Cai and DasGupta 2001, Statistical Science 16:101.
 */
export function proportionInterval(
  k: number,
  n: number,
  options: ProportionOptions = {},
): Interval {
  const level = options.level ?? 0.95;
  const method = options.method ?? 'wilson';
  checkCounts(k, n);
  if (n === 0) {
    checkShare(level, 'level');
    return { estimate: none('no-rows'), limits: null, method, level };
  }
  return { estimate: some(k / n), limits: LIMITS[method](k, n, level), method, level };
}

const LIMITS: Readonly<Record<ProportionMethod, (k: number, n: number, level: number) => Limits>> =
  {
    wilson,
    'clopper-pearson': clopperPearson,
    jeffreys,
    'agresti-coull': agrestiCoull,
    wald,
  };

/**
 * Wilson's score interval: the default.
 *
 * @param k successes, 0 to n
 * @param n rows, above 0
 * @param level confidence level
 *
 * Source: Wilson 1927, Journal of the American Statistical Association 22:209.
 */
export function wilson(k: number, n: number, level = 0.95): Limits {
  checkRate(k, n, level);
  return wilsonWithCritical(k / n, n, twoSidedZ(level));
}

/**
 * Wilson's interval from a share, an effective size and any critical value (normal or t).
 *
 * @param p the share in [0, 1]
 * @param n the (effective) number of rows, above 0
 * @param critical the quantile
 */
export function wilsonWithCritical(p: number, n: number, critical: number): Limits {
  const square = critical * critical;
  const centre = p + square / (2 * n);
  const half = critical * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n));
  const scale = 1 + square / n;
  const low = p === 0 ? 0 : (centre - half) / scale;
  const high = p === 1 ? 1 : (centre + half) / scale;
  return clipLimits([low, high]);
}

/**
 * The exact interval: coverage never below the level. For regulatory text.
 *
 * @param k successes, 0 to n
 * @param n rows, above 0
 * @param level confidence level
 *
 * Source: Clopper and Pearson 1934, Biometrika 26:404.
 */
export function clopperPearson(k: number, n: number, level = 0.95): Limits {
  checkRate(k, n, level);
  const tail = (1 - level) / 2;
  return [
    k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  ];
}

/**
 * Quantiles of Jeffreys' posterior Beta(k + 1/2, n - k + 1/2), without correction at the ends.
 *
 * @param k successes, 0 to n
 * @param n rows, above 0
 * @param level confidence level
 *
 * Source: Brown, Cai and DasGupta 2001, Statistical Science 16:101.
 */
export function jeffreys(k: number, n: number, level = 0.95): Limits {
  checkRate(k, n, level);
  const tail = (1 - level) / 2;
  return [betaQuantile(tail, k + 0.5, n - k + 0.5), betaQuantile(1 - tail, k + 0.5, n - k + 0.5)];
}

/**
 * Agresti and Coull's interval: a Wald interval about the centre of Wilson's.
 *
 * @param k successes, 0 to n
 * @param n rows, above 0
 * @param level confidence level
 *
 * Source: Agresti and Coull 1998, The American Statistician 52:119.
 */
export function agrestiCoull(k: number, n: number, level = 0.95): Limits {
  checkRate(k, n, level);
  const z = twoSidedZ(level);
  const size = n + z * z;
  const p = (k + (z * z) / 2) / size;
  const half = z * Math.sqrt((p * (1 - p)) / size);
  return clipLimits([p - half, p + half]);
}

/**
 * The Wald interval, kept to show why it is not offered: at 0 and n its width is 0.
 *
 * @param k successes, 0 to n
 * @param n rows, above 0
 * @param level confidence level
 */
export function wald(k: number, n: number, level = 0.95): Limits {
  checkRate(k, n, level);
  const p = k / n;
  const half = twoSidedZ(level) * Math.sqrt((p * (1 - p)) / n);
  return clipLimits([p - half, p + half]);
}

function checkCounts(k: number, n: number): void {
  if (!(k >= 0 && k <= n && n < Number.POSITIVE_INFINITY))
    fail('stats/bad-argument', `${k} of ${n} is no proportion.`, 'Pass 0 <= k <= n.');
}

function checkRate(k: number, n: number, level: number): void {
  checkCounts(k, n);
  checkShare(level, 'level');
  if (n === 0) fail('stats/bad-argument', 'A proportion of no rows has no interval.', 'Check n.');
}
