import { multiclassMetrics } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts, fromMatrix } from '../read-input.ts';
import {
  warnsAcrossPrevalences,
  warnsSameDataThreshold,
  warnsWithoutItsParts,
} from '../suitability.ts';

/** How strongly do decisions and labels go together? See docs/methods/mcc.md. */
export const mcc: MetricSpec = defineMetric({
  id: 'mcc',
  title: 'Matthews correlation',
  question: 'How strongly do decisions and labels go together?',
  formula:
    '(TP TN − FP FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN)); with more classes the correlation of Gorodkin',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'To compare groups of other prevalence: it depends on all four cells.',
    'Where the two kinds of error weigh differently.',
    'Where a class has no rows or no calls: it has no value there.',
  ],
  range: [-1, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['binary', 'multilabel', 'multiclass'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['matthews', 'phi'],
  symmetric: true,
  source:
    'Matthews 1975, doi:10.1016/0005-2795(75)90109-9; Gorodkin 2004, doi:10.1016/j.compbiolchem.2004.09.006',
  engineId: 'mcc',
  warnings: [
    warnsAcrossPrevalences('Matthews correlation'),
    warnsWithoutItsParts,
    warnsSameDataThreshold,
  ],
  compute: {
    binary: fromCounts(({ mcc: value }) => value),
    multiclass: fromMatrix((matrix) => multiclassMetrics(matrix).mcc),
  },
});
