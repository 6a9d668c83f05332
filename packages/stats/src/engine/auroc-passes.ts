import { aurocVariancePair } from './auroc-cross-pairs.ts';
import { aurocSlotPairs, mostPairedDraws } from './auroc-pairs.ts';
import { aurocSlots } from './auroc-slots.ts';
import { drawnPass } from './drawn-pass.ts';
import type { MomentSums } from './moment-pass.ts';
import { countPatternPairs } from './moment-runs.ts';
import type { ColumnPlan, Plan } from './plan.ts';
import type { ReplicateScratch } from './replicate-scratch.ts';
import { sumSlots } from './slot-sums.ts';

/**
 * The passes for AUROC of one replicate: everyone, all levels and all rests that have their own. Only for plans
 * whose rows have no weights.
 *
 * @param columns which rests are kept
 * @param scratch reads draws; receives the sums of every pass
 */
export function passAuroc(plan: Plan, columns: ColumnPlan, scratch: ReplicateScratch): void {
  const { draws, overall } = scratch;
  if (plan.overall.auroc === null) return;
  if (scratch.needsBelow) passEveryone(plan, scratch);
  else aurocSlots(plan.overall.auroc, draws, overall, null, null);
  for (const [a, attribute] of plan.attributes.entries()) {
    const own = scratch.attributes[a]!;
    const { auroc } = attribute.grouping;
    if (auroc !== null) aurocSlots(auroc, draws, own.levels, own.overallSlot, overall.sum);
    const place = columns.level[plan.aurocMetric]![a]!;
    for (const [k, rest] of attribute.rest.entries()) {
      const target = own.rest[k] ?? null;
      if (rest === null || rest.auroc === null || target === null || place[k]! < 0) continue;
      aurocSlots(rest.auroc, draws, target, null, null);
    }
  }
}

/** What lies below per row, where levels have to add it up themselves. */
function passEveryone(plan: Plan, { draws, overall, below }: ReplicateScratch): void {
  if (plan.overall.order === null) return;
  drawnPass(plan.overall.order, draws, overall, below);
  sumSlots(plan.overall, draws, overall);
}

/**
 * {@link passAuroc} for two replicates at once.
 *
 * @param first of one replicate
 * @param second of the other
 * @param paired draws of both, as `aurocSlotPairs` reads them
 */
export function passAurocPair(
  plan: Plan,
  columns: ColumnPlan,
  first: ReplicateScratch,
  second: ReplicateScratch,
  paired: Int32Array,
): void {
  if (plan.overall.auroc === null) return;
  if (first.needsBelow) {
    passEveryone(plan, first);
    passEveryone(plan, second);
  } else {
    aurocSlotPairs(plan.overall.auroc, paired, first.overall, second.overall, null, null);
    aurocVariancePair(plan.overall, paired, first.overall, second.overall);
  }
  const everyone = [first.overall.sum, second.overall.sum] as const;
  for (const [a, attribute] of plan.attributes.entries()) {
    const [one, two] = [first.attributes[a]!, second.attributes[a]!];
    const { auroc } = attribute.grouping;
    if (auroc !== null) {
      aurocSlotPairs(auroc, paired, one.levels, two.levels, one.overallSlot, everyone);
      aurocVariancePair(attribute.grouping, paired, one.levels, two.levels);
    }
    const place = columns.level[plan.aurocMetric]![a]!;
    for (const [k, rest] of attribute.rest.entries()) {
      const [left, right] = [one.rest[k] ?? null, two.rest[k] ?? null];
      if (rest === null || rest.auroc === null || left === null || right === null) continue;
      if (place[k]! < 0) continue;
      aurocSlotPairs(rest.auroc, paired, left, right, null, null);
      aurocVariancePair(rest, paired, left, right);
    }
  }
  first.isPassed = true;
  second.isPassed = true;
}

/** Counts the patterns of all tables of totals for two replicates at once. */
export function countPair(
  first: ReplicateScratch,
  second: ReplicateScratch,
  paired: Int32Array,
): void {
  for (const [f, family] of first.families.entries()) {
    const twin = second.families[f]!;
    countTable(family.overall, twin.overall, paired);
    family.levels.forEach((sums, a) => {
      countTable(sums, twin.levels[a]!, paired);
    });
    family.totals.forEach((sums, a) => {
      const other = twin.totals[a] ?? null;
      if (sums !== null && other !== null) countTable(sums, other, paired);
    });
  }
}

function countTable(first: MomentSums, second: MomentSums, paired: Int32Array): void {
  if (first.runs === null) return;
  countPatternPairs(first.runs, paired, first.histogram, second.histogram);
  first.isCounted = true;
  second.isCounted = true;
}

/** Rows of each patient, for {@link pairDraws}; null when two replicates can never share a pass. */
export function rowsToPair(plan: Plan): Int32Array | null {
  if (plan.aurocMetric < 0 || plan.overall.auroc === null || plan.rowCount > mostPairedDraws) {
    return null;
  }
  const rows = new Int32Array(plan.patientCount);
  for (let i = 0; i < plan.rowCount; i++) rows[plan.patient[i]!]!++;
  return rows;
}

/**
 * Lays the draws of two replicates into one array.
 *
 * @param rows from {@link rowsToPair}
 * @param first draws of one replicate
 * @param second draws of the other
 * @param paired receives first + 65536 × second
 * @returns false when either draws too many rows for a shared pass
 */
export function pairDraws(
  rows: Int32Array,
  first: Int32Array,
  second: Int32Array,
  paired: Int32Array,
): boolean {
  let inFirst = 0;
  let inSecond = 0;
  for (let p = 0; p < rows.length; p++) {
    const a = first[p]!;
    const b = second[p]!;
    inFirst += a * rows[p]!;
    inSecond += b * rows[p]!;
    paired[p] = a | (b << 16);
  }
  return inFirst <= mostPairedDraws && inSecond <= mostPairedDraws;
}
