import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { weightedMean } from '../read-input.ts';

/** How many cases have the condition? See docs/methods/prevalence.md. */
export const prevalence: MetricSpec = defineMetric({
  id: 'prevalence',
  title: 'Prevalence',
  question: 'How many cases have the condition?',
  formula: '(TP + FN) / all',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: ['As the prevalence of a population, where the sample was enriched or selected.'],
  range: [0, 1],
  better: 'target',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel'],
  needs: 'label-only',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['base-rate'],
  source: 'Altman, Bland 1994, doi:10.1136/bmj.309.6947.102',
  engineId: 'prevalence',
  rowValue: (label) => label,
  compute: {
    binary: ({ labels, weights }) =>
      weightedMean(weights ?? new Float64Array(labels.length).fill(1), (row) => labels[row]!),
  },
});
