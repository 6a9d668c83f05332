import { confusionCounts, none, some } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { warnsAcrossPrevalences, warnsWithoutProbabilities } from '../suitability.ts';

/** Counting a false alarm at the exchange rate that the threshold states, how many true positives per case does the model bring net? See docs/methods/net-benefit.md. */
export const netBenefit: MetricSpec = defineMetric({
  id: 'net-benefit',
  title: 'Net benefit',
  question:
    'Counting a false alarm at the exchange rate that the threshold states, how many true positives per case does the model bring net?',
  formula: 'TP / n − FP / n × t / (1 − t), with t the threshold probability',
  assumptions: [
    'Labels and decisions are of the same rows, and a decision was made for every row.',
    'The threshold is a probability at which one would be of two minds about acting.',
  ],
  notWhen: [
    'With scores that are no probabilities: the threshold then states no exchange rate.',
    'At a single threshold without the strategies of acting on everyone and on nobody beside it.',
    'To compare groups of other prevalence without saying so.',
  ],
  range: [Number.NEGATIVE_INFINITY, 1],
  better: 'higher',
  unit: 'net true positives per case',
  taskTypes: ['binary', 'multilabel'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['nb', 'decision-curve'],
  source: 'Vickers, Elkin 2006, doi:10.1177/0272989X06295361',
  engineId: 'loss',
  rowValue: (label, decision, threshold) =>
    decision === 0 ? 0 : label === 1 ? 1 : -threshold / (1 - threshold),
  warnings: [warnsAcrossPrevalences('Net benefit'), warnsWithoutProbabilities],
  compute: {
    binary: ({ labels, decisions, threshold, weights }) => {
      if (decisions === null) return none('no-decisions');
      if (threshold === null) return none('no-threshold');
      if (!(threshold >= 0 && threshold < 1)) return none('threshold-outside-unit-interval');
      const odds = threshold / (1 - threshold);
      const { tp, fp, fn, tn } = confusionCounts(labels, decisions, weights ?? undefined);
      const all = tp + fp + fn + tn;
      return all > 0 ? some((tp - fp * odds) / all) : none('no-weight');
    },
  },
});
