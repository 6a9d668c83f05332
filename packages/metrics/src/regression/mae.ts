import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromPairs, weightedMean } from '../read-input.ts';

/** By how much is the prediction off on average, in the unit of the target? See docs/methods/mae.md. */
export const mae: MetricSpec = defineMetric({
  id: 'mae',
  title: 'Mean absolute error',
  question: 'By how much is the prediction off on average, in the unit of the target?',
  formula: 'Mean of |prediction − reference|',
  assumptions: ['Reference and prediction are in the same unit, one pair per row.'],
  notWhen: [
    'Where large misses weigh more than in proportion: use the root mean squared error.',
    'To compare targets of other scale.',
  ],
  range: [0, Number.POSITIVE_INFINITY],
  better: 'lower',
  unit: 'unit of the target',
  taskTypes: ['regression'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'all',
  symmetric: true,
  source: 'Willmott, Matsuura 2005, doi:10.3354/cr030079',
  engineId: 'loss',
  rowValue: (reference, predicted) => Math.abs(predicted - reference),
  compute: {
    regression: fromPairs((references, predictions, weights) =>
      weightedMean(weights, (row) => Math.abs(predictions[row]! - references[row]!)),
    ),
  },
});
