import type { Plan } from './plan.ts';

/** Rests of the levels in one permutation. */
export interface PermutedRests {
  readonly value: Float64Array;
  readonly variance: Float64Array;
}

/** Largest |gap| / se over the family, and the range of its levels. */
export function summarisePermutation(
  plan: Plan,
  a: number,
  m: number,
  value: Float64Array,
  variance: Float64Array,
  rests: PermutedRests,
  original: Float64Array,
  out: Float64Array,
  at: number,
): void {
  const attribute = plan.attributes[a]!;
  const leftOut = plan.leftOut[m]![a]!;
  const columns = plan.fullColumns.level[m]![a]!;
  let largest = Number.NaN;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < attribute.levelCount; k++) {
    if (leftOut[k] !== null || Number.isNaN(value[k]!)) continue;
    low = Math.min(low, value[k]!);
    high = Math.max(high, value[k]!);
    const gap = value[k]! - rests.value[k]!;
    const scale = attribute.varies
      ? (original[columns[k]! + 4]! * Math.sqrt(variance[k]!)) / original[columns[k]! + 1]!
      : Math.sqrt(variance[k]! + rests.variance[k]!);
    const t = Math.abs(gap) / scale;
    if (Number.isFinite(t) && !(t <= largest)) largest = t;
  }
  out[at] = largest;
  out[at + 1] = high >= low ? high - low : Number.NaN;
}
