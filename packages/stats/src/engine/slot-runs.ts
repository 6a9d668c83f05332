import type { RankScratch } from './rank-pass.ts';

/** draws of the rows before each row, and of all */
export function runUp(patient: Int32Array, draws: Int32Array, before: Int32Array): void {
  let sum = 0;
  let i = 0;
  for (const last = patient.length - 3; i < last; i += 4) {
    before[i] = sum;
    sum = (sum + draws[patient[i]!]!) | 0;
    before[i + 1] = sum;
    sum = (sum + draws[patient[i + 1]!]!) | 0;
    before[i + 2] = sum;
    sum = (sum + draws[patient[i + 2]!]!) | 0;
    before[i + 3] = sum;
    sum = (sum + draws[patient[i + 3]!]!) | 0;
  }
  for (; i < patient.length; i++) {
    before[i] = sum;
    sum = (sum + draws[patient[i]!]!) | 0;
  }
  before[patient.length] = sum;
}

/** Of one run: sum of what lies below, draws, and squares over draws. */
export const runSums: Float64Array = new Float64Array(3);

/** Empties what {@link addRun} adds to. */
export function clearSums({
  won,
  clusters,
  weightSquares,
  weightedSums,
  sumSquares,
}: RankScratch): void {
  won.fill(0);
  clusters.fill(0);
  weightSquares.fill(0);
  weightedSums.fill(0);
  sumSquares.fill(0);
}

/**
 * Adds the sums of a run of slots with `count` rows each to its key.
 *
 * @param sums what lies below, draws, and squares over draws, from `at` on
 */
export function addRun(
  scratch: RankScratch,
  k: number,
  count: number,
  sums: Float64Array,
  at: 0 | 3,
): void {
  const { won, clusters, weightSquares, weightedSums, sumSquares } = scratch;
  won[k] = won[k]! + sums[at]!;
  clusters[k] = clusters[k]! + sums[at + 1]!;
  weightSquares[k] = weightSquares[k]! + count * count * sums[at + 1]!;
  weightedSums[k] = weightedSums[k]! + count * sums[at]!;
  sumSquares[k] = sumSquares[k]! + sums[at + 2]!;
}

/** Adds up, per level and class, what lies below among everyone. Halves of whole numbers are exact in any order. */
export function addOutside(
  run: Int32Array,
  below: Int32Array,
  everyone: Float64Array,
  outside: Float64Array,
): void {
  outside.fill(0);
  for (let r = 0; r < run.length; r += 3) {
    const to = r + 5 < run.length ? run[r + 5]! : below.length;
    let sum = 0;
    let other = 0;
    let i = run[r + 2]!;
    for (; i + 1 < to; i += 2) {
      sum += everyone[below[i]!]!;
      other += everyone[below[i + 1]!]!;
    }
    if (i < to) sum += everyone[below[i]!]!;
    sum += other;
    const k = run[r]!;
    outside[k] = outside[k]! + sum;
  }
}

/** Keeps what one run adds up to: what lies below, draws, and squares over draws. */
export function keepRun(won: number, drawn: number, squares: number): void {
  runSums[0] = won;
  runSums[1] = drawn;
  runSums[2] = squares;
}
