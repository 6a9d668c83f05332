import { fail } from '../errors.ts';
import { normalCdf, normalQuantile } from '../special/normal.ts';
import { quantileSorted } from '../special/quantile.ts';
import { type Limits, none, some, type Value } from '../value.ts';

/** Two limits, or the reason why there are none. */
export type MaybeLimits =
  | { readonly limits: Limits; readonly reason?: undefined }
  | { readonly limits: null; readonly reason: string };

/** Limits of the bias-corrected and accelerated method with its two constants. */
export interface BcaResult {
  readonly limits: MaybeLimits;
  /** Normal score of the share of replicates below the estimate. */
  readonly z0: Value;
  /** Acceleration from the jackknife. */
  readonly acceleration: Value;
}

/** Everything a set of bootstrap replicates says about one estimate. */
export interface BootstrapSummary {
  readonly estimate: Value;
  /** Replicates with a value. */
  readonly validCount: number;
  /** Replicates without a value (such as one class only); they leave every summary. */
  readonly invalidCount: number;
  /** More than 1 % of the replicates had no value. */
  readonly isManyInvalid: boolean;
  /** Mean of the valid replicates. */
  readonly mean: Value;
  /** Mean of the replicates minus the estimate. */
  readonly bootstrapBias: Value;
  /** Standard deviation of the valid replicates, divisor n - 1. */
  readonly se: Value;
  readonly percentile: MaybeLimits;
  readonly basic: MaybeLimits;
  /** Present when leave-one-out values were given. */
  readonly bca?: BcaResult;
}

const TIE = 1e-12;

function noLimits(reason: string): MaybeLimits {
  return { limits: null, reason };
}

/**
 * The replicates that have a value, ascending.
 *
 * @param replicates values, NaN where undefined
 */
export function validSorted(replicates: ArrayLike<number>): Float64Array {
  return Float64Array.from(replicates)
    .filter((r) => !Number.isNaN(r))
    .sort();
}

/**
 * Standard deviation by two passes, divisor n - 1.
 *
 * @param x numbers, NaN left out
 * @returns not below 0; `too-few` under two numbers
 */
export function standardDeviation(x: ArrayLike<number>): Value {
  let n = 0;
  let origin = 0;
  let sum = 0;
  // Distances from the first number: equal numbers have a deviation of exactly 0.
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i])) continue;
    if (n === 0) origin = x[i]!;
    n++;
    sum += x[i]! - origin;
  }
  if (n < 2) return none('too-few');
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    const d = x[i]! - origin - mean;
    if (!Number.isNaN(d)) squares += d * d;
  }
  return some(Math.sqrt(squares / (n - 1)));
}

function checkLevel(level: number): void {
  if (!(level > 0 && level < 1)) {
    fail('stats/bad-argument', `The level is ${level}, allowed is 0 to 1.`, 'Pass 0.95.');
  }
}

/**
 * Percentile limits: the (1 - level)/2 and (1 + level)/2 quantiles (type 7) of the replicates, not clipped.
 *
 * @param replicates values, NaN left out
 * @param level between 0 and 1
 */
export function percentileLimits(replicates: ArrayLike<number>, level = 0.95): MaybeLimits {
  checkLevel(level);
  return percentileOfSorted(validSorted(replicates), level);
}

function percentileOfSorted(sorted: Float64Array, level: number): MaybeLimits {
  if (sorted.length < 2) return noLimits('too-few-replicates');
  const tail = (1 - level) / 2;
  return { limits: [quantileSorted(sorted, tail), quantileSorted(sorted, 1 - tail)] };
}

/**
 * Basic (reflected) limits: twice the estimate minus the percentile limits, not clipped.
 *
 * @param replicates values, NaN left out
 * @param estimate value on the full data
 * @param level between 0 and 1
 */
export function basicLimits(
  replicates: ArrayLike<number>,
  estimate: number,
  level = 0.95,
): MaybeLimits {
  return reflect(percentileLimits(replicates, level), estimate);
}

function reflect(percentile: MaybeLimits, estimate: number): MaybeLimits {
  if (percentile.limits === null) return percentile;
  const [low, high] = percentile.limits;
  return { limits: [2 * estimate - high, 2 * estimate - low] };
}

/**
 * Bias-corrected and accelerated limits. The share below the estimate is strict, ties within 1e-12 are
 * not below; the acceleration comes from leave-one-out values (whole clusters where clusters are drawn).
 *
 * @param replicates values, NaN left out
 * @param estimate value on the full data
 * @param jackknife leave-one-out values, NaN left out
 * @param level between 0 and 1
 * @returns `all-replicates-on-one-side` when no finite correction exists
 * @see Efron 1987, doi:10.1080/01621459.1987.10478410
 */
export function bcaLimits(
  replicates: ArrayLike<number>,
  estimate: number,
  jackknife: ArrayLike<number>,
  level = 0.95,
): BcaResult {
  checkLevel(level);
  return bcaOfSorted(validSorted(replicates), estimate, jackknife, level);
}

function bcaOfSorted(
  sorted: Float64Array,
  estimate: number,
  jackknife: ArrayLike<number>,
  level: number,
): BcaResult {
  const acceleration = some(accelerationOf(jackknife));
  const refuse = (reason: string): BcaResult => ({
    limits: noLimits(reason),
    z0: none(reason),
    acceleration,
  });
  if (sorted.length < 2) return refuse('too-few-replicates');
  const border = estimate - TIE * Math.max(1, Math.abs(estimate));
  let below = 0;
  while (below < sorted.length && sorted[below]! < border) below++;
  if (below === 0 || below === sorted.length) return refuse('all-replicates-on-one-side');
  const z0 = normalQuantile(below / sorted.length);
  const a = acceleration.value ?? 0;
  const place = (p: number): number => {
    const z = z0 + normalQuantile(p);
    return normalCdf(z0 + z / (1 - a * z));
  };
  const tail = (1 - level) / 2;
  return {
    limits: {
      limits: [quantileSorted(sorted, place(tail)), quantileSorted(sorted, place(1 - tail))],
    },
    z0: some(z0),
    acceleration,
  };
}

/** Skewness of the jackknife: sum d^3 / (6 (sum d^2)^1.5), d = mean minus leave-one-out value; 0 when constant. */
function accelerationOf(jackknife: ArrayLike<number>): number {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < jackknife.length; i++) {
    if (Number.isNaN(jackknife[i])) continue;
    n++;
    sum += jackknife[i]!;
  }
  const mean = sum / n;
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < jackknife.length; i++) {
    const d = mean - jackknife[i]!;
    if (Number.isNaN(d)) continue;
    squares += d * d;
    cubes += d * d * d;
  }
  return squares > 0 ? cubes / (6 * squares * Math.sqrt(squares)) : 0;
}

/**
 * Summarises replicates: standard error, bias, percentile, basic and (with leave-one-out values) BCa limits.
 * Limits are raw: clipping to the legal range is left to where they are shown.
 *
 * @param estimate value on the full data, NaN where undefined
 * @param replicates values, NaN where a replicate has none
 * @param level between 0 and 1
 * @param jackknife leave-one-out values
 */
export function summariseBootstrap(
  estimate: number,
  replicates: ArrayLike<number>,
  level = 0.95,
  jackknife?: ArrayLike<number>,
): BootstrapSummary {
  checkLevel(level);
  const sorted = validSorted(replicates);
  const invalidCount = replicates.length - sorted.length;
  const counts = {
    validCount: sorted.length,
    invalidCount,
    isManyInvalid: invalidCount > 0.01 * replicates.length,
  };
  if (Number.isNaN(estimate)) {
    const nothing = none('no-estimate');
    return {
      ...counts,
      estimate: nothing,
      mean: nothing,
      bootstrapBias: nothing,
      se: nothing,
      percentile: noLimits('no-estimate'),
      basic: noLimits('no-estimate'),
    };
  }
  let sum = 0;
  for (const r of sorted) sum += r;
  const mean = sorted.length > 0 ? some(sum / sorted.length) : none('too-few-replicates');
  const percentile = percentileOfSorted(sorted, level);
  return {
    ...counts,
    estimate: some(estimate),
    mean,
    bootstrapBias: mean.value === null ? mean : some(mean.value - estimate),
    se: standardDeviation(sorted),
    percentile,
    basic: reflect(percentile, estimate),
    ...(jackknife === undefined ? {} : { bca: bcaOfSorted(sorted, estimate, jackknife, level) }),
  };
}
