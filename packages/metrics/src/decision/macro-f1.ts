import { multiclassMetrics } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromMatrix } from '../read-input.ts';
import { warnsAcrossPrevalences } from '../suitability.ts';

/** Over all classes alike, how well do calls and cases overlap? See docs/methods/macro-f1.md. */
export const macroF1: MetricSpec = defineMetric({
  id: 'macro-f1',
  title: 'Macro F1',
  question: 'Over all classes alike, how well do calls and cases overlap?',
  formula:
    'Plain mean over classes of 2 TP / (2 TP + FP + FN), the class against the rest; classes that neither occur nor are called are left out',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'To compare groups with other class shares.',
    'With classes of a few rows, each of which weighs as much as the largest.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['multiclass'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['f1-macro'],
  symmetric: true,
  source: 'Sokolova, Lapalme 2009, doi:10.1016/j.ipm.2009.03.002',
  warnings: [warnsAcrossPrevalences('Macro F1')],
  compute: {
    multiclass: fromMatrix((matrix) => multiclassMetrics(matrix).f1Macro),
  },
});
