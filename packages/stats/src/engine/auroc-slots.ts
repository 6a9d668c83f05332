import { aurocScratch } from './auroc-scratch.ts';
import type { AurocOrder } from './plan.ts';
import type { RankScratch } from './rank-pass.ts';
import { addOutside, addRun, clearSums, keepRun, runSums, runUp } from './slot-runs.ts';

/**
 * The pass of `aurocPass` and the reduction of `sumSlots` for rows without weights, in one: what lies below a
 * row is the mean of two running sums of the other class, before and after its ties, so no branch depends
 * on label, score or draws. Draws are whole numbers: sums per slot are exact in any order.
 *
 * @param order rows of a grouping by class and by slot
 * @param draws how often each patient is drawn
 * @param scratch receives sum, total and what `sumSlots` writes; `outside` too when `below` is given
 * @param below per listed slot what lies below among everyone, as places of `everyone`; null when not needed
 * @param everyone sums per slot of everyone
 */
export function aurocSlots(
  order: AurocOrder,
  draws: Int32Array,
  scratch: RankScratch,
  below: Int32Array | null,
  everyone: Float64Array | null,
): void {
  const { list, negativeStart, positiveStart } = order;
  scratch.auroc ??= aurocScratch(order);
  const { positiveBefore, negativeBefore } = scratch.auroc;
  const { run } = list;
  runUp(order.negativePatient, draws, negativeBefore);
  runUp(order.positivePatient, draws, positiveBefore);
  clearSums(scratch);
  const { total } = scratch;
  for (let g = 0; g + 1 < negativeStart.length; g++) {
    total[2 * g] = negativeBefore[negativeStart[g + 1]!]! - negativeBefore[negativeStart[g]!]!;
    total[2 * g + 1] = positiveBefore[positiveStart[g + 1]!]! - positiveBefore[positiveStart[g]!]!;
  }
  let row = 0;
  for (let r = 0; r < run.length; r += 3) {
    const k = run[r]!;
    const count = run[r + 1]!;
    const from = run[r + 2]!;
    const to = r + 5 < run.length ? run[r + 5]! : list.slot.length;
    const others = k & 1 ? negativeBefore : positiveBefore;
    const base = others[(k & 1 ? negativeStart : positiveStart)[k >> 1]!]!;
    if (count === 1) oneRow(order, row, from, to, others, 2 * base, draws, scratch.sum);
    else manyRows(order, row, count, from, to, others, 2 * base, draws, scratch.sum);
    row += count * (to - from);
    addRun(scratch, k, count, runSums, 0);
  }
  if (below !== null && everyone !== null) addOutside(run, below, everyone, scratch.outside);
}

function oneRow(
  { list, low, high }: AurocOrder,
  row: number,
  from: number,
  to: number,
  others: Int32Array,
  twice: number,
  draws: Int32Array,
  sum: Float64Array,
): void {
  const { slot, patient } = list;
  let won = 0;
  let drawnPatients = 0;
  let squares = 0;
  for (let i = from, at = row; i < to; i++, at++) {
    const drawn = draws[patient[i]!]!;
    const half = 0.5 * (others[low[at]!]! + others[high[at]!]! - twice);
    const here = half * drawn;
    sum[slot[i]!] = here;
    won += here;
    squares += here * half;
    drawnPatients = (drawnPatients + drawn) | 0;
  }
  keepRun(won, drawnPatients, squares);
}

function manyRows(
  { list, low, high }: AurocOrder,
  row: number,
  count: number,
  from: number,
  to: number,
  others: Int32Array,
  twice: number,
  draws: Int32Array,
  sum: Float64Array,
): void {
  const { slot, patient } = list;
  let won = 0;
  let drawnPatients = 0;
  let squares = 0;
  for (let i = from, at = row; i < to; i++) {
    const drawn = draws[patient[i]!]!;
    let half = 0;
    for (const end = at + count; at < end; at++) {
      half += 0.5 * (others[low[at]!]! + others[high[at]!]! - twice);
    }
    const here = half * drawn;
    sum[slot[i]!] = here;
    won += here;
    squares += here * half;
    drawnPatients = (drawnPatients + drawn) | 0;
  }
  keepRun(won, drawnPatients, squares);
}
