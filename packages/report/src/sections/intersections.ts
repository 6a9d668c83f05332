import type { EvidenceOf } from '@equipoise/domain';
import { html } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { absent, count, fixed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { limitsWords } from './group-sizes.ts';
import { charts, laterTable, priorities, type Section, scoped } from './section.ts';

/** Item 9: intersections, raw beside shrunken. */
export const intersectionsSection: Section = {
  number: 9,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'intersections');
    if (entries.length === 0) return null;
    return scoped(context, byScope(document, entries), (scope) => [
      charts(
        context,
        scope.entries.map((entry) => entry.id),
      ),
      laterTable(
        context,
        {
          caption: `Cells of two attributes, raw and shrunken; ${limitsWords(document)}`,
          columns: [
            'Cell',
            numeric('Patients'),
            numeric('Images'),
            numeric('Fraction'),
            numeric('Raw (limits)'),
            numeric('Shrunken (limits)'),
            numeric('Shrinkage factor'),
            'Reason',
          ],
          groups: scope.entries.map(({ data }) => ({
            head: `${metricTitle(document, data.metric)}: ${data.attributes.join(' × ')}`,
            rows: data.cells.map((cell) => [
              data.attributes.map((name) => cell.slice[name] ?? '').join(' · '),
              cell.reason === 'suppressed'
                ? html`<span class="hid">&lt; ${document.declared.suppressBelow ?? '?'}</span>`
                : count(cell.patientCount),
              cell.reason === 'suppressed' ? absent : count(cell.caseCount),
              cell.numerator === null || cell.denominator === null
                ? absent
                : `${cell.numerator}/${cell.denominator}`,
              withLimits(cell.raw),
              withLimits(cell.shrunken),
              fixed(cell.shrinkage, 2),
              reasonWords(cell.reason),
            ]),
            of: {
              by: data.attributes,
              levels: data.cells.map((cell) =>
                data.attributes.map((name) => cell.slice[name] ?? ''),
              ),
              metric: data.metric,
            },
          })),
          note: `Shrinkage by ${[...new Set(scope.entries.map(({ data }) => data.method))].join('; ')}: factor 1 leaves a cell as it is, 0 moves it to the overall value.${merged(scope.entries)}`,
        },
        'intersections.csv',
        priorities.longTable,
      ),
    ]);
  },
};

function merged(entries: readonly EvidenceOf<'intersections'>[]): string {
  const number = entries.reduce((sum, { data }) => sum + data.mergedCount, 0);
  return number === 0 ? '' : ` ${count(number)} cells that hold the same cases were merged.`;
}
