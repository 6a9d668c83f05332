import { weakCalibration } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromProbabilities } from '../read-input.ts';
import { warnsWithoutProbabilities } from '../suitability.ts';

/** Are the probabilities too extreme or too timid? See docs/methods/calibration-slope.md. */
export const calibrationSlope: MetricSpec = defineMetric({
  id: 'calibration-slope',
  title: 'Calibration slope',
  question: 'Are the probabilities too extreme or too timid?',
  formula: 'The slope b of logit P(y = 1) = a + b logit(p), by maximum likelihood',
  assumptions: [
    'Scores are probabilities of the positive class, between 0 and 1.',
    'The logistic model of label on logit(p) fits; p is clipped to [10⁻¹⁵, 1 − 10⁻¹⁵].',
  ],
  notWhen: [
    'Alone: a slope of 1 goes along with any shift of all probabilities. Read calibration in the large beside it.',
    'Where the model separates the classes completely or p is constant: it has no value.',
  ],
  range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  better: 'target',
  target: 1,
  unit: 'no unit',
  taskTypes: ['binary', 'multilabel'],
  needs: 'probability',
  prevalenceDependent: false,
  denominator: 'all',
  aliases: ['slope'],
  source:
    'Cox 1958, doi:10.1093/biomet/45.3-4.562; Van Calster et al. 2019, doi:10.1186/s12916-019-1466-7',
  engineId: 'calibration-slope',
  warnings: [warnsWithoutProbabilities],
  compute: {
    binary: fromProbabilities(
      (labels, probabilities, weights) =>
        weakCalibration(labels, probabilities, weights ? { weights } : {}).slope.estimate,
    ),
  },
});
