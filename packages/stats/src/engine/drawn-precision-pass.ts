import type { AurocOrder, Grouping, LevelOrder, SlotList } from './plan.ts';
import { type PrecisionOrder, precisionOrder } from './precision-order.ts';
import { precisionVariance } from './precision-pass.ts';
import type { RankScratch } from './rank-pass.ts';
import { addRun, clearSums, keepRun, runSums } from './slot-runs.ts';

/**
 * The pass of `auprcPass` for rows without weights. Precision changes at positives alone, so those are
 * walked level by level; negatives then look up the sum of the positives that are not above them. Ties are settled by
 * the layout: no branch depends on label, score or draws. Each sum adds the same numbers in the same order.
 *
 * @param grouping a grouping
 * @param order its rows level by level
 * @param auroc the same rows, for their slots
 * @param draws how often each patient is drawn
 * @param scratch receives value and variance; NaN with one class
 */
export function drawnPrecisionPass(
  grouping: Grouping,
  order: LevelOrder,
  { list }: AurocOrder,
  draws: Int32Array,
  scratch: RankScratch,
): void {
  scratch.precision ??= precisionOrder(order, list);
  const rows = scratch.precision;
  const { before } = rows;
  const { patient, start } = order;
  let drawn = 0;
  for (let i = 0; i < patient.length; i++) {
    before[i] = drawn;
    drawn = (drawn + draws[patient[i]!]!) | 0;
  }
  before[patient.length] = drawn;
  for (let g = 0; g + 1 < start.length; g++) {
    const end = before[start[g + 1]!]!;
    walkPositives(rows, g, end, draws, scratch);
    const { total } = scratch;
    total[2 * g] = end - before[start[g]!]! - total[2 * g + 1]!;
  }
  addToSlots(rows, list, draws, scratch);
  precisionVariance(grouping, draws, scratch);
}

/** Value and running sums of one level; `end` is the number of draws up to its end. */
function walkPositives(
  rows: PrecisionOrder,
  g: number,
  end: number,
  draws: Int32Array,
  scratch: RankScratch,
): void {
  const { positiveStart, positivePatient, tiePlace, tieFirst } = rows;
  const { before, aboveAt, precisionAt, gainAt, lossAt } = rows;
  const from = positiveStart[g]!;
  const to = positiveStart[g + 1]!;
  let above = 0;
  for (let j = from; j < to; j++) above = (above + draws[positivePatient[j]!]!) | 0;
  scratch.total[2 * g + 1] = above;
  let gain = 0;
  let loss = 0;
  let won = 0;
  for (let j = from; j < to; j++) {
    const drawn = draws[positivePatient[j]!]!;
    aboveAt[j + g] = above;
    const all = (end - before[tiePlace[j]!]!) | 0;
    // Nothing left is nothing drawn: any divisor but 0 will do.
    const left = all + ((all - 1) >>> 31);
    const positives = aboveAt[tieFirst[j]!]!;
    const inverse = 1 / left;
    const precision = positives * inverse;
    const called = drawn * precision;
    gain += drawn * (1 - precision) * inverse;
    loss += called * inverse;
    won += called;
    precisionAt[j] = precision;
    gainAt[j + g + 1] = gain;
    lossAt[j + g + 1] = loss;
    above = (above - drawn) | 0;
  }
  aboveAt[to + g] = 0;
  scratch.value[g] = won;
}

/** Every slot has rows, so every sum is written; what the variance needs per key is added up on the way. */
function addToSlots(
  rows: PrecisionOrder,
  list: SlotList,
  draws: Int32Array,
  scratch: RankScratch,
): void {
  const { slot, run } = list;
  clearSums(scratch);
  let row = 0;
  for (let r = 0; r < run.length; r += 3) {
    const k = run[r]!;
    const count = run[r + 1]!;
    const from = run[r + 2]!;
    const to = r + 5 < run.length ? run[r + 5]! : slot.length;
    if (k & 1) positiveSlots(rows, list, row, count, from, to, draws, scratch.sum);
    else negativeSlots(rows, list, row, count, from, to, draws, scratch.sum);
    row += count * (to - from);
    addRun(scratch, k, count, runSums, 0);
  }
}

function positiveSlots(
  { row, tieAfter, precisionAt, gainAt }: PrecisionOrder,
  { slot, patient }: SlotList,
  first: number,
  count: number,
  from: number,
  to: number,
  draws: Int32Array,
  sum: Float64Array,
): void {
  let won = 0;
  let squares = 0;
  let drawnPatients = 0;
  for (let i = from, at = first; i < to; i++) {
    const drawn = draws[patient[i]!]!;
    let once = 0;
    for (const end = at + count; at < end; at++) {
      const j = row[at]!;
      once += precisionAt[j]! + gainAt[tieAfter[j]!]!;
    }
    const here = drawn * once;
    sum[slot[i]!] = here;
    won += here;
    squares += here * once;
    drawnPatients = (drawnPatients + drawn) | 0;
  }
  keepRun(won, drawnPatients, squares);
}

function negativeSlots(
  { row, lossAt }: PrecisionOrder,
  { slot, patient }: SlotList,
  first: number,
  count: number,
  from: number,
  to: number,
  draws: Int32Array,
  sum: Float64Array,
): void {
  let won = 0;
  let squares = 0;
  let drawnPatients = 0;
  for (let i = from, at = first; i < to; i++) {
    const drawn = draws[patient[i]!]!;
    let once = 0;
    for (const end = at + count; at < end; at++) once += lossAt[row[at]!]!;
    const here = drawn * once;
    sum[slot[i]!] = here;
    won += here;
    squares += here * once;
    drawnPatients = (drawnPatients + drawn) | 0;
  }
  keepRun(won, drawnPatients, squares);
}
