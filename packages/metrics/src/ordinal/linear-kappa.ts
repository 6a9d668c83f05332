import { weightedKappa } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromMatrix } from '../read-input.ts';
import { warnsAcrossPrevalences } from '../suitability.ts';

/** How far do the grades agree beyond chance, when a miss by several grades weighs more than a miss by one? See docs/methods/linear-kappa.md. */
export const linearKappa: MetricSpec = defineMetric({
  id: 'linear-kappa',
  title: 'Linear weighted kappa',
  question:
    'How far do the grades agree beyond chance, when a miss by several grades weighs more than a miss by one?',
  formula: '1 − Σ |i − j| observed / Σ |i − j| expected from the margins',
  assumptions: [
    'Grades have an order, and steps between neighbours weigh alike.',
    'The scale is the declared one, with grades that do not occur in their place.',
  ],
  notWhen: [
    'To compare groups with other shares of grades: chance agreement changes with them.',
    'For classes without an order.',
  ],
  range: [-1, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['ordinal'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['linear-weighted-kappa'],
  symmetric: true,
  source: 'Cohen 1968, doi:10.1037/h0026256',
  warnings: [warnsAcrossPrevalences('Linear weighted kappa')],
  compute: {
    ordinal: fromMatrix((matrix) => weightedKappa(matrix, 'linear')),
  },
});
