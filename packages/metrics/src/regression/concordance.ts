import { none, some } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromPairs, weightedMean } from '../read-input.ts';

/** How closely do pairs of reference and prediction lie on the line of equality? See docs/methods/concordance.md. */
export const concordance: MetricSpec = defineMetric({
  id: 'concordance',
  title: 'Concordance correlation',
  question: 'How closely do pairs of reference and prediction lie on the line of equality?',
  formula:
    '2 cov / (var of reference + var of prediction + (difference of means)²), moments divided by n',
  assumptions: ['Reference and prediction are in the same unit, one pair per row.'],
  notWhen: [
    'To compare groups with another spread of the reference: a narrow group has a lower value at equal errors.',
    'As a correlation without units of error: read the mean error and its spread beside it.',
  ],
  range: [-1, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['regression'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'all',
  aliases: ['ccc', 'lin-ccc'],
  symmetric: true,
  source: 'Lin 1989, doi:10.2307/2532051',
  compute: {
    regression: fromPairs((references, predictions, weights) => {
      const meanOf = (ofRow: (row: number) => number): number =>
        weightedMean(weights, ofRow).value ?? 0;
      const centreA = meanOf((row) => references[row]!);
      const centreB = meanOf((row) => predictions[row]!);
      const productOf = (row: number): number =>
        (references[row]! - centreA) * (predictions[row]! - centreB);
      const squareOf = (row: number): number => {
        const [a, b] = [references[row]! - centreA, predictions[row]! - centreB];
        return a * a + b * b;
      };
      const shift = centreA - centreB;
      const bottom = meanOf(squareOf) + shift * shift;
      return bottom > 0 ? some((2 * meanOf(productOf)) / bottom) : none('no-variation');
    }),
  },
});
