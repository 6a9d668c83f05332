import { ordinalErrors } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromMatrix } from '../read-input.ts';

/** By how many grades is the model off on average? See docs/methods/mean-absolute-error.md. */
export const meanAbsoluteError: MetricSpec = defineMetric({
  id: 'mean-absolute-error',
  title: 'Mean absolute grade error',
  question: 'By how many grades is the model off on average?',
  formula: 'Mean of |called grade − reference grade|',
  assumptions: ['Grades have an order, and steps between neighbours weigh alike.'],
  notWhen: [
    'With one grade that dominates: calling it always may look good.',
    'To compare groups with other shares of grades, unless each grade is looked at.',
  ],
  range: [0, Number.POSITIVE_INFINITY],
  better: 'lower',
  unit: 'grades',
  taskTypes: ['ordinal'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['ordinal-mae'],
  symmetric: true,
  source: 'Baccianella, Esuli, Sebastiani 2009, doi:10.1109/ISDA.2009.230',
  engineId: 'loss',
  rowValue: (grade, called) => Math.abs(called - grade),
  compute: {
    ordinal: fromMatrix((matrix) => ordinalErrors(matrix).meanAbsoluteError),
  },
});
