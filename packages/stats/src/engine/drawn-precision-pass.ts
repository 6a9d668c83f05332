import type { Grouping, LevelOrder } from './plan.ts';
import { type PrecisionOrder, precisionOrder } from './precision-order.ts';
import { precisionFinish } from './precision-pass.ts';
import type { RankScratch } from './rank-pass.ts';

/**
 * The pass of `auprcPass` for rows without weights. Precision changes at positives alone, so those are
 * walked level by level; negatives then look up the sum of the positives that are not above them. Ties are settled by
 * the layout: no branch depends on label, score or draws. Each sum adds the same numbers in the same order.
 *
 * @param grouping a grouping
 * @param order its rows level by level
 * @param draws how often each patient is drawn
 * @param scratch receives value and variance; NaN with one class
 */
export function drawnPrecisionPass(
  grouping: Grouping,
  order: LevelOrder,
  draws: Int32Array,
  scratch: RankScratch,
): void {
  scratch.precision ??= precisionOrder(order);
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
  addToSlots(rows, draws, scratch.sum);
  precisionFinish(grouping, draws, scratch);
}

/** Value and running sums of one level; `end` is the number of draws up to its end. */
function walkPositives(
  rows: PrecisionOrder,
  g: number,
  end: number,
  draws: Int32Array,
  scratch: RankScratch,
): void {
  const { positiveStart, positivePatient, tiePlace, tieFirst, tied } = rows;
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
    aboveAt[j] = above;
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
    precisionAt[j] = tied[j]! * (positives / left) + (1 - tied[j]!) * precision;
    gainAt[j + g + 1] = gain;
    lossAt[j + g + 1] = loss;
    above = (above - drawn) | 0;
  }
  scratch.value[g] = won;
}

/** Every slot has rows, so every sum is written. */
function addToSlots(rows: PrecisionOrder, draws: Int32Array, sum: Float64Array): void {
  const { positives, negatives, tieAfter, precisionAt, gainAt, lossAt } = rows;
  for (let i = 0, at = 0; i < positives.slot.length; i++) {
    const drawn = draws[positives.patient[i]!]!;
    let here = 0;
    for (const end = at + positives.count[i]!; at < end; at++) {
      const j = positives.row[at]!;
      here += drawn * (precisionAt[j]! + gainAt[tieAfter[j]!]!);
    }
    sum[positives.slot[i]!] = here;
  }
  for (let i = 0, at = 0; i < negatives.slot.length; i++) {
    const drawn = draws[negatives.patient[i]!]!;
    let here = 0;
    for (const end = at + negatives.count[i]!; at < end; at++) {
      here += drawn * lossAt[negatives.row[at]!]!;
    }
    sum[negatives.slot[i]!] = here;
  }
}
