import { none, some } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromPairs, weightedMean } from '../read-input.ts';

function squared(x: number): number {
  return x * x;
}

/** How much of the spread of the reference does the prediction account for? See docs/methods/r2.md. */
export const r2: MetricSpec = defineMetric({
  id: 'r2',
  title: 'Coefficient of determination',
  question: 'How much of the spread of the reference does the prediction account for?',
  formula:
    '1 − Σ (prediction − reference)² / Σ (reference − mean reference)²; below 0 when the mean would do better',
  assumptions: ['Reference and prediction are in the same unit, one pair per row.'],
  notWhen: [
    'To compare groups with another spread of the reference: a narrow group has a lower value at equal errors.',
    'As a squared correlation: it also counts a shift and a wrong scale.',
  ],
  range: [Number.NEGATIVE_INFINITY, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['regression'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'all',
  aliases: ['r-squared'],
  source: 'Kvålseth 1985, doi:10.1080/00031305.1985.10479448',
  compute: {
    regression: fromPairs((references, predictions, weights) => {
      const centre = weightedMean(weights, (row) => references[row]!).value ?? 0;
      const spread = weightedMean(weights, (row) => squared(references[row]! - centre)).value ?? 0;
      const error =
        weightedMean(weights, (row) => squared(predictions[row]! - references[row]!)).value ?? 0;
      return spread > 0 ? some(1 - error / spread) : none('no-variation');
    }),
  },
});
