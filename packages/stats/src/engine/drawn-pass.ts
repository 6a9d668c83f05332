import type { Grouping, LevelOrder } from './plan.ts';
import type { RankScratch } from './rank-pass.ts';

/**
 * The pass of `aurocPass` for rows without weights: draws are whole numbers, so every sum is exact in any
 * order. No branch depends on label or draws: it would be guessed wrong too often. (A plain product
 * of whole numbers is checked for -0 whenever it is 0, which is such a branch.)
 *
 * @param order rows level by level
 * @param draws how often each patient is drawn
 * @param scratch receives sum and total
 * @param below receives weight × other-class weight below, per place of the order
 */
export function drawnPass(
  order: LevelOrder,
  draws: Int32Array,
  scratch: RankScratch,
  below: Float64Array,
): void {
  const { start, patient, slotLabel, ties, tieStart } = order;
  const { sum, total } = scratch;
  sum.fill(0);
  for (let g = 0; g + 1 < start.length; g++) {
    let positive = 0;
    let negative = 0;
    let i = start[g]!;
    const lastTie = tieStart[g + 1]!;
    for (let t = tieStart[g]!; t <= lastTie; t += 2) {
      const stop = t < lastTie ? ties[t]! : start[g + 1]!;
      for (; i < stop; i++) {
        const code = slotLabel[i]!;
        const drawn = draws[patient[i]!]!;
        const isPositive = (code << 31) >> 31;
        const s = code >> 1;
        const other = positive ^ ((positive ^ negative) & isPositive);
        const here = Math.imul(drawn, other);
        below[i] = here;
        sum[s] = sum[s]! + here;
        positive = (positive + (drawn & isPositive)) | 0;
        negative = (negative + (drawn & ~isPositive)) | 0;
      }
      if (t === lastTie) break;
      const end = ties[t + 1]!;
      const positiveBefore = positive;
      const negativeBefore = negative;
      for (let j = i; j < end; j++) {
        const drawn = draws[patient[j]!]!;
        if (slotLabel[j]! & 1) positive = (positive + drawn) | 0;
        else negative = (negative + drawn) | 0;
      }
      const forPositive = 0.5 * (negativeBefore + negative);
      const forNegative = 0.5 * (positiveBefore + positive);
      for (; i < end; i++) {
        const code = slotLabel[i]!;
        const s = code >> 1;
        const here = draws[patient[i]!]! * (code & 1 ? forPositive : forNegative);
        below[i] = here;
        sum[s] = sum[s]! + here;
      }
    }
    total[2 * g] = negative;
    total[2 * g + 1] = positive;
  }
}

/**
 * Adds up, per level and class, what lies below among everyone.
 *
 * @param grouping rows in ascending order
 * @param below weight × other-class weight below among everyone, per row
 * @param scratch receives outside
 */
export function addOutside(grouping: Grouping, below: Float64Array, scratch: RankScratch): void {
  const { key, rowCount } = grouping;
  const { outside } = scratch;
  outside.fill(0);
  for (let i = 0; i < rowCount; i++) {
    const k = key[i]!;
    outside[k] = outside[k]! + below[i]!;
  }
}

/**
 * The pass of `aurocPass` for permuted levels of rows without weights, every patient drawn once.
 *
 * @param grouping rows in ascending order; the key of a row is the key of its slot
 * @param scratch receives sum and total
 */
export function movedPass(grouping: Grouping, scratch: RankScratch): void {
  const { slot, slotKey, mixedTies, rowCount } = grouping;
  const { sum, total } = scratch;
  sum.fill(0);
  total.fill(0);
  let i = 0;
  for (let t = 0; t <= mixedTies.length; t += 2) {
    const start = t < mixedTies.length ? mixedTies[t]! : rowCount;
    for (; i < start; i++) {
      const s = slot[i]!;
      const k = slotKey[s]!;
      sum[s] = sum[s]! + total[k ^ 1]!;
      total[k] = total[k]! + 1;
    }
    if (t === mixedTies.length) break;
    const end = mixedTies[t + 1]!;
    for (let j = start; j < end; j++) {
      const s = slot[j]!;
      sum[s] = sum[s]! + 0.5 * total[slotKey[s]! ^ 1]!;
    }
    for (; i < end; i++) {
      const k = slotKey[slot[i]!]!;
      total[k] = total[k]! + 1;
    }
    for (let j = start; j < end; j++) {
      const s = slot[j]!;
      sum[s] = sum[s]! + 0.5 * total[slotKey[s]! ^ 1]!;
    }
  }
}

/**
 * Adds up, per level and class, what lies below among everyone, from sums per slot.
 *
 * @param grouping slots of permuted levels
 * @param slotBelow sum of weight × other-class weight below over the rows of each slot
 * @param scratch receives outside
 */
export function addMovedOutside(
  grouping: Grouping,
  slotBelow: Float64Array,
  scratch: RankScratch,
): void {
  const { slotKey } = grouping;
  const { outside } = scratch;
  outside.fill(0);
  for (let s = 0; s < slotKey.length; s++) {
    const k = slotKey[s]!;
    outside[k] = outside[k]! + slotBelow[s]!;
  }
}
