import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import { warnsSameDataThreshold } from '../suitability.ts';

/** Of the cases with the condition, how many does the model call? See docs/methods/sensitivity.md. */
export const sensitivity: MetricSpec = defineMetric({
  id: 'sensitivity',
  title: 'Sensitivity',
  question: 'Of the cases with the condition, how many does the model call?',
  formula: 'TP / (TP + FN)',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
    'The reference label is right; label errors among positives lower it.',
  ],
  notWhen: [
    'Alone: calling everyone positive gives 1. Read specificity beside it.',
    'Where the threshold was chosen on the same rows, as if it were validated.',
    'Where severity differs between groups and is not looked at: easy positives make it high.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'positives',
  defaultMargin: 0.05,
  aliases: ['sens', 'tpr', 'recall', 'true-positive-rate', 'hit-rate'],
  source: 'Altman, Bland 1994, doi:10.1136/bmj.308.6943.1552',
  engineId: 'sensitivity',
  warnings: [warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ sensitivity }) => sensitivity),
  },
});
