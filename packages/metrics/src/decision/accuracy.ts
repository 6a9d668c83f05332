import { multiclassMetrics } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts, fromMatrix } from '../read-input.ts';
import {
  warnsAcrossPrevalences,
  warnsAtLowPrevalence,
  warnsSameDataThreshold,
} from '../suitability.ts';

const shareRight = fromMatrix((matrix) => multiclassMetrics(matrix).accuracy);

/** How many decisions are right? See docs/methods/accuracy.md. */
export const accuracy: MetricSpec = defineMetric({
  id: 'accuracy',
  title: 'Accuracy',
  question: 'How many decisions are right?',
  formula: 'Right decisions / all decisions; with two classes (TP + TN) / (TP + FP + FN + TN)',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'At a prevalence below 10 %: calling nobody positive is already right nine times out of ten.',
    'To compare groups of other prevalence or other class shares.',
    'Where the two kinds of error weigh differently.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel', 'multiclass', 'ordinal'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['acc', 'exact-match'],
  symmetric: true,
  source: 'Maier-Hein et al. 2024, doi:10.1038/s41592-023-02151-z',
  engineId: 'accuracy',
  rowValue: (label, decision) => (label === decision ? 1 : 0),
  warnings: [
    warnsAtLowPrevalence('accuracy'),
    warnsAcrossPrevalences('Accuracy'),
    warnsSameDataThreshold,
  ],
  compute: {
    binary: fromCounts(({ accuracy: value }) => value),
    multiclass: shareRight,
    ordinal: shareRight,
  },
});
