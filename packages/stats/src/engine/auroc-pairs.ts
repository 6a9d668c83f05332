import {
  addSlots,
  addWideSlots,
  drawsBetween,
  mostPairedDraws,
  pairSums,
  runUpPairs,
  sumRows,
  takeSteps,
} from './pair-kernel.ts';
import type { AurocOrder, PairOrder } from './plan.ts';
import type { RankScratch } from './rank-pass.ts';
import { addRun, clearSums } from './slot-runs.ts';

/**
 * What {@link aurocSlots} adds up per key, for two replicates in one pass: their draws lie in the lower and upper 16
 * bits of one number, and so do the running sums. Gives each the same bytes as a pass of its own. Sums per slot
 * stay where the pass keeps them until the next one.
 *
 * @param list slots of a grouping
 * @param pair its rows and slots as this pass reads them; draws are those of `pairDraws`
 * @param first receives total and sums per key of the first replicate
 * @param second the same for the second
 */
export function aurocSlotPairs(
  { list }: AurocOrder,
  pair: PairOrder,
  first: RankScratch,
  second: RankScratch,
): void {
  const { run } = list;
  const { rowFrom, rowTo, stepFrom, stepTo, slotPatient } = pair;
  runUpPairs(pair.patient);
  clearSums(first);
  clearSums(second);
  for (let k = 0; k < rowFrom.length; k++) {
    const drawn = drawsBetween(rowFrom[k]!, rowTo[k]!);
    first.total[k] = drawn & 65535;
    second.total[k] = drawn >>> 16;
    takeSteps(pair.bounds, stepFrom[k]!, stepTo[k]!, rowFrom[k ^ 1]!);
  }
  let row = 0;
  for (let r = 0; r < run.length; r += 3) {
    const k = run[r]!;
    const count = run[r + 1]!;
    const from = run[r + 2]!;
    const to = r + 5 < run.length ? run[r + 5]! : list.slot.length;
    const most = Math.max(first.total[k ^ 1]!, second.total[k ^ 1]!);
    if (2 * count * most <= mostPairedDraws) {
      sumRows(pair.step, row, count, from, to);
      addSlots(slotPatient, from, to);
    } else addWideSlots(pair, row, count, from, to, rowFrom[k ^ 1]!);
    row += count * (to - from);
    addRun(first, k, count, pairSums, 0);
    addRun(second, k, count, pairSums, 3);
  }
}
