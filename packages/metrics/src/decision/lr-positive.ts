import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import { warnsSameDataThreshold } from '../suitability.ts';

/** How much more often is a case with the condition called than one without? See docs/methods/lr-positive.md. */
export const lrPositive: MetricSpec = defineMetric({
  id: 'lr-positive',
  title: 'Positive likelihood ratio',
  question: 'How much more often is a case with the condition called than one without?',
  formula: 'sensitivity / (1 − specificity)',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'Without false positives: it has no value.',
    'For graded scores, where the ratio at one threshold hides the rest.',
  ],
  range: [0, Number.POSITIVE_INFINITY],
  better: 'higher',
  unit: 'ratio',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'positives-and-negatives',
  aliases: ['lr+', 'plr', 'positive-likelihood-ratio'],
  source: 'Deeks, Altman 2004, doi:10.1136/bmj.329.7458.168',
  warnings: [warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ lrPositive }) => lrPositive),
  },
});
