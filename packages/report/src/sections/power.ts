import { numeric } from '../html/table.ts';
import { absent, count, fixed } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

/** Item 8: the smallest gap the data could show, and the patients needed to see the margin. */
export const powerSection: Section = {
  number: 8,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'power');
    if (entries.length === 0) return null;
    return scoped(context, byScope(document, entries), (scope) => [
      charts(
        context,
        scope.entries.map((entry) => entry.id),
      ),
      scope.entries.map(({ data, attribute }) =>
        laterTable(
          context,
          {
            caption: `${metricTitle(document, data.metric)} by ${attribute ?? ''}: power of 80 %, two-sided 5 %`,
            columns: [
              'Level',
              numeric('Patients'),
              numeric('Images'),
              numeric('Standard error'),
              numeric('Design effect'),
              numeric('Smallest detectable gap'),
              numeric('Patients needed for the margin'),
              'Reason',
            ],
            rows: data.rows.map((row) => [
              row.level,
              row.reason === 'suppressed' ? absent : count(row.patientCount),
              row.reason === 'suppressed' ? absent : count(row.caseCount),
              fixed(row.standardError, 4),
              fixed(row.designEffect, 2),
              fixed(row.minimumDetectableGap),
              row.patientsNeeded === null ? absent : count(Math.ceil(row.patientsNeeded)),
              reasonWords(row.reason),
            ]),
            note: `Margin: ${data.margin === null ? 'none declared' : fixed(data.margin)}.`,
          },
          'power.csv',
        ),
      ),
    ]);
  },
};
