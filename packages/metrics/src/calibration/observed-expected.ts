import { none, observedOverExpected, some } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromProbabilities, weightedMean } from '../read-input.ts';
import { warnsAcrossPrevalences, warnsWithoutProbabilities } from '../suitability.ts';

/** How many positives are there for every positive that the probabilities promise? See docs/methods/observed-expected.md. */
export const observedExpected: MetricSpec = defineMetric({
  id: 'observed-expected',
  title: 'Observed over expected',
  question: 'How many positives are there for every positive that the probabilities promise?',
  formula: 'Sum of labels / sum of probabilities',
  assumptions: ['Scores are probabilities of the positive class, between 0 and 1.'],
  notWhen: [
    'Alone: 1 on the whole can hide too high here and too low there.',
    'With few expected positives, where the ratio is wild.',
  ],
  range: [0, Number.POSITIVE_INFINITY],
  better: 'target',
  target: 1,
  unit: 'ratio',
  taskTypes: ['binary', 'multilabel'],
  needs: 'probability',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['o-e', 'oe', 'oe-ratio', 'o/e'],
  source: 'Debray et al. 2017, doi:10.1136/bmj.i6460',
  engineId: 'observed-expected',
  warnings: [warnsWithoutProbabilities, warnsAcrossPrevalences('Observed over expected')],
  compute: {
    binary: fromProbabilities((labels, probabilities, weights) => {
      if (!weights) return observedOverExpected(labels, probabilities);
      const observed = weightedMean(weights, (row) => labels[row]!);
      const expected = weightedMean(weights, (row) => probabilities[row]!);
      if (observed.value === null || expected.value === null) return none('no-weight');
      return expected.value > 0
        ? some(observed.value / expected.value)
        : none('no-expected-positives');
    }),
  },
});
