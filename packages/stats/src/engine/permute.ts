import { shuffleWith, streamState } from '../random.ts';
import { addMovedOutside, movedPass } from './drawn-pass.ts';
import { binWeights, subtractRests } from './evaluate-rank.ts';
import { type PermutationScratch, sumBelowSlots } from './permutation-scratch.ts';
import { permuteCalibration } from './permute-calibration.ts';
import { summarisePermutation } from './permute-summary.ts';
import type { AttributePlan, Plan } from './plan.ts';
import { auprcPass, binnedRestPrecision } from './precision-pass.ts';
import { aurocFinish, aurocPass } from './rank-pass.ts';
import { restPrecisions } from './rest-precision.ts';

/** Moves levels between constant patients and rows inside varied ones. */
function permute(attribute: AttributePlan, scratch: PermutationScratch, state: Int32Array): void {
  const { shuffle } = attribute;
  const { constantEntry, variedRow, variedStart } = shuffle;
  const { entryLevel, rowEntry } = scratch;
  if (shuffle.name === 'patient-level') {
    entryLevel.set(shuffle.entryLevel);
    shuffleWith(state, entryLevel);
    return;
  }
  if (shuffle.name !== 'within-patient') {
    const levels = scratch.constantLevels;
    for (let c = 0; c < constantEntry.length; c++) {
      levels[c] = shuffle.entryLevel[constantEntry[c]!]!;
    }
    shuffleWith(state, levels);
    for (let c = 0; c < constantEntry.length; c++) entryLevel[constantEntry[c]!] = levels[c]!;
  }
  if (variedRow.length === 0) return;
  const entries = scratch.variedEntries;
  for (let j = 0; j < variedRow.length; j++) entries[j] = shuffle.rowEntry[variedRow[j]!]!;
  for (let p = 0; p + 1 < variedStart.length; p++) {
    shuffleWith(state, entries, variedStart[p]!, variedStart[p + 1]!);
  }
  for (let j = 0; j < variedRow.length; j++) rowEntry[variedRow[j]!] = entries[j]!;
}

/**
 * One permutation of one attribute: per metric the largest studentised gap and the range of the levels.
 *
 * @param plan what to compute
 * @param a the attribute
 * @param index which permutation; -1 leaves everything in its place
 * @param scratch of this attribute and thread
 * @param original columns of the original sample
 * @param out receives statistic and range, metric × attribute × 2, from `at` on; NaN where undefined
 * @param at first place
 * @param isSettled whether a metric's test needs no more statistics, only its range; the statistic may then be left out
 */
export function permuteAttribute(
  plan: Plan,
  a: number,
  index: number,
  scratch: PermutationScratch,
  original: Float64Array,
  out: Float64Array,
  at: number,
  isSettled: (m: number) => boolean,
): void {
  const attribute = plan.attributes[a]!;
  if (index < 0) {
    scratch.entryLevel.set(attribute.shuffle.entryLevel);
    scratch.rowEntry.set(attribute.shuffle.rowEntry);
  } else permute(attribute, scratch, streamState(plan.seed, plan.stream, a, index));
  const width = plan.attributes.length;
  const place = (m: number): number => at + 2 * (m * width + a);
  const { rank, grouping, draws, moved } = scratch;
  if (plan.auprcMetric >= 0 || (plan.aurocMetric >= 0 && moved === null)) {
    layRows(attribute, scratch, plan.auprcMetric >= 0 || scratch.slotBelow === null);
  }
  const rests = { value: rank.restValue, variance: scratch.restVariance };
  const summariseRank = (m: number): void => {
    const { value, variance } = rank.levels;
    summarisePermutation(plan, a, m, value, variance, rests, original, out, place(m));
  };
  if (plan.aurocMetric >= 0 && moved !== null) {
    const { levels } = rank;
    if (isSettled(plan.aurocMetric)) {
      moved.values(scratch.entryLevel, levels);
      levels.variance.fill(Number.NaN);
    } else {
      moved.measure(scratch.entryLevel, levels, scratch.pooled);
      subtractRests(attribute, rank);
      pooledRestVariance(attribute, scratch, false);
    }
    summariseRank(plan.aurocMetric);
  } else if (plan.aurocMetric >= 0) {
    if (scratch.slotBelow === null) {
      aurocPass(grouping, scratch.weight, scratch.below, rank.levels);
    } else {
      movedPass(grouping, rank.levels);
      if (attribute.shuffle.variedRow.length > 0) sumBelowSlots(scratch, scratch.slotBelow);
      addMovedOutside(grouping, scratch.slotBelow, rank.levels);
    }
    aurocFinish(grouping, draws, rank.levels);
    subtractRests(attribute, rank);
    poolRests(attribute, scratch, false);
    summariseRank(plan.aurocMetric);
  }
  if (plan.auprcMetric >= 0) {
    auprcPass(grouping, scratch.weight, draws, rank.levels);
    if (attribute.bin !== null) {
      binWeights(grouping, attribute.bin, plan.binCount, scratch.weight, rank.histogram);
      const { histogram, restValue, everyone } = rank;
      binnedRestPrecision(histogram, attribute.levelCount, plan.binCount, restValue, everyone);
    } else restOfFew(attribute, scratch);
    poolRests(attribute, scratch, true);
    summariseRank(plan.auprcMetric);
  }
  for (let f = 0; f < plan.families.length; f++) {
    const moments = scratch.moments[f]!;
    moments.add(scratch.entryLevel, scratch.rowEntry);
    for (const m of plan.families[f]!.metrics) {
      moments.measure(plan.metrics[m]!, scratch.rank.restValue, scratch.restVariance);
      const { value, variance } = moments;
      summarisePermutation(plan, a, m, value, variance, rests, original, out, place(m));
    }
  }
  if (attribute.calibration !== null && !attribute.varies) {
    permuteCalibration(plan, a, scratch.entryLevel, rests, original, out, place);
  }
}

/** Keys of the slots; slots and slot weights of rows that moved; keys of the rows where a pass reads them. */
function layRows(attribute: AttributePlan, scratch: PermutationScratch, readsKeys: boolean): void {
  const { grouping, entryLevel, rowEntry, weight } = scratch;
  const { key, slot, slotKey, slotWeight } = grouping;
  const original = attribute.grouping.key;
  const { variedRow } = attribute.shuffle;
  for (let j = 0; j < variedRow.length; j++) {
    const e = attribute.shuffle.rowEntry[variedRow[j]!]!;
    slotWeight[2 * e] = 0;
    slotWeight[2 * e + 1] = 0;
  }
  for (let j = 0; j < variedRow.length; j++) {
    const i = variedRow[j]!;
    const s = 2 * rowEntry[i]! + (original[i]! & 1);
    slot[i] = s;
    slotWeight[s] = slotWeight[s]! + weight[i]!;
  }
  for (let e = 0; e < entryLevel.length; e++) {
    slotKey[2 * e] = 2 * entryLevel[e]!;
    slotKey[2 * e + 1] = 2 * entryLevel[e]! + 1;
  }
  if (!readsKeys) return;
  for (let i = 0; i < key.length; i++) key[i] = slotKey[slot[i]!]!;
}

/** Average precision of rests when every level's rest is another level or is counted from all rows. */
function restOfFew(attribute: AttributePlan, scratch: PermutationScratch): void {
  const { rank, grouping } = scratch;
  const { levelCount, other } = attribute;
  if (!other.every((o) => o >= 0)) restPrecisions(grouping, scratch.weight, rank.restValue);
  for (let k = 0; k < levelCount; k++) {
    if (other[k]! >= 0) rank.restValue[k] = rank.levels.value[other[k]!]!;
  }
}

function poolRests(
  attribute: AttributePlan,
  scratch: PermutationScratch,
  precision: boolean,
): void {
  if (attribute.varies) return;
  poolInfluence(scratch, precision);
  pooledRestVariance(attribute, scratch, precision);
}

/** Squares and products of the influences on the pooled value, level by level. */
function poolInfluence(
  { entryLevel, influence, pooled }: PermutationScratch,
  precision: boolean,
): void {
  pooled.fill(0);
  for (let e = 0; e < entryLevel.length; e++) {
    const g = 3 * entryLevel[e]!;
    if (precision) {
      const c = influence[3 * e + 2]!;
      pooled[g] = pooled[g]! + c * c;
      continue;
    }
    const v = influence[3 * e]!;
    const u = influence[3 * e + 1]!;
    pooled[g] = pooled[g]! + u * u;
    pooled[g + 1] = pooled[g + 1]! + v * v;
    pooled[g + 2] = pooled[g + 2]! + u * v;
  }
}

/** Variance of each rest from the pooled influences, rescaled to the rest's class totals. */
function pooledRestVariance(
  attribute: AttributePlan,
  scratch: PermutationScratch,
  precision: boolean,
): void {
  const { restVariance, pooled: sums, rank } = scratch;
  const levels = attribute.levelCount;
  const whole = [0, 0, 0];
  let m = 0;
  let n = 0;
  for (let k = 0; k < levels; k++) {
    for (let d = 0; d < 3; d++) whole[d] = whole[d]! + sums[3 * k + d]!;
    n += rank.levels.total[2 * k]!;
    m += rank.levels.total[2 * k + 1]!;
  }
  for (let k = 0; k < levels; k++) {
    const restM = m - rank.levels.total[2 * k + 1]!;
    const restN = n - rank.levels.total[2 * k]!;
    restVariance[k] = precision
      ? (whole[0]! - sums[3 * k]!) / (restM * restM)
      : (whole[0]! - sums[3 * k]!) / (restM * restM) +
        (whole[1]! - sums[3 * k + 1]!) / (restN * restN) +
        (2 * (whole[2]! - sums[3 * k + 2]!)) / (restM * restN);
    const o = attribute.other[k]!;
    if (o >= 0) restVariance[k] = rank.levels.variance[o]!;
  }
}
