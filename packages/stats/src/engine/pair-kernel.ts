import type { PairOrder } from './plan.ts';
import type { RankScratch } from './rank-pass.ts';

/**
 * The inner loops of a pass over two replicates at once, and the arrays they work on: one set per thread, of fixed
 * size and never replaced, so that the compiler knows where they lie and that an index of 16 bits is inside. Loops
 * are unrolled because what is asked of an array is asked once per turn.
 */

const size = 65536;

/** Most draws of all rows together with which two replicates fit into one pass. */
export const mostPairedDraws = 65535;

const draws = new Int32Array(size);
/** Draws of the rows before each row, packed alike. */
const before = new Int32Array(size);
/** Per step of the other class: twice what lies below, packed alike. */
const middle = new Int32Array(size);
/** Per listed slot the sum of `middle` over its rows. */
const halves = new Int32Array(size);
const wonA = new Int32Array(size);
const wonB = new Int32Array(size);
/** Half of 1 / draws; 0 for no draw, whose sums are 0. */
const shares = Float64Array.from({ length: 256 }, (_, d) => (d === 0 ? 0 : 0.5 / d));

// Under names of their own: what a module exports is looked up again at every turn, even inside it.
/** Per patient draws of the first replicate + 65536 × draws of the second. */
export const pairedDraws: Int32Array = draws;
/** Per listed slot twice what lies below its rows, times the draws of its patient, of the first replicate. */
export const pairWonA: Int32Array = wonA;
/** The same of the second. */
export const pairWonB: Int32Array = wonB;

/** Of the last run, of the first replicate and then of the second: what lies below, draws, and squares over draws. */
export const pairSums: Float64Array = new Float64Array(6);

/** Runs up the draws of rows. */
export function runUpPairs(patient: Uint16Array): void {
  let sum = 0;
  let i = 0;
  for (const last = patient.length - 7; i < last; i += 8) {
    const a = draws[patient[i]!]!;
    const b = draws[patient[i + 1]!]!;
    const c = draws[patient[i + 2]!]!;
    const d = draws[patient[i + 3]!]!;
    const e = draws[patient[i + 4]!]!;
    const f = draws[patient[i + 5]!]!;
    const g = draws[patient[i + 6]!]!;
    const h = draws[patient[i + 7]!]!;
    before[i] = sum;
    sum = (sum + a) | 0;
    before[i + 1] = sum;
    sum = (sum + b) | 0;
    before[i + 2] = sum;
    sum = (sum + c) | 0;
    before[i + 3] = sum;
    sum = (sum + d) | 0;
    before[i + 4] = sum;
    sum = (sum + e) | 0;
    before[i + 5] = sum;
    sum = (sum + f) | 0;
    before[i + 6] = sum;
    sum = (sum + g) | 0;
    before[i + 7] = sum;
    sum = (sum + h) | 0;
  }
  for (; i < patient.length; i++) {
    before[i] = sum;
    sum = (sum + draws[patient[i]!]!) | 0;
  }
  before[patient.length] = sum;
}

/** Draws of the rows from one place to another, packed. */
export function drawsBetween(from: number, to: number): number {
  return (before[to]! - before[from]!) | 0;
}

/**
 * Twice what lies below each step. What would run over from the lower half is made good by the subtraction.
 *
 * @param bounds per step the rows between which it lies
 * @param base first row of the other class in the level
 */
export function takeSteps(bounds: Uint16Array, from: number, to: number, base: number): void {
  const twice = (2 * before[base]!) | 0;
  let i = from;
  for (const last = to - 3; i < last; i += 4) {
    const at = 2 * i;
    middle[i] = (before[bounds[at]!]! + before[bounds[at + 1]!]! - twice) | 0;
    middle[i + 1] = (before[bounds[at + 2]!]! + before[bounds[at + 3]!]! - twice) | 0;
    middle[i + 2] = (before[bounds[at + 4]!]! + before[bounds[at + 5]!]! - twice) | 0;
    middle[i + 3] = (before[bounds[at + 6]!]! + before[bounds[at + 7]!]! - twice) | 0;
  }
  for (; i < to; i++) {
    middle[i] = (before[bounds[2 * i]!]! + before[bounds[2 * i + 1]!]! - twice) | 0;
  }
}

/**
 * Adds up the steps of each slot's rows.
 *
 * @param step step of each row, slot by slot
 * @param row first row
 * @param count rows of each slot, at least 1
 * @param from first listed slot
 * @param to end of the listed slots
 */
export function sumRows(
  step: Uint16Array,
  row: number,
  count: number,
  from: number,
  to: number,
): void {
  let at = row;
  let i = from;
  if (count === 1) {
    for (const last = to - 3; i < last; i += 4, at += 4) {
      halves[i] = middle[step[at]!]!;
      halves[i + 1] = middle[step[at + 1]!]!;
      halves[i + 2] = middle[step[at + 2]!]!;
      halves[i + 3] = middle[step[at + 3]!]!;
    }
  } else if (count === 2) {
    for (const last = to - 3; i < last; i += 4, at += 8) {
      halves[i] = middle[step[at]!]! + middle[step[at + 1]!]!;
      halves[i + 1] = middle[step[at + 2]!]! + middle[step[at + 3]!]!;
      halves[i + 2] = middle[step[at + 4]!]! + middle[step[at + 5]!]!;
      halves[i + 3] = middle[step[at + 6]!]! + middle[step[at + 7]!]!;
    }
  } else if (count === 3) {
    for (const last = to - 3; i < last; i += 4, at += 12) {
      halves[i] = middle[step[at]!]! + middle[step[at + 1]!]! + middle[step[at + 2]!]!;
      halves[i + 1] = middle[step[at + 3]!]! + middle[step[at + 4]!]! + middle[step[at + 5]!]!;
      halves[i + 2] = middle[step[at + 6]!]! + middle[step[at + 7]!]! + middle[step[at + 8]!]!;
      halves[i + 3] = middle[step[at + 9]!]! + middle[step[at + 10]!]! + middle[step[at + 11]!]!;
    }
  }
  for (; i < to; i++) {
    let sum = 0;
    for (const end = at + count; at < end; at++) sum = (sum + middle[step[at]!]!) | 0;
    halves[i] = sum;
  }
}

/** Adds up a run of slots after {@link sumRows}, into {@link pairSums}. */
export function addSlots(patient: Uint16Array, from: number, to: number): void {
  let sumA = 0;
  let sumB = 0;
  let drawn = 0;
  let squaresA = 0;
  let squaresB = 0;
  let i = from;
  for (const last = to - 1; i < last; i += 2) {
    const one = draws[patient[i]!]!;
    const two = draws[patient[i + 1]!]!;
    const h = halves[i]!;
    const k = halves[i + 1]!;
    const hA = Math.imul(h & 65535, one & 65535);
    const hB = Math.imul(h >>> 16, one >>> 16);
    const kA = Math.imul(k & 65535, two & 65535);
    const kB = Math.imul(k >>> 16, two >>> 16);
    wonA[i] = hA;
    wonB[i] = hB;
    wonA[i + 1] = kA;
    wonB[i + 1] = kB;
    sumA = (sumA + hA + kA) | 0;
    sumB = (sumB + hB + kB) | 0;
    drawn = (drawn + one + two) | 0;
    squaresA += hA * (h & 65535) + kA * (k & 65535);
    squaresB += hB * (h >>> 16) + kB * (k >>> 16);
  }
  if (i < to) {
    const one = draws[patient[i]!]!;
    const h = halves[i]!;
    const hA = Math.imul(h & 65535, one & 65535);
    const hB = Math.imul(h >>> 16, one >>> 16);
    wonA[i] = hA;
    wonB[i] = hB;
    sumA = (sumA + hA) | 0;
    sumB = (sumB + hB) | 0;
    drawn = (drawn + one) | 0;
    squaresA += hA * (h & 65535);
    squaresB += hB * (h >>> 16);
  }
  pairSums[0] = 0.5 * sumA;
  pairSums[1] = drawn & 65535;
  pairSums[2] = 0.25 * squaresA;
  pairSums[3] = 0.5 * sumB;
  pairSums[4] = drawn >>> 16;
  pairSums[5] = 0.25 * squaresB;
}

/**
 * {@link sumRows} and {@link addSlots} for slots whose sums do not fit into 16 bits.
 *
 * @param bounds per step the rows between which it lies
 * @param base first row of the other class in the level
 */
export function addWideSlots(
  { step, bounds, slotPatient }: Pick<PairOrder, 'step' | 'bounds' | 'slotPatient'>,
  row: number,
  count: number,
  from: number,
  to: number,
  base: number,
): void {
  const twiceA = 2 * (before[base]! & 65535);
  const twiceB = 2 * (before[base]! >>> 16);
  pairSums.fill(0);
  for (let i = from, at = row; i < to; i++) {
    const drawn = draws[slotPatient[i]!]!;
    let halfA = 0;
    let halfB = 0;
    for (const end = at + count; at < end; at++) {
      const low = before[bounds[2 * step[at]!]!]!;
      const high = before[bounds[2 * step[at]! + 1]!]!;
      halfA += 0.5 * ((low & 65535) + (high & 65535) - twiceA);
      halfB += 0.5 * ((low >>> 16) + (high >>> 16) - twiceB);
    }
    const hereA = halfA * (drawn & 65535);
    const hereB = halfB * (drawn >>> 16);
    wonA[i] = 2 * hereA;
    wonB[i] = 2 * hereB;
    pairSums[0] = pairSums[0]! + hereA;
    pairSums[1] = pairSums[1]! + (drawn & 65535);
    pairSums[2] = pairSums[2]! + hereA * halfA;
    pairSums[3] = pairSums[3]! + hereB;
    pairSums[4] = pairSums[4]! + (drawn >>> 16);
    pairSums[5] = pairSums[5]! + hereB * halfB;
  }
}

/**
 * Draws × both influences over the pairs of one level, as in `crossByLevel`: into {@link pairSums}, with the draws
 * behind them.
 *
 * @param k the level's key of the negatives
 */
export function crossPairs(
  { pairPatient, pairPlace, pairWeight }: PairOrder,
  from: number,
  to: number,
  k: number,
  first: Pick<RankScratch, 'centre' | 'inverse'>,
  second: Pick<RankScratch, 'centre' | 'inverse'>,
): void {
  const centreVA = first.centre[k]!;
  const inverseVA = first.inverse[k]!;
  const centreUA = first.centre[k + 1]!;
  const inverseUA = first.inverse[k + 1]!;
  const centreVB = second.centre[k]!;
  const inverseVB = second.inverse[k]!;
  const centreUB = second.centre[k + 1]!;
  const inverseUB = second.inverse[k + 1]!;
  let crossA = 0;
  let crossB = 0;
  let drawn = 0;
  for (let i = from; i < to; i++) {
    const s = pairPlace[2 * i]!;
    const t = pairPlace[2 * i + 1]!;
    const weightU = pairWeight[2 * i]!;
    const weightV = pairWeight[2 * i + 1]!;
    const both = draws[pairPatient[i]!]!;
    const drawnA = both & 255;
    const drawnB = (both >>> 16) & 255;
    const shareA = shares[drawnA]!;
    const shareB = shares[drawnB]!;
    const uA = weightU * centreUA + wonA[s]! * shareA * inverseUA;
    const vA = weightV * centreVA + wonA[t]! * shareA * inverseVA;
    const uB = weightU * centreUB + wonB[s]! * shareB * inverseUB;
    const vB = weightV * centreVB + wonB[t]! * shareB * inverseVB;
    crossA += drawnA * uA * vA;
    crossB += drawnB * uB * vB;
    drawn = (drawn + both) | 0;
  }
  pairSums[0] = crossA;
  pairSums[1] = drawn & 65535;
  pairSums[3] = crossB;
  pairSums[4] = drawn >>> 16;
}
