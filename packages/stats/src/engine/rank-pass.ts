import type { AurocScratch } from './auroc-scratch.ts';
import type { Grouping } from './plan.ts';
import type { PrecisionOrder } from './precision-order.ts';
import { type SlotArrays, shareOf, squareSlots, sumSlots } from './slot-sums.ts';

/** What the passes of one grouping write; reused by every replicate. */
export interface RankScratch extends SlotArrays {
  /** 2 × level + label: total weight */
  readonly total: Float64Array;
  /** 2 × level + label: sum of weight × what lies below among everyone */
  readonly outside: Float64Array;
  readonly value: Float64Array;
  readonly variance: Float64Array;
  readonly cross: Float64Array;
  readonly suffixPositive: Float64Array;
  readonly suffixNegative: Float64Array;
  /** made by the first pass that needs it */
  precision: PrecisionOrder | null;
  auroc: AurocScratch | null;
  /** whether value and variance for the draws at hand are there already, from a pass over several replicates */
  isFinished: boolean;
}

/** Makes the arrays that {@link RankScratch} names. */
export function rankScratch(grouping: Grouping): RankScratch {
  const levels = grouping.levelCount;
  const slots = grouping.slotKey.length;
  return {
    sum: new Float64Array(slots),
    influence: new Float64Array(slots),
    total: new Float64Array(2 * levels),
    outside: new Float64Array(2 * levels),
    value: new Float64Array(levels),
    variance: new Float64Array(levels),
    clusters: new Float64Array(2 * levels),
    squares: new Float64Array(2 * levels),
    cross: new Float64Array(levels),
    suffixPositive: new Float64Array(levels),
    suffixNegative: new Float64Array(levels),
    precision: null,
    auroc: null,
    isFinished: false,
    won: new Float64Array(2 * levels),
    weightSquares: new Float64Array(2 * levels),
    weightedSums: new Float64Array(2 * levels),
    sumSquares: new Float64Array(2 * levels),
    inverse: new Float64Array(2 * levels),
    centre: new Float64Array(2 * levels),
  };
}

/**
 * One pass in ascending score over everyone of a grouping, all levels taken as one: for each row the
 * weight of the other class below it, ties counted half.
 *
 * @param grouping rows in ascending order
 * @param weight row weight times draws, in the grouping's order
 * @param below receives weight × other-class weight below, per row
 */
export function belowPass(grouping: Grouping, weight: Float64Array, below: Float64Array): void {
  const { key, mixedTies, rowCount } = grouping;
  let positive = 0;
  let negative = 0;
  let i = 0;
  for (let t = 0; t <= mixedTies.length; t += 2) {
    const start = t < mixedTies.length ? mixedTies[t]! : rowCount;
    for (; i < start; i++) {
      const w = weight[i]!;
      if (key[i]! & 1) {
        below[i] = w * negative;
        positive += w;
      } else {
        below[i] = w * positive;
        negative += w;
      }
    }
    if (t === mixedTies.length) break;
    const end = mixedTies[t + 1]!;
    const positiveBefore = positive;
    const negativeBefore = negative;
    for (; i < end; i++) {
      if (key[i]! & 1) positive += weight[i]!;
      else negative += weight[i]!;
    }
    const forPositive = 0.5 * (negativeBefore + negative);
    const forNegative = 0.5 * (positiveBefore + positive);
    for (let j = start; j < end; j++) {
      below[j] = weight[j]! * (key[j]! & 1 ? forPositive : forNegative);
    }
  }
}

/**
 * Sums per slot and class totals of a grouping of one level, from what {@link belowPass} wrote.
 *
 * @param grouping rows in ascending order
 * @param weight row weight times draws
 * @param below weight × other-class weight below, per row
 * @param scratch receives sum and total
 */
export function sumBelow(
  grouping: Grouping,
  weight: Float64Array,
  below: Float64Array,
  scratch: RankScratch,
): void {
  const { key, slot, rowCount } = grouping;
  const { sum, total } = scratch;
  let all = 0;
  let positives = 0;
  sum.fill(0);
  for (let i = 0; i < rowCount; i++) {
    const s = slot[i]!;
    const w = weight[i]!;
    sum[s] = sum[s]! + below[i]!;
    all += w;
    positives += w * (key[i]! & 1);
  }
  total[0] = all - positives;
  total[1] = positives;
}

/**
 * One pass in ascending score that serves all levels: per slot the weight of the other class below its
 * rows within the level, ties counted half.
 *
 * @param grouping rows in ascending order
 * @param weight row weight times draws
 * @param below what {@link belowPass} wrote for the same rows; null when not needed
 * @param scratch receives sum, total and outside
 */
export function aurocPass(
  grouping: Grouping,
  weight: Float64Array,
  below: Float64Array | null,
  scratch: RankScratch,
): void {
  const { key, slot, mixedTies, rowCount } = grouping;
  const { sum, total, outside } = scratch;
  sum.fill(0);
  total.fill(0);
  outside.fill(0);
  let i = 0;
  for (let t = 0; t <= mixedTies.length; t += 2) {
    const start = t < mixedTies.length ? mixedTies[t]! : rowCount;
    for (; i < start; i++) {
      const k = key[i]!;
      const w = weight[i]!;
      const s = slot[i]!;
      sum[s] = sum[s]! + w * total[k ^ 1]!;
      total[k] = total[k]! + w;
    }
    if (t === mixedTies.length) break;
    const end = mixedTies[t + 1]!;
    for (let j = start; j < end; j++) {
      const s = slot[j]!;
      sum[s] = sum[s]! + 0.5 * weight[j]! * total[key[j]! ^ 1]!;
    }
    for (; i < end; i++) {
      const k = key[i]!;
      total[k] = total[k]! + weight[i]!;
    }
    for (let j = start; j < end; j++) {
      const s = slot[j]!;
      sum[s] = sum[s]! + 0.5 * weight[j]! * total[key[j]! ^ 1]!;
    }
  }
  if (below === null) return;
  for (let j = 0; j < rowCount; j++) {
    const k = key[j]!;
    outside[k] = outside[k]! + below[j]!;
  }
}

/**
 * AUROC and its patient-clustered variance per level from the sums of {@link aurocPass}.
 * With one row a patient the variance is DeLong's; otherwise the one of Obuchowski.
 *
 * @param grouping the grouping of the pass
 * @param draws how often each patient is drawn
 * @param scratch value and variance are NaN where a class is missing
 * @see Obuchowski 1997, doi:10.2307/2533958; DeLong 1988, doi:10.2307/2531595
 */
export function aurocFinish(grouping: Grouping, draws: Int32Array, scratch: RankScratch): void {
  sumSlots(grouping, draws, scratch);
  aurocVariance(grouping, draws, scratch);
}

/** As {@link aurocFinish} after a pass that has added up the slots already; nothing where that pass did it all. */
export function aurocVariance(grouping: Grouping, draws: Int32Array, scratch: RankScratch): void {
  if (scratch.isFinished) {
    scratch.isFinished = false;
    return;
  }
  aurocValues(scratch);
  squareSlots(scratch);
  clusteredVariance(grouping, draws, scratch);
}

/** AUROC per level, and what a slot's influence on it is made from. */
export function aurocValues(scratch: RankScratch): void {
  const { total, value, won, inverse, centre } = scratch;
  for (let g = 0; g < value.length; g++) {
    const negatives = total[2 * g]!;
    const positives = total[2 * g + 1]!;
    const pairs = negatives * positives;
    const a = pairs > 0 ? won[2 * g + 1]! / pairs : Number.NaN;
    value[g] = a;
    centre[2 * g + 1] = -a / positives;
    centre[2 * g] = (1 - a) / negatives;
    inverse[2 * g + 1] = 1 / pairs;
    inverse[2 * g] = -1 / pairs;
  }
}

/** Variance per level from the slots' influences, with the degrees of freedom of each class. */
export function clusteredVariance(
  grouping: Grouping,
  draws: Int32Array,
  scratch: RankScratch,
): void {
  const both = scratch.suffixPositive;
  if (grouping.pairStart === null) crossScattered(grouping, draws, scratch, both);
  else crossByLevel(grouping, grouping.pairStart, draws, scratch, both);
  joinVariance(scratch);
}

/** Variance per level from squares and cross terms; drawn patients with both classes stand in `suffixPositive`. */
export function joinVariance(scratch: RankScratch): void {
  const { variance, clusters, squares, cross, suffixPositive: both, value } = scratch;
  for (let g = 0; g < value.length; g++) {
    const negatives = clusters[2 * g]!;
    const positives = clusters[2 * g + 1]!;
    const all = positives + negatives - both[g]!;
    if (Number.isNaN(value[g]!) || positives < 2 || negatives < 2) {
      variance[g] = Number.NaN;
      continue;
    }
    const found =
      (squares[2 * g + 1]! * positives) / (positives - 1) +
      (squares[2 * g]! * negatives) / (negatives - 1) +
      (2 * cross[g]! * all) / (all - 1);
    variance[g] = Math.max(found, 0);
  }
}

/** Adds up draws × both influences over pairs that stand level by level. */
function crossByLevel(
  grouping: Grouping,
  pairStart: Int32Array,
  draws: Int32Array,
  scratch: RankScratch,
  both: Float64Array,
): void {
  const { slotPatient, slotWeight, pairPositive, pairNegative } = grouping;
  const { cross, sum, inverse, centre } = scratch;
  for (let g = 0; g + 1 < pairStart.length; g++) {
    let crossHere = 0;
    let drawnPairs = 0;
    const centreU = centre[2 * g + 1]!;
    const inverseU = inverse[2 * g + 1]!;
    const centreV = centre[2 * g]!;
    const inverseV = inverse[2 * g]!;
    const end = pairStart[g + 1]!;
    for (let i = pairStart[g]!; i < end; i++) {
      const s = pairPositive[i]!;
      const t = pairNegative[i]!;
      const drawn = draws[slotPatient[s]!]!;
      const share = shareOf(drawn);
      const u = slotWeight[s]! * centreU + sum[s]! * share * inverseU;
      const v = slotWeight[t]! * centreV + sum[t]! * share * inverseV;
      crossHere += drawn * u * v;
      drawnPairs = (drawnPairs + drawn) | 0;
    }
    cross[g] = crossHere;
    both[g] = drawnPairs;
  }
}

/** The same for pairs in any order. */
function crossScattered(
  grouping: Grouping,
  draws: Int32Array,
  scratch: RankScratch,
  both: Float64Array,
): void {
  const { slotKey, slotPatient, slotWeight, pairPositive, pairNegative } = grouping;
  const { cross, sum, inverse, centre } = scratch;
  cross.fill(0);
  both.fill(0);
  for (let i = 0; i < pairPositive.length; i++) {
    const s = pairPositive[i]!;
    const t = pairNegative[i]!;
    const drawn = draws[slotPatient[s]!]!;
    const weightU = slotWeight[s]!;
    const weightV = slotWeight[t]!;
    if (!(weightU > 0) || !(weightV > 0)) continue;
    const k = slotKey[s]!;
    const g = k >> 1;
    const share = shareOf(drawn);
    const u = weightU * centre[k]! + sum[s]! * share * inverse[k]!;
    const v = weightV * centre[k - 1]! + sum[t]! * share * inverse[k - 1]!;
    cross[g] = cross[g]! + drawn * u * v;
    both[g] = both[g]! + drawn;
  }
}

/**
 * AUROC of everyone outside a level, by subtracting from everyone the pairs that touch the level.
 *
 * @param scratch sums of the levels
 * @param everyone totals and concordant weight of all rows: positives, negatives, pairs won
 * @param g the level
 * @returns NaN when the rest has one class only
 */
export function aurocOfRest(
  scratch: RankScratch,
  positives: number,
  negatives: number,
  won: number,
  g: number,
): number {
  const m = scratch.total[2 * g + 1]!;
  const n = scratch.total[2 * g]!;
  const restPositives = positives - m;
  const restNegatives = negatives - n;
  if (!(restPositives > 1e-9) || !(restNegatives > 1e-9)) return Number.NaN;
  const inside = m * n > 0 ? scratch.value[g]! * m * n : 0;
  // Negatives of the level lose against the positives above them: all positives less those below.
  const lost = n * positives - scratch.outside[2 * g]!;
  const rest = won - scratch.outside[2 * g + 1]! - lost + inside;
  return rest / (restPositives * restNegatives);
}
