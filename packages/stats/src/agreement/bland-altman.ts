import { fail } from '../errors.ts';
import { checkSameLength } from '../special/check.ts';
import { denseCodes } from '../special/dense-codes.ts';
import { tQuantile, tTwoSided } from '../special/distributions.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { noncentralTQuantile } from './noncentral-t.ts';

/** Differences of two readers who measured the same targets once each. */
export interface BlandAltman {
  /** Mean of a - b. */
  readonly meanDifference: Value;
  /** Standard deviation of the differences. */
  readonly sd: Value;
  /** mean -+ z sd. */
  readonly limitsOfAgreement: Limits | null;
  /** Student's t limits of the mean difference. */
  readonly meanLimits: Limits | null;
  /** Approximate standard error of either limit of agreement. */
  readonly limitSe: Value;
  /** Exact limits of the lower limit of agreement. */
  readonly lowerLimits: Limits | null;
  /** Exact limits of the upper limit of agreement. */
  readonly upperLimits: Limits | null;
  /** Change of the difference per unit of the mean of both. */
  readonly slope: Value;
  /** Two-sided test of a slope of 0. */
  readonly slopePValue: Value;
  /** z sqrt(2) times the within-target standard deviation; assumes two replicates by one reader. */
  readonly repeatability: Value;
  readonly targetCount: number;
  /** Targets left out because a measurement is missing. */
  readonly missingCount: number;
}

/**
 * Bland-Altman limits of agreement with approximate and exact confidence limits and the slope of the difference
 * on the mean.
 *
 * @param a measurement per target, NaN where missing
 * @param b the other reader
 * @param level confidence and agreement level
 * @returns `no-targets`, `too-few-targets`; `no-variation` for a slope when all means or differences are equal
 * @throws stats/length-mismatch
 * @see Bland, Altman 1999, doi:10.1177/096228029900800204; Carkeet 2015, doi:10.1097/OPX.0000000000000513
 */
export function blandAltman(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): BlandAltman {
  checkSameLength(a, b, ['a', 'b']);
  const differences: number[] = [];
  const means: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const d = a[i]! - b[i]!;
    if (!Number.isFinite(d)) continue;
    differences.push(d);
    means.push((a[i]! + b[i]!) / 2);
  }
  const n = differences.length;
  const counts = { targetCount: n, missingCount: a.length - n };
  if (n === 0) return { ...blank('no-targets'), ...counts };
  const centre = meanOf(differences);
  let square = 0;
  for (const d of differences) square += d * d;
  const z = twoSidedZ(level);
  const repeatability = some(z * Math.SQRT2 * Math.sqrt(square / (2 * n)));
  if (n < 2) {
    return { ...blank('too-few-targets'), meanDifference: some(centre), repeatability, ...counts };
  }
  const sd = Math.sqrt(crossProduct(differences, differences) / (n - 1));
  const tail = (1 - level) / 2;
  const half = (tQuantile(1 - tail, n - 1) * sd) / Math.sqrt(n);
  const near = (noncentralTQuantile(tail, n - 1, z * Math.sqrt(n)) * sd) / Math.sqrt(n);
  const far = (noncentralTQuantile(1 - tail, n - 1, z * Math.sqrt(n)) * sd) / Math.sqrt(n);
  return {
    meanDifference: some(centre),
    sd: some(sd),
    limitsOfAgreement: [centre - z * sd, centre + z * sd],
    meanLimits: [centre - half, centre + half],
    limitSe: some(sd * Math.sqrt(1 / n + (z * z) / (2 * (n - 1)))),
    lowerLimits: [centre - far, centre - near],
    upperLimits: [centre + near, centre + far],
    ...slopeOf(means, differences),
    repeatability,
    ...counts,
  };
}

function meanOf(x: readonly number[]): number {
  // Distances from the first number: equal numbers have a mean of exactly that number.
  const origin = x[0]!;
  let sum = 0;
  for (const value of x) sum += value - origin;
  return origin + sum / x.length;
}

function crossProduct(x: readonly number[], y: readonly number[]): number {
  const mx = meanOf(x);
  const my = meanOf(y);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - mx) * (y[i]! - my);
  return sum;
}

function slopeOf(
  x: readonly number[],
  y: readonly number[],
): Pick<BlandAltman, 'slope' | 'slopePValue'> {
  const n = x.length;
  const xx = crossProduct(x, x);
  if (!(xx > 0)) return { slope: none('no-variation'), slopePValue: none('no-variation') };
  const slope = crossProduct(x, y) / xx;
  if (n < 3) return { slope: some(slope), slopePValue: none('too-few-targets') };
  const residual = Math.max(0, crossProduct(y, y) - slope * slope * xx);
  const se = Math.sqrt(residual / (n - 2) / xx);
  return {
    slope: some(slope),
    slopePValue: se > 0 ? some(tTwoSided(slope / se, n - 2)) : none('no-variation'),
  };
}

function blank(reason: string): Omit<BlandAltman, 'targetCount' | 'missingCount'> {
  const nothing = none(reason);
  return {
    meanDifference: nothing,
    sd: nothing,
    limitsOfAgreement: null,
    meanLimits: null,
    limitSe: nothing,
    lowerLimits: null,
    upperLimits: null,
    slope: nothing,
    slopePValue: nothing,
    repeatability: nothing,
  };
}

/** Limits of agreement where each patient gave several pairs of measurements. */
export interface RepeatedBlandAltman {
  readonly meanDifference: Value;
  /** Variance of differences within a patient. */
  readonly withinVariance: Value;
  /** Variance of patients' mean differences, not below 0. */
  readonly betweenVariance: Value;
  readonly totalSd: Value;
  readonly limitsOfAgreement: Limits | null;
  readonly pairCount: number;
  readonly patientCount: number;
}

/**
 * Limits of agreement from several pairs per patient where the true value varies: one-way components of the
 * differences with unequal numbers of pairs.
 *
 * @param differences one per pair; NaN pairs are left out
 * @param patients patient of each pair, any ids
 * @param level agreement level
 * @returns `no-pairs`, `one-patient`, or `one-pair-each` when no patient has two
 * @throws stats/length-mismatch
 * @see Bland, Altman 2007, doi:10.1080/10543400701329422
 */
export function blandAltmanRepeated(
  differences: ArrayLike<number>,
  patients: ArrayLike<number | string>,
  level = 0.95,
): RepeatedBlandAltman {
  if (differences.length !== patients.length) {
    fail(
      'stats/length-mismatch',
      `${differences.length} differences came with ${patients.length} patients.`,
      'Pass one patient per pair.',
    );
  }
  const present: number[] = [];
  const ids: (number | string)[] = [];
  for (let i = 0; i < differences.length; i++) {
    if (!Number.isFinite(differences[i]!)) continue;
    present.push(differences[i]!);
    ids.push(patients[i]!);
  }
  const { codes, count: patientCount } = denseCodes(ids);
  const n = present.length;
  const counts = { pairCount: n, patientCount };
  const refuse = (reason: string, mean: Value = none(reason)): RepeatedBlandAltman => ({
    meanDifference: mean,
    withinVariance: none(reason),
    betweenVariance: none(reason),
    totalSd: none(reason),
    limitsOfAgreement: null,
    ...counts,
  });
  if (n === 0) return refuse('no-pairs');
  const centre = meanOf(present);
  if (patientCount < 2) return refuse('one-patient', some(centre));
  if (n === patientCount) return refuse('one-pair-each', some(centre));
  const sizes = new Float64Array(patientCount);
  const means = new Float64Array(patientCount);
  for (let i = 0; i < n; i++) sizes[codes[i]!]!++;
  for (let i = 0; i < n; i++) means[codes[i]!]! += present[i]! / sizes[codes[i]!]!;
  let within = 0;
  for (let i = 0; i < n; i++) {
    const d = present[i]! - means[codes[i]!]!;
    within += d * d;
  }
  let between = 0;
  let squares = 0;
  for (let p = 0; p < patientCount; p++) {
    const d = means[p]! - centre;
    between += sizes[p]! * d * d;
    squares += sizes[p]! * sizes[p]!;
  }
  const withinVariance = within / (n - patientCount);
  const evenSize = (n * n - squares) / ((patientCount - 1) * n);
  const betweenVariance = Math.max(0, (between / (patientCount - 1) - withinVariance) / evenSize);
  const totalSd = Math.sqrt(withinVariance + betweenVariance);
  const half = twoSidedZ(level) * totalSd;
  return {
    meanDifference: some(centre),
    withinVariance: some(withinVariance),
    betweenVariance: some(betweenVariance),
    totalSd: some(totalSd),
    limitsOfAgreement: [centre - half, centre + half],
    ...counts,
  };
}
