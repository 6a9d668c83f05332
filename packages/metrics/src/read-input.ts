import {
  type BinaryMetrics,
  binaryMetrics,
  type ConfusionMatrix,
  confusionCounts,
  confusionMatrix,
  none,
  some,
  type Value,
} from '@equipoise/stats';
import type {
  BinaryInput,
  MulticlassInput,
  OrdinalInput,
  RegressionInput,
  Rows,
} from './metric-input.ts';

/**
 * A metric of the four cells of a decision table.
 *
 * @param pick which of the table's metrics
 * @returns computation; `no-decisions` without an operating point
 */
export function fromCounts(pick: (metrics: BinaryMetrics) => Value): (input: BinaryInput) => Value {
  return ({ labels, decisions, weights }) =>
    decisions === null
      ? none('no-decisions')
      : pick(binaryMetrics(confusionCounts(labels, decisions, weights ?? undefined)));
}

/**
 * A metric of the square table of labels and decisions.
 *
 * @param pick computes it from the table, whose classes stand in their order
 * @returns computation; `no-decisions` without decisions
 */
export function fromMatrix(
  pick: (matrix: ConfusionMatrix) => Value,
): (input: MulticlassInput | OrdinalInput) => Value {
  return (input) => {
    if (input.decisions === null) return none('no-decisions');
    const count = input.kind === 'ordinal' ? input.gradeCount : input.classCount;
    const classes = Array.from({ length: count }, (_, k) => k);
    const weights = input.weights === null ? {} : { weights: input.weights };
    return pick(confusionMatrix(input.labels, input.decisions, { classes, ...weights }));
  };
}

/**
 * A metric of predicted probabilities.
 *
 * @param compute takes labels, probabilities and weights
 * @returns computation; `no-scores`, or `score-outside-unit-interval` where scores are no probabilities
 */
export function fromProbabilities(
  compute: (labels: Rows, probabilities: Rows, weights: Rows | undefined) => Value,
): (input: BinaryInput) => Value {
  return ({ labels, scores, weights }) => {
    if (scores === null) return none('no-scores');
    for (let row = 0; row < scores.length; row++) {
      // Written so that NaN passes on to the check that names it.
      if (scores[row]! < 0 || scores[row]! > 1) return none('score-outside-unit-interval');
    }
    return compute(labels, scores, weights ?? undefined);
  };
}

/**
 * A metric of the ranking of scores.
 *
 * @param compute takes labels, scores and weights
 * @returns computation; `no-scores` without scores
 */
export function fromScores(
  compute: (labels: Rows, scores: Rows, weights: Rows | undefined) => Value,
): (input: BinaryInput) => Value {
  return ({ labels, scores, weights }) =>
    scores === null ? none('no-scores') : compute(labels, scores, weights ?? undefined);
}

/**
 * A metric of reference values and predicted values.
 *
 * @param compute takes references, predictions and a weight per row (all 1 without weights)
 * @returns computation; `no-predictions` without predictions, `no-weight` when all weights are 0
 */
export function fromPairs(
  compute: (references: Rows, predictions: Rows, weights: Rows) => Value,
): (input: RegressionInput) => Value {
  return ({ labels, predictions, weights }) => {
    if (predictions === null) return none('no-predictions');
    const perRow = weights ?? new Float64Array(labels.length).fill(1);
    return weightedMean(perRow, () => 1).value === null
      ? none('no-weight')
      : compute(labels, predictions, perRow);
  };
}

/**
 * Weighted mean of a value per row.
 *
 * @param weights weight per row, 0 or above
 * @param ofRow value of a row
 * @returns the mean; `no-weight` when all weights are 0
 */
export function weightedMean(weights: Rows, ofRow: (row: number) => number): Value {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < weights.length; row++) {
    total += weights[row]!;
    sum += weights[row]! * ofRow(row);
  }
  return total > 0 ? some(sum / total) : none('no-weight');
}
