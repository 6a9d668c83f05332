import { calibrationInfluence, calibrationSteps, calibrationWidth } from './calibration.ts';
import type { CalibrationTable } from './plan.ts';

/** Sums of a replicate, reused. */
export interface CalibrationScratch {
  /** level × 7 at the own fit, and at the common fit */
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
    own: new Float64Array(calibrationWidth * levels),
    common: new Float64Array(calibrationWidth * levels),
    everyone: new Float64Array(calibrationWidth),
    influence: new Float64Array(2 * table.entryPatient.length),
    value: new Float64Array(2 * levels),
    variance: new Float64Array(2 * levels),
    rest: new Float64Array(2 * levels),
    referenceCross: new Float64Array(2 * levels),
    clusters: new Float64Array(levels),
    step: new Float64Array(3),
  };
}

/**
 * Calibration in the large and slope per level in one replicate: one Newton step from the original fit, whose error is of
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
    const to = calibrationWidth * k;
    const from = calibrationWidth * e;
    for (let d = 0; d < calibrationWidth; d++) {
      own[to + d] = own[to + d]! + drawn * table.own[from + d]!;
      common[to + d] = common[to + d]! + drawn * table.common[from + d]!;
    }
  }
  const steps = new Float64Array(3 * levelCount);
  for (let k = 0; k < levelCount; k++) {
    const at = calibrationWidth * k;
    for (let d = 0; d < calibrationWidth; d++) everyone[d] = everyone[d]! + common[at + d]!;
    calibrationSteps(own, at, step);
    steps.set(step, 3 * k);
    for (let c = 0; c < 2; c++) value[2 * k + c] = fits[2 * k + c]! + step[c]!;
  }
  for (let e = 0; e < entryPatient.length; e++) {
    const drawn = draws[entryPatient[e]!]!;
    const k = entryLevel[e]!;
    influence[2 * e] = 0;
    influence[2 * e + 1] = 0;
    if (drawn === 0) continue;
    const at = calibrationWidth * k;
    const own3 = steps.subarray(3 * k, 3 * k + 3);
    calibrationInfluence(own, at, table.own, calibrationWidth * e, own3, influence, 2 * e);
    for (let c = 0; c < 2; c++) {
      const moved = influence[2 * e + c]!;
      variance[2 * k + c] = variance[2 * k + c]! + drawn * moved * moved;
    }
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
function restStep(scratch: CalibrationScratch, k: number, out: Float64Array): void {
  const sums = new Float64Array(calibrationWidth);
  for (let d = 0; d < calibrationWidth; d++) {
    sums[d] = scratch.everyone[d]! - scratch.common[calibrationWidth * k + d]!;
  }
  calibrationSteps(sums, 0, out);
}

function subtractedRest(table: CalibrationTable, scratch: CalibrationScratch): void {
  const { rest, step } = scratch;
  for (let k = 0; k < table.levelCount; k++) {
    if (table.levelCount > 1) restStep(scratch, k, step);
    else step.fill(Number.NaN);
    for (let c = 0; c < 2; c++) rest[2 * k + c] = step[c]!;
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
