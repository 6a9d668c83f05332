import { newtonStep } from './calibration.ts';
import type { CalibrationTable } from './plan.ts';

/** Sums of a replicate, reused. */
export interface CalibrationScratch {
  /** level × 5 at the own fit, and at the common fit */
  readonly own: Float64Array;
  readonly common: Float64Array;
  readonly everyone: Float64Array;
  /** entry × 2 */
  readonly influence: Float64Array;
  /** level × 2 */
  readonly value: Float64Array;
  readonly variance: Float64Array;
  readonly rest: Float64Array;
  readonly referenceCross: Float64Array;
  readonly clusters: Float64Array;
  readonly step: Float64Array;
}

/** Makes the arrays that {@link CalibrationScratch} names. */
export function calibrationScratch(table: CalibrationTable): CalibrationScratch {
  const levels = table.levelCount;
  return {
    own: new Float64Array(5 * levels),
    common: new Float64Array(5 * levels),
    everyone: new Float64Array(5),
    influence: new Float64Array(2 * table.entryPatient.length),
    value: new Float64Array(2 * levels),
    variance: new Float64Array(2 * levels),
    rest: new Float64Array(2 * levels),
    referenceCross: new Float64Array(2 * levels),
    clusters: new Float64Array(levels),
    step: new Float64Array(2),
  };
}

/**
 * Intercept and slope per level in one replicate: one Newton step from the original fit, whose error is of
 * the order of the squared step; the rest by subtracting the level's sums from everyone's.
 *
 * @param table sums per patient × level
 * @param draws how often each patient is drawn
 * @param scratch receives value, variance, rest and the covariance with the reference
 */
export function calibrationPass(
  table: CalibrationTable,
  draws: Int32Array,
  scratch: CalibrationScratch,
): void {
  const { entryPatient, entryLevel, levelCount, fit: fits } = table;
  const { own, common, everyone, influence, value, variance, clusters, step } = scratch;
  own.fill(0);
  common.fill(0);
  everyone.fill(0);
  clusters.fill(0);
  variance.fill(0);
  for (let e = 0; e < entryPatient.length; e++) {
    const drawn = draws[entryPatient[e]!]!;
    if (drawn === 0) continue;
    const k = entryLevel[e]!;
    clusters[k] = clusters[k]! + drawn;
    for (let d = 0; d < 5; d++) {
      own[5 * k + d] = own[5 * k + d]! + drawn * table.own[5 * e + d]!;
      common[5 * k + d] = common[5 * k + d]! + drawn * table.common[5 * e + d]!;
    }
  }
  const steps = new Float64Array(2 * levelCount);
  for (let k = 0; k < levelCount; k++) {
    for (let d = 0; d < 5; d++) everyone[d] = everyone[d]! + common[5 * k + d]!;
    const works = newtonStep(own, 5 * k, step);
    for (let c = 0; c < 2; c++) {
      steps[2 * k + c] = step[c]!;
      value[2 * k + c] = works ? fits[2 * k + c]! + step[c]! : Number.NaN;
    }
  }
  for (let e = 0; e < entryPatient.length; e++) {
    const drawn = draws[entryPatient[e]!]!;
    const k = entryLevel[e]!;
    influence[2 * e] = 0;
    influence[2 * e + 1] = 0;
    if (drawn === 0 || Number.isNaN(value[2 * k]!)) continue;
    const at = 5 * e;
    const s0 = steps[2 * k]!;
    const s1 = steps[2 * k + 1]!;
    const v = table.own;
    const g0 = v[at]! - v[at + 2]! * s0 - v[at + 3]! * s1;
    const g1 = v[at + 1]! - v[at + 3]! * s0 - v[at + 4]! * s1;
    const a = own[5 * k + 2]!;
    const b = own[5 * k + 3]!;
    const c = own[5 * k + 4]!;
    const determinant = a * c - b * b;
    const i0 = (c * g0 - b * g1) / determinant;
    const i1 = (a * g1 - b * g0) / determinant;
    influence[2 * e] = i0;
    influence[2 * e + 1] = i1;
    variance[2 * k] = variance[2 * k]! + drawn * i0 * i0;
    variance[2 * k + 1] = variance[2 * k + 1]! + drawn * i1 * i1;
  }
  for (let k = 0; k < levelCount; k++) {
    const g = clusters[k]!;
    const correction = g > 1 ? g / (g - 1) : Number.NaN;
    for (let c = 0; c < 2; c++) {
      variance[2 * k + c] = variance[2 * k + c]! * correction;
      if (Number.isNaN(value[2 * k + c]!)) variance[2 * k + c] = Number.NaN;
    }
  }
  subtractedRest(table, scratch);
  referenceCovariance(table, draws, scratch);
}

/** One step of everyone less the level, at the common fit. */
function restStep(scratch: CalibrationScratch, k: number, out: Float64Array): boolean {
  const sums = new Float64Array(5);
  for (let d = 0; d < 5; d++) sums[d] = scratch.everyone[d]! - scratch.common[5 * k + d]!;
  return newtonStep(sums, 0, out);
}

function subtractedRest(table: CalibrationTable, scratch: CalibrationScratch): void {
  const { rest, step } = scratch;
  for (let k = 0; k < table.levelCount; k++) {
    const works = table.levelCount > 1 && restStep(scratch, k, step);
    for (let c = 0; c < 2; c++) rest[2 * k + c] = works ? step[c]! : Number.NaN;
  }
}

function referenceCovariance(
  table: CalibrationTable,
  draws: Int32Array,
  scratch: CalibrationScratch,
): void {
  const { referenceLeft, referenceRight, entryPatient, entryLevel } = table;
  const { referenceCross, influence } = scratch;
  referenceCross.fill(0);
  for (let r = 0; r < referenceLeft.length; r++) {
    const e = referenceLeft[r]!;
    const f = referenceRight[r]!;
    const drawn = draws[entryPatient[e]!]!;
    const k = entryLevel[e]!;
    for (let c = 0; c < 2; c++) {
      referenceCross[2 * k + c] =
        referenceCross[2 * k + c]! + drawn * influence[2 * e + c]! * influence[2 * f + c]!;
    }
  }
}
