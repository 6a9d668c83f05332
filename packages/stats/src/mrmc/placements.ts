import { argsort } from '../special/argsort.ts';

/** What one reader did under one test, against the cases of the other truth. All counts, no shares. */
export interface Placements {
  /** Per case: wins over the opposite cases (diseased above, non-diseased below count for both), ties half. */
  readonly wins: Float64Array;
  /** Per case: 1 when it was read. */
  readonly isRead: Uint8Array;
  /** Wins of all pairs. */
  readonly total: number;
  /** Diseased cases read. */
  readonly diseasedCount: number;
  /** Non-diseased cases read. */
  readonly nonDiseasedCount: number;
}

/**
 * Win counts of every case from one sort: a diseased case counts the non-diseased below it, a non-diseased case
 * the diseased above it, ties one half. Cases without a rating (NaN) have none.
 *
 * @param truth 0 or 1 per case
 * @param rating one rating per case, NaN = not read
 *
 * Source: DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837; Sun and Xu 2014, IEEE Signal Processing
 * Letters 21:1389 for the O(n log n) form.
 */
export function placementsOf(truth: Uint8Array, rating: Float64Array): Placements {
  const n = truth.length;
  const isRead = new Uint8Array(n);
  let diseasedCount = 0;
  let nonDiseasedCount = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(rating[i]!)) continue;
    isRead[i] = 1;
    if (truth[i] === 1) diseasedCount++;
    else nonDiseasedCount++;
  }
  const read = diseasedCount + nonDiseasedCount;
  const rows = new Uint32Array(read);
  const scores = new Float64Array(read);
  for (let i = 0, k = 0; i < n; i++) {
    if (isRead[i] === 0) continue;
    rows[k] = i;
    scores[k++] = rating[i]!;
  }
  const order = argsort(scores);
  const wins = new Float64Array(n);
  let healthyBelow = 0;
  let diseasedBelow = 0;
  let total = 0;
  let start = 0;
  while (start < read) {
    const score = scores[order[start]!]!;
    let end = start;
    let tiedDiseased = 0;
    while (end < read && scores[order[end]!] === score)
      tiedDiseased += truth[rows[order[end++]!]!]!;
    const tiedHealthy = end - start - tiedDiseased;
    const below = healthyBelow + 0.5 * tiedHealthy;
    const above = diseasedCount - diseasedBelow - 0.5 * tiedDiseased;
    for (let k = start; k < end; k++) {
      const row = rows[order[k]!]!;
      wins[row] = truth[row] === 1 ? below : above;
    }
    total += tiedDiseased * below;
    healthyBelow += tiedHealthy;
    diseasedBelow += tiedDiseased;
    start = end;
  }
  return { wins, isRead, total, diseasedCount, nonDiseasedCount };
}

/**
 * Every pair of a diseased and a non-diseased case: 2 = diseased rated higher, 1 = tie, 0 = lower or one of
 * the two not read. Rows are the diseased cases in order, columns the non-diseased.
 *
 * @param truth 0 or 1 per case
 * @param rating one rating per case, NaN = not read
 */
export function successTable(truth: Uint8Array, rating: Float64Array): Uint8Array {
  const diseased: number[] = [];
  const healthy: number[] = [];
  for (let i = 0; i < truth.length; i++) (truth[i] === 1 ? diseased : healthy).push(rating[i]!);
  const columns = Float64Array.from(healthy);
  const width = columns.length;
  const table = new Uint8Array(diseased.length * width);
  let at = 0;
  for (const x of diseased) {
    // Comparisons with NaN are false, so a missing reading leaves 0.
    for (let j = 0; j < width; j++) {
      const y = columns[j]!;
      table[at++] = x > y ? 2 : x === y ? 1 : 0;
    }
  }
  return table;
}

/**
 * Sum of the products of two success tables, in units of one win times one win.
 *
 * @param a a table of {@link successTable}
 * @param b another of the same cases
 */
export function sharedSuccess(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum / 4;
}
