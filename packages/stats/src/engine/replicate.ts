import { passAuroc } from './auroc-passes.ts';
import { evaluateCalibration } from './evaluate-calibration.ts';
import { evaluateMoments } from './evaluate-moments.ts';
import { evaluateRank, precisionOf } from './evaluate-rank.ts';
import type { ColumnPlan, Plan } from './plan.ts';
import { aurocFinish, aurocVariance, belowPass, type RankScratch, sumBelow } from './rank-pass.ts';
import type { ReplicateScratch } from './replicate-scratch.ts';

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
  if (plan.aurocMetric >= 0 && !scratch.isPassed) passAuroc(plan, columns, scratch);
  scratch.isPassed = false;
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
  const { weight, draws, overall, overallPrecision, below } = scratch;
  const { order } = plan.overall;
  if (plan.auprcMetric >= 0 && overallPrecision !== null) {
    precisionOf(plan.overall, weight, draws, overallPrecision);
    writeCell(out, at + columns.overall[plan.auprcMetric]!, overallPrecision);
  }
  if (plan.aurocMetric >= 0) {
    if (order === null) {
      belowPass(plan.overall, weight, below);
      sumBelow(plan.overall, weight, below, overall);
      aurocFinish(plan.overall, draws, overall);
    } else aurocVariance(plan.overall, draws, overall);
    writeCell(out, at + columns.overall[plan.aurocMetric]!, overall);
  }
}

function writeCell(out: Float64Array, at: number, scratch: RankScratch): void {
  out[at] = scratch.value[0]!;
  out[at + 1] = Math.sqrt(scratch.variance[0]!);
}
