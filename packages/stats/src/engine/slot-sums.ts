import type { Grouping } from './plan.ts';

/** What a reduction over slots reads and writes; one value per slot, or per key (2 × level + label). */
export interface SlotArrays {
  readonly sum: Float64Array;
  readonly influence: Float64Array;
  readonly clusters: Float64Array;
  /** per key: sum of draws × influence squared, after {@link squareSlots} */
  readonly squares: Float64Array;
  /** per key: sums of sum, draws × weight², weight × sum, sum² / draws */
  readonly won: Float64Array;
  readonly weightSquares: Float64Array;
  readonly weightedSums: Float64Array;
  readonly sumSquares: Float64Array;
  readonly inverse: Float64Array;
  readonly centre: Float64Array;
}

/** 1 / draws; 0 for no draw, whose sums are 0. */
const inverseDraws: Float64Array = Float64Array.from({ length: 256 }, (_, d) =>
  d === 0 ? 0 : 1 / d,
);

/** 1 / draws, and 0 for none. */
export function shareOf(drawn: number): number {
  return drawn < 256 ? inverseDraws[drawn]! : 1 / drawn;
}

/**
 * Adds up, per key, what the value and its variance need, in one pass over the slots.
 *
 * @param grouping slots; in key order unless its levels are permuted
 * @param draws how often each patient is drawn
 * @param arrays reads `sum`; receives the sums per key
 */
export function sumSlots(grouping: Grouping, draws: Int32Array, arrays: SlotArrays): void {
  const { slotPatient, slotWeight, keyStart } = grouping;
  const { sum, clusters, won, weightSquares, weightedSums, sumSquares } = arrays;
  if (keyStart === null) {
    sumScattered(grouping, draws, arrays);
    return;
  }
  for (let k = 0; k + 1 < keyStart.length; k++) {
    let total = 0;
    let patients = 0;
    let weights = 0;
    let mixed = 0;
    let squared = 0;
    for (let s = keyStart[k]!; s < keyStart[k + 1]!; s++) {
      const drawn = draws[slotPatient[s]!]!;
      const w = slotWeight[s]!;
      const value = sum[s]!;
      total += value;
      if (w > 0) patients += drawn;
      weights += drawn * w * w;
      mixed += w * value;
      // No branch on the draws: a third of the patients have none.
      squared += value * value * (drawn < 256 ? inverseDraws[drawn]! : 1 / drawn);
    }
    won[k] = total;
    clusters[k] = patients;
    weightSquares[k] = weights;
    weightedSums[k] = mixed;
    sumSquares[k] = squared;
  }
}

/** The same for slots in any order. */
function sumScattered(grouping: Grouping, draws: Int32Array, arrays: SlotArrays): void {
  const { slotKey, slotPatient, slotWeight } = grouping;
  const { sum, clusters, won, weightSquares, weightedSums, sumSquares } = arrays;
  won.fill(0);
  clusters.fill(0);
  weightSquares.fill(0);
  weightedSums.fill(0);
  sumSquares.fill(0);
  for (let s = 0; s < slotKey.length; s++) {
    const w = slotWeight[s]!;
    if (!(w > 0)) continue;
    const k = slotKey[s]!;
    const drawn = draws[slotPatient[s]!]!;
    const value = sum[s]!;
    won[k] = won[k]! + value;
    clusters[k] = clusters[k]! + drawn;
    weightSquares[k] = weightSquares[k]! + drawn * w * w;
    weightedSums[k] = weightedSums[k]! + w * value;
    sumSquares[k] = sumSquares[k]! + value * value * shareOf(drawn);
  }
}

/**
 * Sum of draws × influence² per key, where influence = weight × centre + sum / draws × inverse, by expanding
 * the square. What is left of a sum that cancels down to rounding counts as 0.
 *
 * @param arrays reads the sums per key, `centre` and `inverse`; receives `squares`
 */
export function squareSlots(arrays: SlotArrays): void {
  const { squares, weightSquares, weightedSums, sumSquares, inverse, centre } = arrays;
  for (let k = 0; k < squares.length; k++) {
    const c = centre[k]!;
    const i = inverse[k]!;
    const first = c * c * weightSquares[k]!;
    const last = i * i * sumSquares[k]!;
    const found = first + 2 * c * i * weightedSums[k]! + last;
    squares[k] = found <= 1e-13 * (first + last) ? 0 : found;
  }
}

/**
 * Influence of each slot for one draw; only covariances between levels need it.
 *
 * @param grouping the slots
 * @param draws how often each patient is drawn
 * @param arrays reads `sum`, `centre` and `inverse`; receives `influence`
 */
export function influenceOfSlots(grouping: Grouping, draws: Int32Array, arrays: SlotArrays): void {
  const { slotKey, slotPatient, slotWeight } = grouping;
  const { sum, influence, inverse, centre } = arrays;
  for (let s = 0; s < slotKey.length; s++) {
    const k = slotKey[s]!;
    const share = shareOf(draws[slotPatient[s]!]!);
    influence[s] = slotWeight[s]! * centre[k]! + sum[s]! * share * inverse[k]!;
  }
}
