import { aurocScratch } from './auroc-scratch.ts';
import type { AurocOrder } from './plan.ts';
import type { RankScratch } from './rank-pass.ts';
import { addOutside, addRun, clearSums, keepPair, runUp } from './slot-runs.ts';

/** Most draws of all rows together with which two replicates fit into one pass. */
export const mostPairedDraws = 65535;

/**
 * {@link aurocSlots} for two replicates in one pass: their draws lie in the lower and upper 16 bits of one
 * number, and so do the running sums. Gives each the same bytes as a pass of its own.
 *
 * @param order rows of a grouping by class and by slot
 * @param draws per patient draws of the first + 65536 × draws of the second; neither draws more than
 * {@link mostPairedDraws} rows
 * @param first receives what `aurocSlots` writes for the first replicate
 * @param second the same for the second
 * @param below as in `aurocSlots`
 * @param everyone sums per slot of everyone, of both replicates
 */
export function aurocSlotPairs(
  order: AurocOrder,
  draws: Int32Array,
  first: RankScratch,
  second: RankScratch,
  below: Int32Array | null,
  everyone: readonly [Float64Array, Float64Array] | null,
): void {
  const { list, negativeStart, positiveStart } = order;
  first.auroc ??= aurocScratch(order);
  const { positiveBefore, negativeBefore } = first.auroc;
  const { run } = list;
  runUp(order.negativePatient, draws, negativeBefore);
  runUp(order.positivePatient, draws, positiveBefore);
  clearSums(first);
  clearSums(second);
  for (let g = 0; g + 1 < negativeStart.length; g++) {
    const n = negativeBefore[negativeStart[g]!]!;
    const nEnd = negativeBefore[negativeStart[g + 1]!]!;
    const p = positiveBefore[positiveStart[g]!]!;
    const pEnd = positiveBefore[positiveStart[g + 1]!]!;
    first.total[2 * g] = (nEnd & 65535) - (n & 65535);
    first.total[2 * g + 1] = (pEnd & 65535) - (p & 65535);
    second.total[2 * g] = (nEnd >>> 16) - (n >>> 16);
    second.total[2 * g + 1] = (pEnd >>> 16) - (p >>> 16);
  }
  let row = 0;
  for (let r = 0; r < run.length; r += 3) {
    const k = run[r]!;
    const count = run[r + 1]!;
    const from = run[r + 2]!;
    const to = r + 5 < run.length ? run[r + 5]! : list.slot.length;
    const others = k & 1 ? negativeBefore : positiveBefore;
    const base = others[(k & 1 ? negativeStart : positiveStart)[k >> 1]!]!;
    const most = Math.max(first.total[k ^ 1]!, second.total[k ^ 1]!);
    const sums = [first.sum, second.sum] as const;
    if (list.code.length > 0 && 2 * count * most <= mostPairedDraws) {
      if (count === 1) fewOfOne(order, row, from, to, others, base, draws, ...sums);
      else fewOfMany(order, row, count, from, to, others, base, draws, ...sums);
    } else if (count === 1) pairOfOne(order, row, from, to, others, base, draws, ...sums);
    else pairOfMany(order, row, count, from, to, others, base, draws, ...sums);
    row += count * (to - from);
    addRun(first, k, count, 0);
    addRun(second, k, count, 3);
  }
  if (below === null || everyone === null) return;
  addOutside(run, below, everyone[0], first.outside);
  addOutside(run, below, everyone[1], second.outside);
}

function pairOfOne(
  { list, low, high }: AurocOrder,
  row: number,
  from: number,
  to: number,
  others: Int32Array,
  base: number,
  draws: Int32Array,
  sumA: Float64Array,
  sumB: Float64Array,
): void {
  const { slot, patient } = list;
  const twiceA = 2 * (base & 65535);
  const twiceB = 2 * (base >>> 16);
  let wonA = 0;
  let wonB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let drawnA = 0;
  let drawnB = 0;
  for (let i = from, at = row; i < to; i++, at++) {
    const drawn = draws[patient[i]!]!;
    const l = others[low[at]!]!;
    const h = others[high[at]!]!;
    const halfA = 0.5 * ((l & 65535) + (h & 65535) - twiceA);
    const halfB = 0.5 * ((l >>> 16) + (h >>> 16) - twiceB);
    const s = slot[i]!;
    const hereA = halfA * (drawn & 65535);
    const hereB = halfB * (drawn >>> 16);
    sumA[s] = hereA;
    sumB[s] = hereB;
    wonA += hereA;
    wonB += hereB;
    squaresA += hereA * halfA;
    squaresB += hereB * halfB;
    drawnA = (drawnA + (drawn & 65535)) | 0;
    drawnB = (drawnB + (drawn >>> 16)) | 0;
  }
  keepPair(wonA, drawnA, squaresA, wonB, drawnB, squaresB);
}

function pairOfMany(
  { list, low, high }: AurocOrder,
  row: number,
  count: number,
  from: number,
  to: number,
  others: Int32Array,
  base: number,
  draws: Int32Array,
  sumA: Float64Array,
  sumB: Float64Array,
): void {
  const { slot, patient } = list;
  const twiceA = 2 * (base & 65535);
  const twiceB = 2 * (base >>> 16);
  let wonA = 0;
  let wonB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let drawnA = 0;
  let drawnB = 0;
  for (let i = from, at = row; i < to; i++) {
    const drawn = draws[patient[i]!]!;
    let halfA = 0;
    let halfB = 0;
    for (const end = at + count; at < end; at++) {
      const l = others[low[at]!]!;
      const h = others[high[at]!]!;
      halfA += 0.5 * ((l & 65535) + (h & 65535) - twiceA);
      halfB += 0.5 * ((l >>> 16) + (h >>> 16) - twiceB);
    }
    const s = slot[i]!;
    const hereA = halfA * (drawn & 65535);
    const hereB = halfB * (drawn >>> 16);
    sumA[s] = hereA;
    sumB[s] = hereB;
    wonA += hereA;
    wonB += hereB;
    squaresA += hereA * halfA;
    squaresB += hereB * halfB;
    drawnA = (drawnA + (drawn & 65535)) | 0;
    drawnB = (drawnB + (drawn >>> 16)) | 0;
  }
  keepPair(wonA, drawnA, squaresA, wonB, drawnB, squaresB);
}

/** {@link pairOfOne} where twice the draws below fit into 16 bits: both replicates are added up in one number. */
function fewOfOne(
  { list, bounds }: AurocOrder,
  row: number,
  from: number,
  to: number,
  others: Int32Array,
  base: number,
  draws: Int32Array,
  sumA: Float64Array,
  sumB: Float64Array,
): void {
  const { code } = list;
  const twice = (2 * base) | 0;
  let wonA = 0;
  let wonB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let drawnA = 0;
  let drawnB = 0;
  for (let i = from, at = row; i < to; i++, at++) {
    const c = code[i]!;
    const drawn = draws[c >>> 16]!;
    // What would run over from the lower half is made good by the subtraction.
    const b = bounds[at]!;
    const halves = (((others[b & 65535]! + others[b >>> 16]!) | 0) - twice) | 0;
    const halfA = 0.5 * (halves & 65535);
    const halfB = 0.5 * (halves >>> 16);
    const s = c & 65535;
    const hereA = halfA * (drawn & 65535);
    const hereB = halfB * (drawn >>> 16);
    sumA[s] = hereA;
    sumB[s] = hereB;
    wonA += hereA;
    wonB += hereB;
    squaresA += hereA * halfA;
    squaresB += hereB * halfB;
    drawnA = (drawnA + (drawn & 65535)) | 0;
    drawnB = (drawnB + (drawn >>> 16)) | 0;
  }
  keepPair(wonA, drawnA, squaresA, wonB, drawnB, squaresB);
}

/** {@link pairOfMany} where twice the draws below all rows of a slot fit into 16 bits. */
function fewOfMany(
  { list, bounds }: AurocOrder,
  row: number,
  count: number,
  from: number,
  to: number,
  others: Int32Array,
  base: number,
  draws: Int32Array,
  sumA: Float64Array,
  sumB: Float64Array,
): void {
  const { code } = list;
  const twice = Math.imul(2 * count, base);
  let wonA = 0;
  let wonB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let drawnA = 0;
  let drawnB = 0;
  for (let i = from, at = row; i < to; i++) {
    const c = code[i]!;
    const drawn = draws[c >>> 16]!;
    const one = bounds[at]!;
    const two = bounds[at + 1]!;
    let halves = (others[one & 65535]! + others[one >>> 16]!) | 0;
    halves = (halves + ((others[two & 65535]! + others[two >>> 16]!) | 0)) | 0;
    const end = at + count;
    for (at += 2; at < end; at++) {
      const b = bounds[at]!;
      halves = (halves + ((others[b & 65535]! + others[b >>> 16]!) | 0)) | 0;
    }
    halves = (halves - twice) | 0;
    const halfA = 0.5 * (halves & 65535);
    const halfB = 0.5 * (halves >>> 16);
    const s = c & 65535;
    const hereA = halfA * (drawn & 65535);
    const hereB = halfB * (drawn >>> 16);
    sumA[s] = hereA;
    sumB[s] = hereB;
    wonA += hereA;
    wonB += hereB;
    squaresA += hereA * halfA;
    squaresB += hereB * halfB;
    drawnA = (drawnA + (drawn & 65535)) | 0;
    drawnB = (drawnB + (drawn >>> 16)) | 0;
  }
  keepPair(wonA, drawnA, squaresA, wonB, drawnB, squaresB);
}
