import {
  type CalibrationScratch,
  calibrationPass,
  calibrationScratch,
} from './calibration-pass.ts';
import { type FamilyScratch, familyScratch } from './evaluate-moments.ts';
import { type RankAttributeScratch, rankAttributeScratch } from './evaluate-rank.ts';
import type { Plan } from './plan.ts';
import { type RankScratch, rankScratch } from './rank-pass.ts';

/** Everything a replicate writes to on its way; made once per thread. */
export interface ReplicateScratch {
  readonly draws: Int32Array;
  /** weight × draws per sorted row */
  readonly weight: Float64Array;
  readonly below: Float64Array;
  /** whether some attribute's rests are subtracted from everyone */
  readonly needsBelow: boolean;
  readonly overall: RankScratch;
  /** for average precision, which must not write over the sums of the AUROC */
  readonly overallPrecision: RankScratch | null;
  /** whether the passes for AUROC are done already for these draws */
  isPassed: boolean;
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
    overallPrecision: plan.auprcMetric >= 0 ? rankScratch(plan.overall) : null,
    isPassed: false,
    attributes,
    families: plan.families.map((family, f) => familyScratch(plan, family, f)),
    calibration: plan.calibration === null ? null : calibrationScratch(plan.calibration),
    calibrationLevels: levels,
    calibrationRest: rest,
  };
}
