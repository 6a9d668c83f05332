import { type BinEdges, binEdges, fillBins } from './bin-edges.ts';
import { addOutside, drawnPass } from './drawn-pass.ts';
import { drawnPrecisionPass } from './drawn-precision-pass.ts';
import { gather } from './gather.ts';
import { overallPlaces, overallSlots } from './overall-slots.ts';
import type { AttributePlan, ColumnPlan, Grouping, Plan, RankBaseline, SlotPairs } from './plan.ts';
import { auprcPass, binnedRestPrecision } from './precision-pass.ts';
import {
  aurocFinish,
  aurocOfRest,
  aurocPass,
  aurocVariance,
  belowPass,
  type RankScratch,
  rankScratch,
} from './rank-pass.ts';
import { influenceOfSlots } from './slot-sums.ts';
import { writeLevel } from './write-level.ts';

/** What the passes of one metric write for one attribute. */
export interface RankSet {
  readonly levels: RankScratch;
  readonly rest: readonly (RankScratch | null)[];
}

/** Scratch of one attribute for rank metrics. */
export interface RankAttributeScratch {
  readonly levels: RankScratch;
  /** of everyone who belongs to a level, where that is not everyone and rests are subtracted */
  readonly total: RankScratch | null;
  readonly rest: readonly (RankScratch | null)[];
  /** the same for average precision; null without it */
  readonly precision: RankSet | null;
  readonly weight: Float64Array;
  readonly below: Float64Array;
  readonly restWeight: Float64Array;
  /** value of each level's rest, however it was had, and its variance */
  readonly restValue: Float64Array;
  readonly histogram: Float64Array;
  readonly everyone: Float64Array;
  /** empty without an order or bins */
  readonly edges: BinEdges;
  /** listed slot -> everyone's slot with the same rows; null where some slot has none, or rests are not subtracted */
  readonly overallSlot: Int32Array | null;
  /** the same as places in the list of everyone's slots; null where two replicates never share a pass */
  readonly overallPlace: Uint16Array | null;
  readonly referenceVariance: Float64Array;
}

/** Makes the arrays that {@link RankAttributeScratch} names. */
export function rankAttributeScratch(attribute: AttributePlan, plan: Plan): RankAttributeScratch {
  const ranks = plan.aurocMetric >= 0 || plan.auprcMetric >= 0;
  const rows = ranks && attribute.grouping.row !== null ? attribute.grouping.rowCount : 0;
  const ownPass = attribute.rest.some((rest) => rest !== null);
  const bins = attribute.bin === null ? 0 : plan.binCount;
  const overallSlot = overallSlots(attribute, plan);
  return {
    levels: rankScratch(attribute.grouping),
    total:
      attribute.total !== null && attribute.mode.includes('subtracted')
        ? rankScratch(attribute.total)
        : null,
    rest: attribute.rest.map((rest) => (rest === null ? null : rankScratch(rest))),
    precision:
      plan.auprcMetric < 0
        ? null
        : {
            levels: rankScratch(attribute.grouping),
            rest: attribute.rest.map((rest) => (rest === null ? null : rankScratch(rest))),
          },
    weight: new Float64Array(rows),
    below: new Float64Array(rows),
    restWeight: new Float64Array(ranks && ownPass ? plan.rowCount : 0),
    restValue: new Float64Array(attribute.levelCount),
    histogram: new Float64Array(2 * bins * attribute.levelCount),
    everyone: new Float64Array(2 * bins),
    edges: binEdges(attribute, plan.binCount),
    overallSlot,
    overallPlace: overallPlaces(overallSlot, plan),
    referenceVariance: new Float64Array(attribute.levelCount),
  };
}

/** What a replicate shares between attributes. */
export interface RankRows {
  readonly draws: Int32Array;
  /** weight × draws per sorted row */
  readonly weight: Float64Array;
  /** what {@link belowPass} wrote for everyone */
  readonly below: Float64Array;
  /** everyone's sums per slot */
  readonly overall: RankScratch;
  readonly attributes: readonly RankAttributeScratch[];
}

/** AUROC and average precision of one attribute's levels and rests. */
export function evaluateRank(
  plan: Plan,
  columns: ColumnPlan,
  a: number,
  scratch: RankRows,
  out: Float64Array,
  at: number,
): void {
  const attribute = plan.attributes[a]!;
  const own = scratch.attributes[a]!;
  const isDrawn = attribute.grouping.order !== null;
  const weight = isDrawn ? own.weight : gather(attribute.grouping, scratch.weight, own.weight);
  if (plan.aurocMetric >= 0) {
    const place = columns.level[plan.aurocMetric]![a]!;
    aurocOfLevels(attribute, weight, scratch, own);
    for (let k = 0; k < attribute.levelCount; k++) {
      const rest = attribute.rest[k] ?? null;
      const target = own.rest[k] ?? null;
      if (rest === null || target === null || place[k]! < 0) continue;
      if (rest.auroc !== null) aurocVariance(rest, scratch.draws, target);
      else {
        aurocPass(rest, gather(rest, scratch.weight, own.restWeight), null, target);
        aurocFinish(rest, scratch.draws, target);
      }
    }
    writeLevels(attribute, attribute.auroc, place, scratch.draws, own, own.restValue, out, at);
  }
  const set = own.precision;
  if (plan.auprcMetric >= 0 && set !== null) {
    const place = columns.level[plan.auprcMetric]![a]!;
    precisionOf(attribute.grouping, weight, scratch.draws, set.levels);
    auprcOfRests(attribute, plan, weight, own);
    for (let k = 0; k < attribute.levelCount; k++) {
      const rest = attribute.rest[k] ?? null;
      const target = set.rest[k] ?? null;
      if (rest === null || target === null || place[k]! < 0) continue;
      const restWeight =
        rest.order === null ? gather(rest, scratch.weight, own.restWeight) : own.restWeight;
      precisionOf(rest, restWeight, scratch.draws, target);
    }
    writeLevels(attribute, attribute.auprc, place, scratch.draws, set, own.restValue, out, at);
  }
}

/**
 * Average precision of one grouping.
 *
 * @param weight row weight times draws; not read where rows have no weights
 */
export function precisionOf(
  grouping: Grouping,
  weight: Float64Array,
  draws: Int32Array,
  scratch: RankScratch,
): void {
  const { order, auroc } = grouping;
  if (order === null || auroc === null) auprcPass(grouping, weight, draws, scratch);
  else drawnPrecisionPass(grouping, order, auroc, draws, scratch);
}

function aurocOfLevels(
  attribute: AttributePlan,
  weight: Float64Array,
  scratch: RankRows,
  own: RankAttributeScratch,
): void {
  const { grouping, total } = attribute;
  const { auroc } = grouping;
  const subtracts = attribute.mode.includes('subtracted');
  const below = total === null ? scratch.below : own.below;
  if (auroc === null) {
    if (subtracts && total !== null) belowPass(total, weight, below);
    aurocPass(grouping, weight, subtracts ? below : null, own.levels);
    aurocFinish(grouping, scratch.draws, own.levels);
  } else {
    if (subtracts && own.overallSlot === null) {
      if (total?.order && own.total) drawnPass(total.order, scratch.draws, own.total, below);
      addOutside(grouping, below, own.levels);
    }
    aurocVariance(grouping, scratch.draws, own.levels);
  }
  if (subtracts) subtractRests(attribute, own);
}

/** Rest values of the subtracted levels, from everyone's pairs. */
export function subtractRests(attribute: AttributePlan, own: RankAttributeScratch): void {
  const { total, outside } = own.levels;
  let positives = 0;
  let negatives = 0;
  let won = 0;
  for (let k = 0; k < attribute.levelCount; k++) {
    negatives += total[2 * k]!;
    positives += total[2 * k + 1]!;
    won += outside[2 * k + 1]!;
  }
  for (let k = 0; k < attribute.levelCount; k++) {
    own.restValue[k] = aurocOfRest(own.levels, positives, negatives, won, k);
  }
}

/** Rest values of the subtracted levels from binned scores, as a move away from the exact original. */
function auprcOfRests(
  attribute: AttributePlan,
  plan: Plan,
  weight: Float64Array,
  own: RankAttributeScratch,
): void {
  if (attribute.bin === null || attribute.auprc === null) return;
  const rows = own.precision?.levels.precision ?? null;
  if (rows === null) {
    binWeights(attribute.grouping, attribute.bin, plan.binCount, weight, own.histogram);
  } else fillBins(own.edges, rows, plan.binCount, own.histogram);
  const { histogram, restValue, everyone } = own;
  binnedRestPrecision(histogram, attribute.levelCount, plan.binCount, restValue, everyone);
  const { restValue: exact, binnedRest } = attribute.auprc;
  for (let k = 0; k < attribute.levelCount; k++) {
    restValue[k] = restValue[k]! + exact[k]! - binnedRest[k]!;
  }
}

/** Adds row weights to (level, bin, label). */
export function binWeights(
  grouping: Grouping,
  bin: Int32Array,
  binCount: number,
  weight: Float64Array,
  histogram: Float64Array,
): void {
  const { key, rowCount } = grouping;
  histogram.fill(0);
  for (let i = 0; i < rowCount; i++) {
    const k = key[i]!;
    const place = ((k >> 1) * binCount + bin[i]!) * 2 + (k & 1);
    histogram[place] = histogram[place]! + weight[i]!;
  }
}

/** Sum of draws × influence × influence over pairs of slots. */
export function covariance(
  pairs: SlotPairs | null,
  slotPatient: Int32Array,
  left: Float64Array,
  right: Float64Array,
  draws: Int32Array,
): number {
  if (pairs === null) return 0;
  let sum = 0;
  for (let i = 0; i < pairs.left.length; i++) {
    const s = pairs.left[i]!;
    sum += draws[slotPatient[s]!]! * left[s]! * right[pairs.right[i]!]!;
  }
  return sum;
}

function writeLevels(
  attribute: AttributePlan,
  baseline: RankBaseline | null,
  place: Int32Array,
  draws: Int32Array,
  own: RankSet,
  restValue: Float64Array,
  out: Float64Array,
  at: number,
): void {
  const { levels } = own;
  const { slotPatient } = attribute.grouping;
  const { influence } = levels;
  const reference = attribute.reference;
  if (attribute.varies) {
    influenceOfSlots(attribute.grouping, draws, levels);
    for (const [k, rest] of attribute.rest.entries()) {
      if (rest !== null && place[k]! >= 0) influenceOfSlots(rest, draws, own.rest[k]!);
    }
  }
  for (let k = 0; k < attribute.levelCount; k++) {
    if (place[k]! < 0) continue;
    const value = levels.value[k]!;
    const variance = levels.variance[k]!;
    let rest = Number.NaN;
    let restVariance = Number.NaN;
    let gapVariance = Number.NaN;
    const pairs = attribute.restPairs[k] ?? null;
    if (attribute.mode[k] === 'other-level') {
      const o = attribute.other[k]!;
      rest = levels.value[o]!;
      restVariance = levels.variance[o]!;
      const shared = covariance(pairs, slotPatient, influence, influence, draws);
      gapVariance = variance + restVariance - 2 * shared;
    } else if (attribute.mode[k] === 'own-pass') {
      const target = own.rest[k]!;
      rest = target.value[0]!;
      restVariance = target.variance[0]!;
      const shared = covariance(pairs, slotPatient, influence, target.influence, draws);
      gapVariance = variance + restVariance - 2 * shared;
    } else if (baseline !== null) {
      rest = restValue[k]!;
      restVariance = baseline.restVariance[k]!;
      gapVariance = attribute.varies
        ? (baseline.gapVariance[k]! * variance) / baseline.levelVariance[k]!
        : variance + restVariance;
    }
    const both = attribute.referencePairs[k] ?? null;
    const shared = covariance(both, slotPatient, influence, influence, draws);
    const referenceVariance =
      k === reference
        ? Number.NaN
        : variance + (levels.variance[reference] ?? Number.NaN) - 2 * shared;
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
