import { numeric } from '../html/table.ts';
import { count, fixed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle, reasonWords, sliceWords } from '../words.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

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
      scope.entries.map(({ data }) =>
        laterTable(
          context,
          {
            caption: `${metricTitle(document, data.metric)}: ${data.attributes.join(' × ')}`,
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
            rows: data.cells.map((cell) => [
              sliceWords(cell.slice),
              cell.reason === 'suppressed'
                ? `< ${document.declared.suppressBelow ?? '?'}`
                : count(cell.patientCount),
              cell.reason === 'suppressed' ? '—' : count(cell.caseCount),
              cell.numerator === null || cell.denominator === null
                ? '—'
                : `${cell.numerator}/${cell.denominator}`,
              withLimits(cell.raw),
              withLimits(cell.shrunken),
              fixed(cell.shrinkage, 2),
              reasonWords(cell.reason),
            ]),
            note: `Shrinkage by ${data.method}: 1 leaves a cell as it is, 0 moves it to the overall value. ${count(data.mergedCount)} nested duplicates were merged. Intersections take no part in a verdict.`,
          },
          'intersections.csv',
        ),
      ),
    ]);
  },
};
