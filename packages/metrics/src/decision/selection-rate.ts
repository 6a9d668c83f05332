import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import { warnsAcrossPrevalences } from '../suitability.ts';

/** How many cases does the model call? See docs/methods/selection-rate.md. */
export const selectionRate: MetricSpec = defineMetric({
  id: 'selection-rate',
  title: 'Selection rate',
  question: 'How many cases does the model call?',
  formula: '(TP + FP) / all',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'As a measure of quality: groups with other prevalence should be called at other rates.',
  ],
  range: [0, 1],
  better: 'target',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['predicted-positive-rate', 'positive-rate', 'demographic-parity'],
  source: 'Feldman et al. 2015, doi:10.1145/2783258.2783311',
  engineId: 'selection-rate',
  warnings: [warnsAcrossPrevalences('Selection rate')],
  compute: {
    binary: fromCounts(({ predictedPositiveRate }) => predictedPositiveRate),
  },
});
