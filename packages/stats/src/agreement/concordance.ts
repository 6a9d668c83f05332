import { checkSameLength } from '../special/check.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';

/** Lin's concordance of two readers' numbers. */
export interface Concordance {
  readonly concordance: Value;
  /** Limits on Fisher's z scale; null where the correlation is 0 or the concordance 1. */
  readonly limits: Limits | null;
  /** sd of b over sd of a. */
  readonly scaleShift: Value;
  /** (mean of b - mean of a) / sqrt(sd a sd b). */
  readonly locationShift: Value;
  /** Factor by which shifts lower the correlation, at most 1. */
  readonly biasCorrection: Value;
  readonly pearson: Value;
  readonly targetCount: number;
  readonly missingCount: number;
}

/**
 * Lin's concordance correlation coefficient with moments over n.
 *
 * @param a measurement per target, NaN where missing
 * @param b the other reader
 * @param level confidence level
 * @returns `too-few-targets` under three, `no-variation` when both are constant; a constant reader gives 0
 * @throws stats/length-mismatch
 * @see Lin 1989, doi:10.2307/2532051; variance with n - 2 as corrected in Lin 2000, Biometrics 56:324
 */
export function concordanceCorrelation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  level = 0.95,
): Concordance {
  checkSameLength(a, b, ['a', 'b']);
  const kept: number[] = [];
  for (let i = 0; i < a.length; i++) if (Number.isFinite(a[i]! - b[i]!)) kept.push(i);
  const n = kept.length;
  const counts = { targetCount: n, missingCount: a.length - n };
  if (n < 3) return { ...blank('too-few-targets'), ...counts };
  const originA = a[kept[0]!]!;
  const originB = b[kept[0]!]!;
  let meanA = 0;
  let meanB = 0;
  for (const i of kept) {
    meanA += (a[i]! - originA) / n;
    meanB += (b[i]! - originB) / n;
  }
  let varA = 0;
  let varB = 0;
  let cov = 0;
  for (const i of kept) {
    const x = a[i]! - originA - meanA;
    const y = b[i]! - originB - meanB;
    varA += (x * x) / n;
    varB += (y * y) / n;
    cov += (x * y) / n;
  }
  const shift = meanB + originB - meanA - originA;
  if (varA === 0 && varB === 0) return { ...blank('no-variation'), ...counts };
  const concordance = (2 * cov) / (varA + varB + shift * shift);
  if (varA === 0 || varB === 0) {
    return { ...blank('no-variation'), concordance: some(concordance), ...counts };
  }
  const sdA = Math.sqrt(varA);
  const sdB = Math.sqrt(varB);
  const pearson = cov / sdA / sdB;
  const scale = sdB / sdA;
  const location = shift / Math.sqrt(sdA * sdB);
  return {
    concordance: some(concordance),
    limits: zLimits(concordance, pearson, location, n, level),
    scaleShift: some(scale),
    locationShift: some(location),
    biasCorrection: some(2 / (scale + 1 / scale + location * location)),
    pearson: some(pearson),
    ...counts,
  };
}

function zLimits(c: number, r: number, u: number, n: number, level: number): Limits | null {
  const room = 1 - c * c;
  if (r === 0 || !(room > 0)) return null;
  const u2 = u * u;
  const variance =
    (((1 - r * r) * c * c * room) / (r * r) +
      (2 * c * c * c * (1 - c) * u2) / r -
      (c * c * c * c * u2 * u2) / (2 * r * r)) /
    (n - 2);
  if (!(variance >= 0)) return null;
  const centre = Math.log((1 + c) / (1 - c)) / 2;
  const half = (twoSidedZ(level) * Math.sqrt(variance)) / room;
  return [Math.tanh(centre - half), Math.tanh(centre + half)];
}

function blank(reason: string): Omit<Concordance, 'targetCount' | 'missingCount'> {
  const nothing = none(reason);
  return {
    concordance: nothing,
    limits: null,
    scaleShift: nothing,
    locationShift: nothing,
    biasCorrection: nothing,
    pearson: nothing,
  };
}
