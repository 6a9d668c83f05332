import {
  type CalibrationScratch,
  calibrationPass,
  calibrationScratch,
} from './calibration-pass.ts';
import { drawnPass } from './drawn-pass.ts';
import { drawnPrecisionPass } from './drawn-precision-pass.ts';
import { evaluateCalibration } from './evaluate-calibration.ts';
import { evaluateMoments, type FamilyScratch, familyScratch } from './evaluate-moments.ts';
import { evaluateRank, type RankAttributeScratch, rankAttributeScratch } from './evaluate-rank.ts';
import type { ColumnPlan, Plan } from './plan.ts';
import { auprcPass } from './precision-pass.ts';
import { aurocFinish, belowPass, type RankScratch, rankScratch, sumBelow } from './rank-pass.ts';

/** Everything a replicate writes to on its way; made once per thread. */
export interface ReplicateScratch {
  readonly draws: Int32Array;
  /** weight × draws per sorted row */
  readonly weight: Float64Array;
  readonly below: Float64Array;
  /** whether some attribute's rests are subtracted from everyone */
  readonly needsBelow: boolean;
  readonly overall: RankScratch;
  readonly attributes: readonly RankAttributeScratch[];
  readonly families: readonly FamilyScratch[];
  readonly calibration: CalibrationScratch | null;
  readonly calibrationLevels: readonly (CalibrationScratch | null)[];
  /** step of each level's rest in the original sample */
  readonly calibrationRest: readonly (Float64Array | null)[];
}

/**
 * Makes the scratch arrays of one thread.
 *
 * @param plan what {@link buildPlan} made
 */
export function replicateScratch(plan: Plan): ReplicateScratch {
  const ones = new Int32Array(plan.patientCount).fill(1);
  const levels = plan.attributes.map((attribute) =>
    attribute.calibration === null ? null : calibrationScratch(attribute.calibration),
  );
  const rest = plan.attributes.map((attribute, a) => {
    const scratch = levels[a] ?? null;
    if (attribute.calibration === null || scratch === null) return null;
    calibrationPass(attribute.calibration, ones, scratch);
    return scratch.rest.slice();
  });
  const attributes = plan.attributes.map((attribute) => rankAttributeScratch(attribute, plan));
  return {
    draws: new Int32Array(plan.patientCount),
    weight: new Float64Array(plan.rowCount),
    below: new Float64Array(plan.rowCount),
    needsBelow: plan.attributes.some(
      ({ total, mode }, a) =>
        total === null && mode.includes('subtracted') && attributes[a]!.overallSlot === null,
    ),
    overall: rankScratch(plan.overall),
    attributes,
    families: plan.families.map((family, f) => familyScratch(plan, family, f)),
    calibration: plan.calibration === null ? null : calibrationScratch(plan.calibration),
    calibrationLevels: levels,
    calibrationRest: rest,
  };
}

/**
 * All metrics in all cells for given draws of the patients.
 *
 * @param plan what to compute
 * @param columns where to write it
 * @param scratch of this thread; its `draws` are read
 * @param out receives the columns
 * @param at place of the first column
 */
export function evaluate(
  plan: Plan,
  columns: ColumnPlan,
  scratch: ReplicateScratch,
  out: Float64Array,
  at: number,
): void {
  const { draws } = scratch;
  out.fill(Number.NaN, at, at + columns.columnCount);
  for (let f = 0; f < plan.families.length; f++) {
    evaluateMoments(plan, columns, f, scratch.families[f]!, draws, out, at);
  }
  if (plan.calibration !== null && scratch.calibration !== null) {
    evaluateCalibration(plan, columns, scratch, out, at);
  }
  if (plan.aurocMetric < 0 && plan.auprcMetric < 0) return;
  if (plan.overall.order === null) weighRows(plan, scratch);
  evaluateEveryone(plan, columns, scratch, out, at);
  for (let a = 0; a < plan.attributes.length; a++) {
    evaluateRank(plan, columns, a, scratch, out, at);
  }
}

function weighRows(plan: Plan, scratch: ReplicateScratch): void {
  const { patient, weight: rowWeight, rowCount } = plan;
  const { draws, weight } = scratch;
  if (rowWeight === null) {
    for (let i = 0; i < rowCount; i++) weight[i] = draws[patient[i]!]!;
  } else {
    for (let i = 0; i < rowCount; i++) weight[i] = draws[patient[i]!]! * rowWeight[i]!;
  }
}

function evaluateEveryone(
  plan: Plan,
  columns: ColumnPlan,
  scratch: ReplicateScratch,
  out: Float64Array,
  at: number,
): void {
  const { weight, draws, overall, below } = scratch;
  if (plan.auprcMetric >= 0) {
    const { order } = plan.overall;
    if (order === null) auprcPass(plan.overall, weight, draws, overall);
    else drawnPrecisionPass(plan.overall, order, draws, overall);
    writeCell(out, at + columns.overall[plan.auprcMetric]!, overall);
  }
  // Last: attributes read the AUROC's sums per slot.
  if (plan.aurocMetric >= 0) {
    const { order } = plan.overall;
    if (order === null) {
      belowPass(plan.overall, weight, below);
      sumBelow(plan.overall, weight, below, overall);
    } else drawnPass(order, draws, overall, scratch.needsBelow ? below : null);
    aurocFinish(plan.overall, draws, overall);
    writeCell(out, at + columns.overall[plan.aurocMetric]!, overall);
  }
}

function writeCell(out: Float64Array, at: number, scratch: RankScratch): void {
  out[at] = scratch.value[0]!;
  out[at + 1] = Math.sqrt(scratch.variance[0]!);
}
