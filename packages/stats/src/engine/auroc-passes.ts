import { aurocVariancePair } from './auroc-cross-pairs.ts';
import { aurocSlotPairs } from './auroc-pairs.ts';
import { aurocSlots } from './auroc-slots.ts';
import { drawnPass } from './drawn-pass.ts';
import type { MomentSums } from './moment-pass.ts';
import { countPatternPairs } from './moment-runs.ts';
import { mostPairedDraws, pairedDraws } from './pair-kernel.ts';
import { keepEveryone, outsidePairs, writeSums } from './pair-outside.ts';
import type { ColumnPlan, Grouping, Plan } from './plan.ts';
import type { RankScratch } from './rank-pass.ts';
import type { ReplicateScratch } from './replicate-scratch.ts';
import { addOutside } from './slot-runs.ts';
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
 * {@link passAuroc} for two replicates at once, after {@link pairDraws}.
 *
 * @param first of one replicate
 * @param second of the other
 */
export function passAurocPair(
  plan: Plan,
  columns: ColumnPlan,
  first: ReplicateScratch,
  second: ReplicateScratch,
): void {
  const { overall } = plan;
  if (overall.auroc === null) return;
  if (first.needsBelow) {
    passEveryone(plan, first);
    passEveryone(plan, second);
  } else {
    passPair(overall, first.overall, second.overall, false);
    keepEveryone(overall.auroc.list.slot.length);
  }
  for (const [a, attribute] of plan.attributes.entries()) {
    const [one, two] = [first.attributes[a]!, second.attributes[a]!];
    const { auroc } = attribute.grouping;
    passPair(attribute.grouping, one.levels, two.levels, attribute.varies);
    if (auroc !== null) outsidePair(auroc.list.run, first, second, a);
    const place = columns.level[plan.aurocMetric]![a]!;
    for (const [k, rest] of attribute.rest.entries()) {
      const [left, right] = [one.rest[k] ?? null, two.rest[k] ?? null];
      if (rest === null || left === null || right === null || place[k]! < 0) continue;
      passPair(rest, left, right, attribute.varies);
    }
  }
  first.isPassed = true;
  second.isPassed = true;
}

/** What lies below among everyone, per level and class of one attribute. */
function outsidePair(
  run: Int32Array,
  first: ReplicateScratch,
  second: ReplicateScratch,
  a: number,
): void {
  const { overallSlot, overallPlace, levels } = first.attributes[a]!;
  const twin = second.attributes[a]!.levels;
  if (overallSlot === null || overallPlace === null) return;
  if (!first.needsBelow) outsidePairs(run, overallPlace, levels, twin);
  else {
    addOutside(run, overallSlot, first.overall.sum, levels.outside);
    addOutside(run, overallSlot, second.overall.sum, twin.outside);
  }
}

/** Sums, values and variances of one grouping; `keepsSums` lays out the sums per slot too. */
function passPair(
  { auroc, pairStart }: Grouping,
  first: RankScratch,
  second: RankScratch,
  keepsSums: boolean,
): void {
  if (auroc === null || auroc.pair === null) return;
  aurocSlotPairs(auroc, auroc.pair, first, second);
  if (pairStart !== null) aurocVariancePair(pairStart, auroc.pair, first, second);
  if (keepsSums || pairStart === null) writeSums(auroc.list, first, second);
}

/** Counts the patterns of all tables of totals for two replicates at once. */
export function countPair(first: ReplicateScratch, second: ReplicateScratch): void {
  for (const [f, family] of first.families.entries()) {
    const twin = second.families[f]!;
    countTable(family.overall, twin.overall);
    family.levels.forEach((sums, a) => {
      countTable(sums, twin.levels[a]!);
    });
    family.totals.forEach((sums, a) => {
      const other = twin.totals[a] ?? null;
      if (sums !== null && other !== null) countTable(sums, other);
    });
  }
}

function countTable(first: MomentSums, second: MomentSums): void {
  if (first.runs === null) return;
  countPatternPairs(first.runs, pairedDraws, first.histogram, second.histogram);
  first.isCounted = true;
  second.isCounted = true;
}

/** Rows of each patient, for {@link pairDraws}; null when two replicates can never share a pass. */
export function rowsToPair(plan: Plan): Int32Array | null {
  const { patientCount, rowCount, patient } = plan;
  if (plan.aurocMetric < 0 || !plan.overall.auroc?.pair) return null;
  if (patientCount > mostPairedDraws) return null;
  const rows = new Int32Array(patientCount);
  for (let i = 0; i < rowCount; i++) rows[patient[i]!]!++;
  return rows;
}

/** Most draws of one patient in a shared pass. */
const mostDrawsOfOne = 255;

/**
 * Lays the draws of two replicates where {@link passAurocPair} reads them.
 *
 * @param rows from {@link rowsToPair}
 * @param first draws of one replicate
 * @param second draws of the other
 * @returns false when either draws too many rows for a shared pass
 */
export function pairDraws(rows: Int32Array, first: Int32Array, second: Int32Array): boolean {
  const paired = pairedDraws;
  let inFirst = 0;
  let inSecond = 0;
  let most = 0;
  for (let p = 0; p < rows.length; p++) {
    const a = first[p]!;
    const b = second[p]!;
    inFirst += a * rows[p]!;
    inSecond += b * rows[p]!;
    most = Math.max(most, a, b);
    paired[p] = a | (b << 16);
  }
  return most <= mostDrawsOfOne && inFirst <= mostPairedDraws && inSecond <= mostPairedDraws;
}
