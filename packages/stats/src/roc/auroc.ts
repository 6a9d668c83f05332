import { argsort } from '../special/argsort.ts';
import { checkBinary, checkNoNaN, checkSameLength, checkWeights } from '../special/check.ts';
import { none, some, type Value } from '../value.ts';

/**
 * Area under the ROC curve: the chance that a positive row scores above a negative one, ties half.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row, higher means more positive; infinities are legal
 * @param weights optional weight per row, 0 or above
 * @returns a value in [0, 1]; `single-class` when one class carries no weight
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Bamber 1975, Journal of Mathematical Psychology 12:387.
 */
export function auroc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Value {
  checkSameLength(labels, scores, ['labels', 'scores']);
  checkBinary(labels, 'labels');
  checkNoNaN(scores, 'scores');
  if (weights) checkWeights(weights, labels.length);
  return aurocSorted(labels, scores, argsort(scores), weights);
}

/**
 * AUROC when the ascending order of the scores is already known (resampling, groups): one linear pass.
 * The inputs are trusted.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row
 * @param order row numbers in ascending order of score; may name a subset of the rows
 * @param weights optional weight per row, 0 or above (draw counts in a bootstrap)
 */
export function aurocSorted(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  order: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Value {
  let wins = 0;
  let negativesBelow = 0;
  let positives = 0;
  let start = 0;
  const n = order.length;
  while (start < n) {
    const score = scores[order[start]!]!;
    let tiedPositive = 0;
    let tiedNegative = 0;
    let end = start;
    while (end < n) {
      const row = order[end]!;
      if (scores[row] !== score) break;
      const w = weights ? weights[row]! : 1;
      if (labels[row] === 1) tiedPositive += w;
      else tiedNegative += w;
      end++;
    }
    wins += tiedPositive * (negativesBelow + 0.5 * tiedNegative);
    negativesBelow += tiedNegative;
    positives += tiedPositive;
    start = end;
  }
  if (!(positives > 0 && negativesBelow > 0)) return none('single-class');
  return some(wins / (positives * negativesBelow));
}
