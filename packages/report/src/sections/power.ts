import type { EvidenceOf } from '@equipoise/domain';
import { html } from '../html/markup.ts';
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
      laterTable(
        context,
        {
          caption: 'Power of 80 %, two-sided 5 %: what these data could have shown',
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
          groups: scope.entries.map(({ data, attribute }) => ({
            head: html`${metricTitle(document, data.metric)} by ${attribute} <small>margin ${data.margin === null ? 'none declared' : `±${fixed(data.margin)}`}</small>`,
            rows: data.rows.map((row) => [
              row.level,
              row.reason === 'suppressed' ? absent : count(row.patientCount),
              row.reason === 'suppressed' ? absent : count(row.caseCount),
              fixed(row.standardError, 4),
              fixed(row.designEffect, 2),
              fixed(row.minimumDetectableGap),
              needed(row, data.margin),
              reasonWords(row.reason),
            ]),
          })),
          note: 'Patients needed: in this level, the others staying as they are, to see a gap as large as the margin. “More of all groups”: the others alone are too few for that.',
        },
        'power.csv',
      ),
    ]);
  },
};

/** Patients of the level; where no number of them would do, that is said. */
function needed(row: EvidenceOf<'power'>['data']['rows'][number], margin: number | null): string {
  if (row.patientsNeeded !== null) return count(Math.ceil(row.patientsNeeded));
  return margin !== null && row.minimumDetectableGap !== null && row.minimumDetectableGap > margin
    ? 'more of all groups'
    : absent;
}
