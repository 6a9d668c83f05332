import type { Grouping } from './plan.ts';
import { clusteredVariance, type RankScratch } from './rank-pass.ts';
import { squareSlots, sumSlots } from './slot-sums.ts';

/**
 * Average precision and its patient-clustered variance per level, in one pass of ascending score:
 * what is left above a row gives its precision, running sums of what lies below give its influence.
 *
 * @param grouping rows in ascending order
 * @param weight row weight times draws
 * @param draws how often each patient is drawn
 * @param scratch receives value and variance; NaN with one class
 */
export function auprcPass(
  grouping: Grouping,
  weight: Float64Array,
  draws: Int32Array,
  scratch: RankScratch,
): void {
  const { ties, rowCount, key, slot } = grouping;
  const { sum, total, value } = scratch;
  const left = scratch.outside;
  const gain = scratch.suffixPositive;
  const loss = scratch.suffixNegative;
  sum.fill(0);
  total.fill(0);
  value.fill(0);
  gain.fill(0);
  loss.fill(0);
  for (let i = 0; i < rowCount; i++) total[key[i]!] = total[key[i]!]! + weight[i]!;
  left.set(total);
  let i = 0;
  for (let t = 0; t <= ties.length; t += 2) {
    const start = t < ties.length ? ties[t]! : rowCount;
    for (; i < start; i++) {
      const w = weight[i]!;
      if (w === 0) continue;
      const k = key[i]!;
      const g = k >> 1;
      const s = slot[i]!;
      if (k & 1) {
        const above = left[k]!;
        const inverse = 1 / (above + left[k - 1]!);
        const precision = above * inverse;
        gain[g] = gain[g]! + w * (1 - precision) * inverse;
        loss[g] = loss[g]! + w * precision * inverse;
        sum[s] = sum[s]! + w * (precision + gain[g]!);
        value[g] = value[g]! + w * precision;
      } else {
        sum[s] = sum[s]! + w * loss[g]!;
      }
      left[k] = Math.max(0, left[k]! - w);
    }
    if (t === ties.length) break;
    const end = ties[t + 1]!;
    for (let j = start; j < end; j++) {
      const k = key[j]!;
      const w = weight[j]!;
      if (!(k & 1) || w === 0) continue;
      const inverse = 1 / (left[k]! + left[k - 1]!);
      const precision = left[k]! * inverse;
      gain[k >> 1] = gain[k >> 1]! + w * (1 - precision) * inverse;
      loss[k >> 1] = loss[k >> 1]! + w * precision * inverse;
      value[k >> 1] = value[k >> 1]! + w * precision;
    }
    for (let j = start; j < end; j++) {
      const k = key[j]!;
      const w = weight[j]!;
      if (w === 0) continue;
      const s = slot[j]!;
      if (k & 1) {
        const precision = left[k]! / (left[k]! + left[k - 1]!);
        sum[s] = sum[s]! + w * (precision + gain[k >> 1]!);
      } else {
        sum[s] = sum[s]! + w * loss[k >> 1]!;
      }
    }
    for (; i < end; i++) left[key[i]!] = Math.max(0, left[key[i]!]! - weight[i]!);
  }
  precisionFinish(grouping, draws, scratch);
}

/**
 * Average precision and its variance from the sums of a pass.
 *
 * @param grouping the grouping of the pass
 * @param draws how often each patient is drawn
 * @param scratch reads sum, total and value, receives value and variance
 */
export function precisionFinish(grouping: Grouping, draws: Int32Array, scratch: RankScratch): void {
  sumSlots(grouping, draws, scratch);
  precisionVariance(grouping, draws, scratch);
}

/** As {@link precisionFinish} after a pass that has added up the slots already. */
export function precisionVariance(
  grouping: Grouping,
  draws: Int32Array,
  scratch: RankScratch,
): void {
  const { total, value, inverse, centre } = scratch;
  for (let g = 0; g < grouping.levelCount; g++) {
    const m = total[2 * g + 1]!;
    value[g] = m > 0 && total[2 * g]! > 0 ? value[g]! / m : Number.NaN;
    inverse[2 * g + 1] = 1 / m;
    inverse[2 * g] = -1 / m;
    centre[2 * g + 1] = -value[g]! / m;
    centre[2 * g] = 0 * value[g]!;
  }
  squareSlots(scratch);
  clusteredVariance(grouping, draws, scratch);
}

/**
 * Average precision of each level's rest from a histogram of weights over score bins.
 *
 * @param histogram (level × bins + bin) × 2 + label, bins ascending in score
 * @param levelCount number of levels
 * @param binCount number of bins
 * @param rest receives one value a level; NaN where the rest has one class
 * @param everyone scratch of 2 × bins
 */
export function binnedRestPrecision(
  histogram: Float64Array,
  levelCount: number,
  binCount: number,
  rest: Float64Array,
  everyone: Float64Array,
): void {
  const width = 2 * binCount;
  everyone.fill(0);
  for (let g = 0; g < levelCount; g++) {
    const from = g * width;
    for (let b = 0; b < width; b++) everyone[b] = everyone[b]! + histogram[from + b]!;
  }
  for (let g = 0; g < levelCount; g++) {
    const from = g * width;
    let positives = 0;
    let negatives = 0;
    let sum = 0;
    for (let b = width - 2; b >= 0; b -= 2) {
      const here = everyone[b + 1]! - histogram[from + b + 1]!;
      negatives += everyone[b]! - histogram[from + b]!;
      positives += here;
      if (here > 0) sum += (here * positives) / (positives + negatives);
    }
    rest[g] = positives > 1e-9 && negatives > 1e-9 ? sum / positives : Number.NaN;
  }
}
