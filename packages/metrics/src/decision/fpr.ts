import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import { warnsSameDataThreshold } from '../suitability.ts';

/** Of the cases without the condition, how many does the model call? See docs/methods/fpr.md. */
export const fpr: MetricSpec = defineMetric({
  id: 'fpr',
  title: 'False positive rate',
  question: 'Of the cases without the condition, how many does the model call?',
  formula: 'FP / (TN + FP) = 1 − specificity',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'For the false discovery rate, FP / (TP + FP), which is 1 − PPV.',
    'Alone: calling nobody positive gives 0.',
  ],
  range: [0, 1],
  better: 'lower',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'negatives',
  aliases: ['false-positive-rate', 'fall-out', 'false-alarm-rate'],
  source: 'Altman, Bland 1994, doi:10.1136/bmj.308.6943.1552',
  engineId: 'fpr',
  warnings: [warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ falsePositiveRate }) => falsePositiveRate),
  },
});
