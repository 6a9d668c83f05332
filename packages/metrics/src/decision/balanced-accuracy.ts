import { multiclassMetrics } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts, fromMatrix } from '../read-input.ts';
import { warnsSameDataThreshold, warnsWithoutItsParts } from '../suitability.ts';

/** How many decisions are right when every class counts alike? See docs/methods/balanced-accuracy.md. */
export const balancedAccuracy: MetricSpec = defineMetric({
  id: 'balanced-accuracy',
  title: 'Balanced accuracy',
  question: 'How many decisions are right when every class counts alike?',
  formula:
    'Mean over classes of the share of its rows that are called right; with two classes (sensitivity + specificity) / 2',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'Where the two kinds of error weigh differently.',
    'Where a group may gain in one class what it loses in the other: show both.',
    'With classes of a few rows, each of which weighs as much as the largest.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel', 'multiclass'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'positives-and-negatives',
  aliases: ['bacc', 'macro-recall'],
  source: 'Brodersen et al. 2010, doi:10.1109/ICPR.2010.764',
  engineId: 'balanced-accuracy',
  warnings: [warnsWithoutItsParts, warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ balancedAccuracy: value }) => value),
    multiclass: fromMatrix((matrix) => multiclassMetrics(matrix).balancedAccuracy),
  },
});
