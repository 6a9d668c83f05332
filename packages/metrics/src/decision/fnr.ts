import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import { warnsSameDataThreshold } from '../suitability.ts';

/** Of the cases with the condition, how many does the model miss? See docs/methods/fnr.md. */
export const fnr: MetricSpec = defineMetric({
  id: 'fnr',
  title: 'False negative rate',
  question: 'Of the cases with the condition, how many does the model miss?',
  formula: 'FN / (TP + FN) = 1 − sensitivity',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'Beside sensitivity as if it were new information: it is its complement.',
    'Alone: calling everyone positive gives 0.',
  ],
  range: [0, 1],
  better: 'lower',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'positives',
  aliases: ['false-negative-rate', 'miss-rate'],
  source: 'Altman, Bland 1994, doi:10.1136/bmj.308.6943.1552',
  engineId: 'fnr',
  warnings: [warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ falseNegativeRate }) => falseNegativeRate),
  },
});
