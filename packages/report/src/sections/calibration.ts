import { numeric } from '../html/table.ts';
import { absent, count, fixed, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { reasonWords } from '../words.ts';
import { limitsWords } from './group-sizes.ts';
import { charts, laterTable, priorities, type Section, scoped } from './section.ts';

/** Item 12: calibration per group. */
export const calibrationSection: Section = {
  number: 12,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'calibration');
    if (entries.length === 0) return null;
    return scoped(context, byScope(document, entries), (scope) => [
      charts(
        context,
        scope.entries.map((entry) => entry.id),
        priorities.mainChart,
      ),
      laterTable(
        context,
        {
          caption: `Calibration; ${limitsWords(document)}`,
          columns: [
            'Level',
            numeric('Patients'),
            numeric('Images'),
            numeric('Positive'),
            numeric('Intercept'),
            numeric('Slope'),
            numeric('Calibration error'),
            numeric('Observed / expected'),
            'Reason',
          ],
          groups: scope.entries.map(({ data, attribute }) => ({
            head: attribute === null ? '' : `By ${attribute}`,
            rows: data.groups.map((group) => [
              group.level,
              group.reason === 'suppressed' ? absent : count(group.patientCount),
              group.reason === 'suppressed' ? absent : count(group.caseCount),
              count(group.positiveCount),
              withLimits(group.intercept, (value) => signed(value, 2)),
              withLimits(group.slope, (value) => fixed(value, 2)),
              withLimits(group.ece),
              withLimits(group.observedExpected, (value) => fixed(value, 2)),
              reasonWords(group.reason ?? group.intercept.reason),
            ]),
          })),
          note: `Intercept 0, slope 1 and observed over expected 1 mean that scores are probabilities. The calibration error is debiased, ${scope.entries[0]?.data.bins ?? 0} bins of equal mass.`,
        },
        'calibration.csv',
      ),
    ]);
  },
};
