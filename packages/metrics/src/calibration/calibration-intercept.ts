import { weakCalibration } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromProbabilities } from '../read-input.ts';
import { warnsAcrossPrevalences, warnsWithoutProbabilities } from '../suitability.ts';

/** Are the probabilities too high or too low on the whole? See docs/methods/calibration-intercept.md. */
export const calibrationIntercept: MetricSpec = defineMetric({
  id: 'calibration-intercept',
  title: 'Calibration in the large',
  question: 'Are the probabilities too high or too low on the whole?',
  formula:
    'The intercept a of logit P(y = 1) = a + logit(p), slope held at 1; above 0 means that risks are underestimated',
  assumptions: [
    'Scores are probabilities of the positive class, between 0 and 1.',
    'The logistic model of label on logit(p) fits; p is clipped to [10⁻¹⁵, 1 − 10⁻¹⁵].',
  ],
  notWhen: [
    'Alone: 0 on the whole can hide too high here and too low there.',
    'With one class only: it has no value.',
  ],
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  better: 'target',
  target: 0,
  unit: 'log odds',
  taskTypes: ['binary', 'multilabel'],
  needs: 'probability',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['calibration-in-the-large', 'citl'],
  source:
    'Cox 1958, doi:10.1093/biomet/45.3-4.562; Van Calster et al. 2019, doi:10.1186/s12916-019-1466-7',
  engineId: 'calibration-intercept',
  warnings: [warnsWithoutProbabilities, warnsAcrossPrevalences('Calibration in the large')],
  compute: {
    binary: fromProbabilities(
      (labels, probabilities, weights) =>
        weakCalibration(labels, probabilities, weights ? { weights } : {}).calibrationInTheLarge
          .estimate,
    ),
  },
});
