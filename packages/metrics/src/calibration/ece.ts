import { expectedCalibrationError, none } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromProbabilities } from '../read-input.ts';
import { warnsWithoutProbabilities } from '../suitability.ts';

/** Binned by predicted probability, how far is the predicted from the observed share of positives? See docs/methods/ece.md. */
export const ece: MetricSpec = defineMetric({
  id: 'ece',
  title: 'Expected calibration error',
  question:
    'Binned by predicted probability, how far is the predicted from the observed share of positives?',
  formula:
    'Over 15 equal-width bins of p, the sum of (rows in the bin / all rows) × |observed share − mean p|. Not corrected for chance.',
  assumptions: [
    'Scores are probabilities of the positive class, between 0 and 1.',
    'Bins hold enough rows; the value is above 0 by chance alone, the more so the fewer rows there are.',
  ],
  notWhen: [
    'To compare groups of different size: the smaller group looks worse by chance. Use the debiased error of the calibration audit.',
    'As the only statement on calibration: it has no direction, and depends on the bins.',
  ],
  range: [0, 1],
  better: 'lower',
  unit: 'probability',
  taskTypes: ['binary', 'multilabel'],
  needs: 'probability',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['expected-calibration-error'],
  source: 'Naeini, Cooper, Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602',
  warnings: [warnsWithoutProbabilities],
  compute: {
    binary: fromProbabilities((labels, probabilities, weights) =>
      weights
        ? none('weights-not-supported')
        : expectedCalibrationError(labels, probabilities, { bins: 15, binning: 'equal-width' }).l1,
    ),
  },
});
