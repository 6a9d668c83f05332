import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import {
  warnsAcrossPrevalences,
  warnsSameDataThreshold,
  warnsWithoutItsParts,
} from '../suitability.ts';

/** How well do calls and positives overlap, true negatives left out? See docs/methods/f1.md. */
export const f1: MetricSpec = defineMetric({
  id: 'f1',
  title: 'F1',
  question: 'How well do calls and positives overlap, true negatives left out?',
  formula: '2 TP / (2 TP + FP + FN), the harmonic mean of sensitivity and PPV',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'To compare groups of other prevalence: it moves with PPV.',
    'Where true negatives matter, as in screening.',
    'Where sensitivity and PPV do not weigh alike.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'positives-and-predicted-positives',
  aliases: ['f-score', 'dice-of-decisions'],
  symmetric: true,
  source:
    'van Rijsbergen 1979, Information Retrieval, chapter 7; Sokolova, Lapalme 2009, doi:10.1016/j.ipm.2009.03.002',
  engineId: 'f1',
  warnings: [warnsAcrossPrevalences('F1'), warnsWithoutItsParts, warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ f1 }) => f1),
  },
});
