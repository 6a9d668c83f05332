import { crossPairs, pairSums } from './pair-kernel.ts';
import type { PairOrder } from './plan.ts';
import { aurocValues, joinVariance, type RankScratch } from './rank-pass.ts';
import { squareSlots } from './slot-sums.ts';

/**
 * Values and variances of a grouping for two replicates, straight after `aurocSlotPairs`; each has the bytes of
 * `aurocVariance` of its own.
 *
 * @param pairStart level -> its first pair of slots, then the end
 * @param pair the grouping's rows and slots
 */
export function aurocVariancePair(
  pairStart: Int32Array,
  pair: PairOrder,
  first: RankScratch,
  second: RankScratch,
): void {
  for (const scratch of [first, second]) {
    aurocValues(scratch);
    squareSlots(scratch);
  }
  for (let g = 0; g + 1 < pairStart.length; g++) {
    crossPair(pair, g, pairStart[g]!, pairStart[g + 1]!, first, second);
  }
  for (const scratch of [first, second]) {
    joinVariance(scratch);
    scratch.isFinished = true;
  }
}

function crossPair(
  pair: PairOrder,
  g: number,
  from: number,
  to: number,
  first: RankScratch,
  second: RankScratch,
): void {
  crossPairs(pair, from, to, 2 * g, first, second);
  first.cross[g] = pairSums[0]!;
  first.suffixPositive[g] = pairSums[1]!;
  second.cross[g] = pairSums[3]!;
  second.suffixPositive[g] = pairSums[4]!;
}
