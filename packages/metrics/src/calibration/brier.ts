import { brierScore } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromProbabilities } from '../read-input.ts';
import { warnsAcrossPrevalences, warnsWithoutProbabilities } from '../suitability.ts';

/** How far are the predicted probabilities from what happened, squared? See docs/methods/brier.md. */
export const brier: MetricSpec = defineMetric({
  id: 'brier',
  title: 'Brier score',
  question: 'How far are the predicted probabilities from what happened, squared?',
  formula: 'Mean of (p − y)²',
  assumptions: ['Scores are probabilities of the positive class, between 0 and 1.'],
  notWhen: [
    'To compare groups or data sets of other prevalence: a constant forecast of the prevalence already reaches prevalence × (1 − prevalence).',
    'As a measure of calibration: it mixes calibration with separation.',
  ],
  range: [0, 1],
  better: 'lower',
  unit: 'squared probability',
  taskTypes: ['binary', 'multilabel'],
  needs: 'probability',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['brier-score'],
  source: 'Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2',
  engineId: 'loss',
  rowValue: (label, probability) => (probability - label) * (probability - label),
  warnings: [warnsWithoutProbabilities, warnsAcrossPrevalences('Brier score')],
  compute: {
    binary: fromProbabilities(brierScore),
  },
});
