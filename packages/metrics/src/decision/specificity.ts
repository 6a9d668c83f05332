import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import { warnsSameDataThreshold } from '../suitability.ts';

/** Of the cases without the condition, how many does the model leave alone? See docs/methods/specificity.md. */
export const specificity: MetricSpec = defineMetric({
  id: 'specificity',
  title: 'Specificity',
  question: 'Of the cases without the condition, how many does the model leave alone?',
  formula: 'TN / (TN + FP)',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
    'The reference label is right; missed positives in the reference lower it.',
  ],
  notWhen: [
    'Alone: calling nobody positive gives 1. Read sensitivity beside it.',
    'At low prevalence without the number of false alarms per case found.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'negatives',
  defaultMargin: 0.05,
  aliases: ['spec', 'tnr', 'true-negative-rate', 'selectivity'],
  source: 'Altman, Bland 1994, doi:10.1136/bmj.308.6943.1552',
  engineId: 'specificity',
  warnings: [warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ specificity }) => specificity),
  },
});
