import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import { warnsAcrossPrevalences, warnsSameDataThreshold } from '../suitability.ts';

/** Of the cases the model calls, how many have the condition? See docs/methods/ppv.md. */
export const ppv: MetricSpec = defineMetric({
  id: 'ppv',
  title: 'Positive predictive value',
  question: 'Of the cases the model calls, how many have the condition?',
  formula: 'TP / (TP + FP)',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
    'The share of positives is that of the place where the value is used.',
  ],
  notWhen: [
    'To compare groups or sites of other prevalence: an equally good model has another value there. Use it at a common prevalence.',
    'On a sample enriched with positives, as if it held in practice.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'predicted-positives',
  aliases: ['precision', 'positive-predictive-value'],
  source: 'Altman, Bland 1994, doi:10.1136/bmj.309.6947.102',
  engineId: 'ppv',
  warnings: [warnsAcrossPrevalences('Positive predictive value'), warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ ppv }) => ppv),
  },
});
