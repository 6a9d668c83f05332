import { weightedKappa } from '@equipoise/stats';
import { defineMetric } from '../define-metric.ts';
import type { MetricSpec } from '../metric-spec.ts';
import { fromMatrix } from '../read-input.ts';
import { warnsAcrossPrevalences } from '../suitability.ts';

/** How far do the grades agree beyond chance, when a miss by several grades weighs more than a miss by one? See docs/methods/quadratic-kappa.md. */
export const quadraticKappa: MetricSpec = defineMetric({
  id: 'quadratic-kappa',
  title: 'Quadratic weighted kappa',
  question:
    'How far do the grades agree beyond chance, when a miss by several grades weighs more than a miss by one?',
  formula: '1 − Σ (i − j)² observed / Σ (i − j)² expected from the margins',
  assumptions: [
    'Grades have an order, and steps between neighbours weigh alike.',
    'The scale is the declared one, with grades that do not occur in their place.',
  ],
  notWhen: [
    'To compare groups with other shares of grades: chance agreement changes with them.',
    'For classes without an order.',
    'Where the number of grades differs: it grows with the number of grades.',
  ],
  range: [-1, 1],
  better: 'higher',
  unit: 'no unit',
  taskTypes: ['ordinal'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  aliases: ['qwk', 'quadratic-weighted-kappa'],
  symmetric: true,
  source: 'Cohen 1968, doi:10.1037/h0026256',
  warnings: [warnsAcrossPrevalences('Quadratic weighted kappa')],
  compute: {
    ordinal: fromMatrix((matrix) => weightedKappa(matrix, 'quadratic')),
  },
});
