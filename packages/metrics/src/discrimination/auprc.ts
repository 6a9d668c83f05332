import { averagePrecision } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromScores } from '../read-input.ts';
import { warnsAcrossPrevalences, warnsWithoutPrevalence } from '../suitability.ts';

/** Going down from the highest score, how pure are the positives found on the way? See docs/methods/auprc.md. */
export const auprc: MetricSpec = defineMetric({
  id: 'auprc',
  title: 'Average precision (AUPRC)',
  question: 'Going down from the highest score, how pure are the positives found on the way?',
  formula:
    'Sum over distinct scores, from the highest down, of (recall − previous recall) × precision; rows of equal score enter together. No interpolation.',
  assumptions: [
    'Only the order of scores counts.',
    'The share of positives is that of the population spoken of.',
  ],
  notWhen: [
    'To compare groups or data sets that differ in prevalence.',
    'Without the prevalence beside it, which is its value under guessing.',
    'With a handful of positives, where it jumps from row to row.',
  ],
  range: [0, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['binary', 'multilabel'],
  needs: 'score',
  prevalenceDependent: true,
  denominator: 'positives',
  aliases: ['ap', 'average-precision', 'pr-auc'],
  source:
    'Boyd, Eng, Page 2013, doi:10.1007/978-3-642-40994-3_29; Saito, Rehmsmeier 2015, doi:10.1371/journal.pone.0118432',
  engineId: 'auprc',
  warnings: [warnsWithoutPrevalence, warnsAcrossPrevalences('Average precision')],
  compute: {
    binary: fromScores(
      (labels, scores, weights) => averagePrecision(labels, scores, weights ? { weights } : {}).ap,
    ),
  },
});
