import { argsort } from '../special/argsort.ts';
import { checkBinary, checkNoNaN, checkSameLength, checkWeights } from '../special/check.ts';

/** Vertices of the empirical ROC polygon, from "none positive" to "all positive". */
export interface RocCurve {
  /** False positive share at each vertex, ascending from 0 to 1. */
  readonly fpr: Float64Array;
  /** True positive share at each vertex, ascending from 0 to 1. */
  readonly tpr: Float64Array;
  /** Cut-point of each vertex: positive means score >= threshold; infinity for "none positive". */
  readonly thresholds: Float64Array;
  /** Weight (or count) of the positives. */
  readonly positives: number;
  /** Weight (or count) of the negatives. */
  readonly negatives: number;
}

/**
 * The empirical ROC polygon, one vertex per distinct score.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row; infinities are legal
 * @param weights optional weight per row, 0 or above
 * @returns the vertices, or null when a class carries no weight
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Fawcett 2006, Pattern Recognition Letters 27:861.
 */
export function rocCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): RocCurve | null {
  checkSameLength(labels, scores, ['labels', 'scores']);
  checkBinary(labels, 'labels');
  checkNoNaN(scores, 'scores');
  if (weights) checkWeights(weights, labels.length);
  const order = argsort(scores);
  const n = order.length;
  const fpr = new Float64Array(n + 1);
  const tpr = new Float64Array(n + 1);
  const thresholds = new Float64Array(n + 1);
  thresholds[0] = Number.POSITIVE_INFINITY;
  let positives = 0;
  let negatives = 0;
  let size = 1;
  let i = n - 1;
  while (i >= 0) {
    const score = scores[order[i]!]!;
    while (i >= 0 && scores[order[i]!] === score) {
      const row = order[i--]!;
      const w = weights ? weights[row]! : 1;
      if (labels[row] === 1) positives += w;
      else negatives += w;
    }
    fpr[size] = negatives;
    tpr[size] = positives;
    thresholds[size++] = score;
  }
  if (!(positives > 0 && negatives > 0)) return null;
  for (let k = 0; k < size; k++) {
    fpr[k]! /= negatives;
    tpr[k]! /= positives;
  }
  return {
    fpr: fpr.slice(0, size),
    tpr: tpr.slice(0, size),
    thresholds: thresholds.slice(0, size),
    positives,
    negatives,
  };
}
