import { type CalibrationScratch, calibrationPass } from './calibration-pass.ts';
import type { ColumnPlan, Plan } from './plan.ts';
import { writeLevel } from './write-level.ts';

/** Scratch of the calibration metrics. */
export interface CalibrationParts {
  readonly draws: Int32Array;
  readonly calibration: CalibrationScratch | null;
  readonly calibrationLevels: readonly (CalibrationScratch | null)[];
  /** step of each level's rest in the original sample */
  readonly calibrationRest: readonly (Float64Array | null)[];
}

/** Calibration in the large and slope of everyone, of levels and of rests. */
export function evaluateCalibration(
  plan: Plan,
  columns: ColumnPlan,
  scratch: CalibrationParts,
  out: Float64Array,
  at: number,
): void {
  const everyone = scratch.calibration;
  if (plan.calibration === null || everyone === null) return;
  const metrics = [plan.interceptMetric, plan.slopeMetric];
  calibrationPass(plan.calibration, scratch.draws, everyone);
  for (let c = 0; c < 2; c++) {
    const metric = metrics[c]!;
    if (metric < 0) continue;
    const place = at + columns.overall[metric]!;
    out[place] = everyone.value[c]!;
    out[place + 1] = Math.sqrt(everyone.variance[c]!);
  }
  for (let a = 0; a < plan.attributes.length; a++) {
    const table = plan.attributes[a]!.calibration;
    const own = scratch.calibrationLevels[a] ?? null;
    if (table === null || own === null) continue;
    calibrationPass(table, scratch.draws, own);
    for (let c = 0; c < 2; c++) {
      if (metrics[c]! >= 0) writeAttribute(plan, columns, a, metrics[c]!, c, scratch, out, at);
    }
  }
}

function writeAttribute(
  plan: Plan,
  columns: ColumnPlan,
  a: number,
  metric: number,
  c: number,
  scratch: CalibrationParts,
  out: Float64Array,
  at: number,
): void {
  const attribute = plan.attributes[a]!;
  const table = attribute.calibration!;
  const own = scratch.calibrationLevels[a]!;
  const original = scratch.calibrationRest[a]!;
  const place = columns.level[metric]![a]!;
  const reference = attribute.reference;
  for (let k = 0; k < attribute.levelCount; k++) {
    if (place[k]! < 0) continue;
    const i = 2 * k + c;
    const value = own.value[i]!;
    const variance = own.variance[i]!;
    let rest = table.restFit[i]! + own.rest[i]! - original[i]!;
    let restVariance = table.restVariance[i]!;
    let gapVariance = attribute.varies
      ? (table.gapVariance[i]! * variance) / table.levelVariance[i]!
      : variance + restVariance;
    const o = attribute.other[k]!;
    if (o >= 0) {
      rest = own.value[2 * o + c]!;
      restVariance = own.variance[2 * o + c]!;
      const shared = own.referenceCross[i]! + own.referenceCross[2 * o + c]!;
      gapVariance = variance + restVariance - 2 * shared;
    }
    const referenceVariance =
      k === reference || reference < 0
        ? Number.NaN
        : variance + own.variance[2 * reference + c]! - 2 * own.referenceCross[i]!;
    writeLevel(
      out,
      at + place[k]!,
      value,
      variance,
      rest,
      restVariance,
      gapVariance,
      referenceVariance,
    );
  }
}
