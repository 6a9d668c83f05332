import { logLoss as logarithmicLoss } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromProbabilities } from '../read-input.ts';
import { warnsAcrossPrevalences, warnsWithoutProbabilities } from '../suitability.ts';

/** How surprised was the model by what happened? See docs/methods/log-loss.md. */
export const logLoss: MetricSpec = defineMetric({
  id: 'log-loss',
  title: 'Log loss',
  question: 'How surprised was the model by what happened?',
  formula:
    'Mean of −log p for positives and −log(1 − p) for negatives, natural logarithm; p is clipped to [2⁻⁵², 1 − 2⁻⁵²]',
  assumptions: ['Scores are probabilities of the positive class, between 0 and 1.'],
  notWhen: [
    'Where probabilities of exactly 0 or 1 occur: the clip then decides the value.',
    'To compare groups or data sets of other prevalence.',
  ],
  range: [0, Number.POSITIVE_INFINITY],
  better: 'lower',
  unit: 'nats',
  taskTypes: ['binary', 'multilabel'],
  needs: 'probability',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['cross-entropy', 'nll'],
  source: 'Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x',
  engineId: 'loss',
  rowValue: (label, probability) => {
    const clipped = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability));
    return label === 1 ? -Math.log(clipped) : -Math.log(1 - clipped);
  },
  warnings: [warnsWithoutProbabilities, warnsAcrossPrevalences('Log loss')],
  compute: {
    binary: fromProbabilities(
      (labels, probabilities, weights) =>
        logarithmicLoss(labels, probabilities, weights ? { weights } : {}).logLoss,
    ),
  },
});
