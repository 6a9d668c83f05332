import { some } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromPairs, weightedMean } from '../read-input.ts';

/** By how much is the prediction off, when large misses weigh more? See docs/methods/rmse.md. */
export const rmse: MetricSpec = defineMetric({
  id: 'rmse',
  title: 'Root mean squared error',
  question: 'By how much is the prediction off, when large misses weigh more?',
  formula: '√(mean of (prediction − reference)²)',
  assumptions: ['Reference and prediction are in the same unit, one pair per row.'],
  notWhen: [
    'With a few wild references: they decide the value.',
    'To compare targets of other scale.',
  ],
  range: [0, Number.POSITIVE_INFINITY],
  better: 'lower',
  unit: 'unit of the target',
  taskTypes: ['regression'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'all',
  aliases: ['root-mean-squared-error'],
  symmetric: true,
  source: 'Chai, Draxler 2014, doi:10.5194/gmd-7-1247-2014',
  compute: {
    regression: fromPairs((references, predictions, weights) => {
      const square = weightedMean(weights, (row) => {
        const error = predictions[row]! - references[row]!;
        return error * error;
      });
      return square.value === null ? square : some(Math.sqrt(square.value));
    }),
  },
});
