import type { Grouping } from './plan.ts';

/** What a reduction over slots reads and writes; one value per slot, or per key (2 × level + label). */
export interface SlotArrays {
  readonly sum: Float64Array;
  readonly influence: Float64Array;
  readonly clusters: Float64Array;
  readonly squares: Float64Array;
  readonly won: Float64Array;
  readonly inverse: Float64Array;
  readonly centre: Float64Array;
}

/** 1 / draws; 0 for no draw, whose sums are 0. */
const inverseDraws: Float64Array = Float64Array.from({ length: 256 }, (_, d) =>
  d === 0 ? 0 : 1 / d,
);

/**
 * Adds up sums and drawn patients per key.
 *
 * @param grouping slots; in key order unless its levels are permuted
 * @param draws how often each patient is drawn
 * @param arrays receives `won` and `clusters`
 */
export function sumSlots(grouping: Grouping, draws: Int32Array, arrays: SlotArrays): void {
  const { slotKey, slotPatient, slotWeight, keyStart } = grouping;
  const { sum, clusters, won } = arrays;
  if (keyStart !== null) {
    for (let k = 0; k + 1 < keyStart.length; k++) {
      let total = 0;
      let drawn = 0;
      for (let s = keyStart[k]!; s < keyStart[k + 1]!; s++) {
        total += sum[s]!;
        if (slotWeight[s]! > 0) drawn += draws[slotPatient[s]!]!;
      }
      won[k] = total;
      clusters[k] = drawn;
    }
    return;
  }
  won.fill(0);
  clusters.fill(0);
  for (let s = 0; s < slotKey.length; s++) {
    const k = slotKey[s]!;
    won[k] = won[k]! + sum[s]!;
    if (slotWeight[s]! > 0) clusters[k] = clusters[k]! + draws[slotPatient[s]!]!;
  }
}

/**
 * Influence of each slot for one draw, weight × centre + sum / draws × inverse, and its squares per key.
 *
 * @param grouping slots; in key order unless its levels are permuted
 * @param draws how often each patient is drawn
 * @param arrays reads `sum`, `centre` and `inverse`; receives `influence` and `squares`
 */
export function squareSlots(grouping: Grouping, draws: Int32Array, arrays: SlotArrays): void {
  const { slotKey, slotPatient, slotWeight, keyStart } = grouping;
  const { sum, influence, squares, inverse, centre } = arrays;
  // No branch on the draws: a third of the patients have none.
  if (keyStart !== null) {
    for (let k = 0; k + 1 < keyStart.length; k++) {
      const c = centre[k]!;
      const i = inverse[k]!;
      let total = 0;
      for (let s = keyStart[k]!; s < keyStart[k + 1]!; s++) {
        const drawn = draws[slotPatient[s]!]!;
        const share = drawn < 256 ? inverseDraws[drawn]! : 1 / drawn;
        const u = slotWeight[s]! * c + sum[s]! * share * i;
        influence[s] = u;
        total += drawn * u * u;
      }
      squares[k] = total;
    }
    return;
  }
  squares.fill(0);
  for (let s = 0; s < slotKey.length; s++) {
    const k = slotKey[s]!;
    const drawn = draws[slotPatient[s]!]!;
    const share = drawn < 256 ? inverseDraws[drawn]! : 1 / drawn;
    const u = slotWeight[s]! * centre[k]! + sum[s]! * share * inverse[k]!;
    influence[s] = u;
    squares[k] = squares[k]! + drawn * u * u;
  }
}
