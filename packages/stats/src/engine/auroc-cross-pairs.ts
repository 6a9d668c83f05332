import type { AurocPairList, Grouping } from './plan.ts';
import { aurocValues, joinVariance, type RankScratch } from './rank-pass.ts';
import { shareOf, squareSlots } from './slot-sums.ts';

/**
 * Values and variances of a grouping for two replicates whose sums per slot are there; each has the bytes of
 * `aurocVariance` of its own.
 *
 * @param grouping with at most 65,536 rows in the order of a pass for AUROC, slots in key order
 * @param draws per patient draws of the first + 65536 × draws of the second
 * @returns false, with nothing done, where pairs of slots have no order
 */
export function aurocVariancePair(
  grouping: Grouping,
  draws: Int32Array,
  first: RankScratch,
  second: RankScratch,
): boolean {
  const { pairStart, auroc } = grouping;
  if (pairStart === null || auroc === null) return false;
  for (const scratch of [first, second]) {
    aurocValues(scratch);
    squareSlots(scratch);
  }
  for (let g = 0; g + 1 < pairStart.length; g++) {
    crossPair(auroc.pairs, g, pairStart[g]!, pairStart[g + 1]!, draws, first, second);
  }
  for (const scratch of [first, second]) {
    joinVariance(scratch);
    scratch.isFinished = true;
  }
  return true;
}

/** Draws × both influences over the pairs of one level, as in `crossByLevel`, for both replicates. */
function crossPair(
  { patient, slots, weight }: AurocPairList,
  g: number,
  from: number,
  to: number,
  draws: Int32Array,
  first: RankScratch,
  second: RankScratch,
): void {
  const sumA = first.sum;
  const sumB = second.sum;
  const centreUA = first.centre[2 * g + 1]!;
  const inverseUA = first.inverse[2 * g + 1]!;
  const centreVA = first.centre[2 * g]!;
  const inverseVA = first.inverse[2 * g]!;
  const centreUB = second.centre[2 * g + 1]!;
  const inverseUB = second.inverse[2 * g + 1]!;
  const centreVB = second.centre[2 * g]!;
  const inverseVB = second.inverse[2 * g]!;
  let crossA = 0;
  let crossB = 0;
  let pairsA = 0;
  let pairsB = 0;
  for (let i = from; i < to; i++) {
    const both = slots[i]!;
    const s = both & 65535;
    const t = both >>> 16;
    const weightU = weight[2 * i]!;
    const weightV = weight[2 * i + 1]!;
    const drawn = draws[patient[i]!]!;
    const drawnA = drawn & 65535;
    const drawnB = drawn >>> 16;
    const shareA = shareOf(drawnA);
    const shareB = shareOf(drawnB);
    const uA = weightU * centreUA + sumA[s]! * shareA * inverseUA;
    const vA = weightV * centreVA + sumA[t]! * shareA * inverseVA;
    const uB = weightU * centreUB + sumB[s]! * shareB * inverseUB;
    const vB = weightV * centreVB + sumB[t]! * shareB * inverseVB;
    crossA += drawnA * uA * vA;
    crossB += drawnB * uB * vB;
    pairsA = (pairsA + drawnA) | 0;
    pairsB = (pairsB + drawnB) | 0;
  }
  first.cross[g] = crossA;
  second.cross[g] = crossB;
  first.suffixPositive[g] = pairsA;
  second.suffixPositive[g] = pairsB;
}
