import { argsort } from '../special/argsort.ts';
import { checkBinary, checkNoNaN, checkSameLength } from '../special/check.ts';

/** The placement values of DeLong: how each row fares against the other class. */
export interface DelongComponents {
  /** Area under the curve; NaN-free only when both classes are present. */
  readonly auroc: number;
  /** Row numbers of the positives, ascending. */
  readonly positives: Uint32Array;
  /** Row numbers of the negatives, ascending. */
  readonly negatives: Uint32Array;
  /** Per positive: share of negatives below it, ties half. */
  readonly v10: Float64Array;
  /** Per negative: share of positives above it, ties half. */
  readonly v01: Float64Array;
}

/**
 * DeLong's placement values with one sort.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row; infinities are legal
 * @returns the components, or null when one class is absent
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837; Sun and Xu 2014, IEEE Signal
 * Processing Letters 21:1389 for the O(n log n) form.
 */
export function delongComponents(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): DelongComponents | null {
  checkSameLength(labels, scores, ['labels', 'scores']);
  checkBinary(labels, 'labels');
  checkNoNaN(scores, 'scores');
  const n = labels.length;
  let m = 0;
  for (let i = 0; i < n; i++) m += labels[i]!;
  if (m === 0 || m === n) return null;
  const positives = new Uint32Array(m);
  const negatives = new Uint32Array(n - m);
  const place = new Uint32Array(n);
  let p = 0;
  let q = 0;
  for (let i = 0; i < n; i++) {
    if (labels[i] === 1) {
      place[i] = p;
      positives[p++] = i;
    } else {
      place[i] = q;
      negatives[q++] = i;
    }
  }
  const v10 = new Float64Array(m);
  const v01 = new Float64Array(n - m);
  const order = argsort(scores);
  let negativesBelow = 0;
  let positivesBelow = 0;
  let wins = 0;
  let start = 0;
  while (start < n) {
    const score = scores[order[start]!]!;
    let end = start;
    let tiedPositive = 0;
    while (end < n && scores[order[end]!] === score) tiedPositive += labels[order[end++]!]!;
    const tiedNegative = end - start - tiedPositive;
    const below = negativesBelow + 0.5 * tiedNegative;
    const above = m - positivesBelow - 0.5 * tiedPositive;
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      if (labels[row] === 1) v10[place[row]!] = below / (n - m);
      else v01[place[row]!] = above / m;
    }
    wins += tiedPositive * below;
    negativesBelow += tiedNegative;
    positivesBelow += tiedPositive;
    start = end;
  }
  return { auroc: wins / (m * (n - m)), positives, negatives, v10, v01 };
}
