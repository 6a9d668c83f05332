import { auroc as areaUnderRoc } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromScores } from '../read-input.ts';
import { warnsRankAtLowPrevalence } from '../suitability.ts';

/** How often does a positive case get a higher score than a negative case? See docs/methods/auroc.md. */
export const auroc: MetricSpec = defineMetric({
  id: 'auroc',
  title: 'AUROC',
  question: 'How often does a positive case get a higher score than a negative case?',
  formula:
    'Share of pairs of one positive and one negative row in which the positive scores higher; a tie counts one half. Equal to the area under the curve of sensitivity against 1 − specificity.',
  assumptions: [
    'Only the order of scores counts; they need not be probabilities and may be infinite.',
    'Scores are comparable over all rows, and over the groups whose rows are pooled.',
  ],
  notWhen: [
    'To judge one operating point: read sensitivity and specificity there.',
    'To compare groups by thresholds they share: two groups can have equal AUROC and unequal sensitivity.',
    'At very low prevalence on its own, where a high value goes along with many false alarms.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['binary', 'multilabel'],
  needs: 'score',
  prevalenceDependent: false,
  denominator: 'positives-and-negatives',
  defaultMargin: 0.03,
  aliases: ['auc', 'roc-auc', 'c-statistic', 'c-index'],
  source:
    'Bamber 1975, doi:10.1016/0022-2496(75)90001-2; Hanley, McNeil 1982, doi:10.1148/radiology.143.1.7063747',
  engineId: 'auroc',
  warnings: [warnsRankAtLowPrevalence],
  compute: {
    binary: fromScores(areaUnderRoc),
  },
});
