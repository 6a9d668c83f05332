import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromPairs, weightedMean } from '../read-input.ts';

/** Is the prediction too high or too low on average? See docs/methods/bias.md. */
export const bias: MetricSpec = defineMetric({
  id: 'bias',
  title: 'Mean error',
  question: 'Is the prediction too high or too low on average?',
  formula: 'Mean of prediction − reference; above 0 means too high',
  assumptions: ['Reference and prediction are in the same unit, one pair per row.'],
  notWhen: [
    'Alone: 0 can hide large errors of both signs. Read the mean absolute error beside it.',
  ],
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  better: 'target',
  target: 0,
  unit: 'unit of the target',
  taskTypes: ['regression'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'all',
  aliases: ['mean-error', 'signed-error'],
  source: 'Bland, Altman 1986, doi:10.1016/S0140-6736(86)90837-8',
  engineId: 'loss',
  rowValue: (reference, predicted) => predicted - reference,
  compute: {
    regression: fromPairs((references, predictions, weights) =>
      weightedMean(weights, (row) => predictions[row]! - references[row]!),
    ),
  },
});
