import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromCounts } from '../read-input.ts';
import { warnsSameDataThreshold, warnsWithoutItsParts } from '../suitability.ts';

/** How far is the model above chance at this threshold? See docs/methods/youden.md. */
export const youden: MetricSpec = defineMetric({
  id: 'youden',
  title: 'Youden index',
  question: 'How far is the model above chance at this threshold?',
  formula: 'sensitivity + specificity − 1',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
  ],
  notWhen: [
    'Where the two kinds of error weigh differently.',
    'To pick a threshold and to report on the same rows.',
  ],
  range: [-1, 1],
  better: 'higher',
  unit: 'proportion',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: false,
  denominator: 'positives-and-negatives',
  aliases: ['youden-j', 'informedness'],
  source: 'Youden 1950, doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3',
  engineId: 'youden',
  warnings: [warnsWithoutItsParts, warnsSameDataThreshold],
  compute: {
    binary: fromCounts(({ youden }) => youden),
  },
});
