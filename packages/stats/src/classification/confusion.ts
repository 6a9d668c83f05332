import { fail } from '../errors.ts';
import { checkBinary, checkSameLength, checkWeights } from '../special/check.ts';

/** The four cells of a binary decision table; counts or sums of weights. */
export interface ConfusionCounts {
  /** Positive rows called positive. */
  readonly tp: number;
  /** Negative rows called positive. */
  readonly fp: number;
  /** Positive rows called negative. */
  readonly fn: number;
  /** Negative rows called negative. */
  readonly tn: number;
}

/**
 * Counts the four cells.
 *
 * @param labels 0 or 1 per row
 * @param predictions 0 or 1 per row
 * @param weights optional weight per row
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 */
export function confusionCounts(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  weights?: ArrayLike<number>,
): ConfusionCounts {
  checkSameLength(labels, predictions, ['labels', 'predictions']);
  checkBinary(labels, 'labels');
  checkBinary(predictions, 'predictions');
  if (weights) checkWeights(weights, labels.length);
  const cells = [0, 0, 0, 0];
  for (let i = 0; i < labels.length; i++)
    cells[2 * labels[i]! + predictions[i]!]! += weights ? weights[i]! : 1;
  const [tn, fp, fn, tp] = cells as [number, number, number, number];
  return { tp, fp, fn, tn };
}

/**
 * Turns scores into decisions: positive when score >= threshold.
 *
 * @param scores one score per row, no NaN
 * @param threshold the cut-point
 *
 * Errors: `stats/not-a-number`.
 */
export function decide(scores: ArrayLike<number>, threshold: number): Uint8Array {
  if (Number.isNaN(threshold))
    fail('stats/not-a-number', 'The threshold is NaN.', 'Pass the cut-point in use.');
  const out = new Uint8Array(scores.length);
  for (let i = 0; i < out.length; i++) {
    if (Number.isNaN(scores[i]!))
      fail('stats/not-a-number', 'A score is NaN.', 'Drop rows without a score and count them.');
    out[i] = scores[i]! >= threshold ? 1 : 0;
  }
  return out;
}
