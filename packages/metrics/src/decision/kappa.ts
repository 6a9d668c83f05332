import { weightedKappa } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts, fromMatrix } from '../read-input.ts';
import { warnsAcrossPrevalences, warnsSameDataThreshold } from '../suitability.ts';

/** How far do decisions agree with labels beyond chance? See docs/methods/kappa.md. */
export const kappa: MetricSpec = defineMetric({
  id: 'kappa',
  title: 'Cohen kappa',
  question: 'How far do decisions agree with labels beyond chance?',
  formula:
    '(po − pe) / (1 − pe), with po the share of agreement and pe the share expected from the margins',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'To compare groups of other prevalence: chance agreement changes with the margins.',
    'For grades with an order: use a weighted kappa.',
    'For errors against a reference of known quality: sensitivity and specificity say more.',
  ],
  range: [-1, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['binary', 'multilabel', 'multiclass'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['cohen-kappa', 'cohens-kappa'],
  symmetric: true,
  source: 'Cohen 1960, doi:10.1177/001316446002000104',
  warnings: [warnsAcrossPrevalences('Kappa'), warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ cohenKappa }) => cohenKappa),
    multiclass: fromMatrix((matrix) => weightedKappa(matrix, 'none')),
  },
});
