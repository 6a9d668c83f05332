import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import { warnsAcrossPrevalences, warnsSameDataThreshold } from '../suitability.ts';

/** Of the cases the model leaves alone, how many are free of the condition? See docs/methods/npv.md. */
export const npv: MetricSpec = defineMetric({
  id: 'npv',
  title: 'Negative predictive value',
  question: 'Of the cases the model leaves alone, how many are free of the condition?',
  formula: 'TN / (TN + FN)',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
    'The share of positives is that of the place where the value is used.',
  ],
  notWhen: [
    'To compare groups or sites of other prevalence. Use it at a common prevalence.',
    'At low prevalence as praise: it is then near 1 for any model.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'predicted-negatives',
  aliases: ['negative-predictive-value'],
  source: 'Altman, Bland 1994, doi:10.1136/bmj.309.6947.102',
  engineId: 'npv',
  warnings: [warnsAcrossPrevalences('Negative predictive value'), warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ npv }) => npv),
  },
});
