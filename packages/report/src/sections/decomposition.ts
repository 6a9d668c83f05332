import { numeric } from '../html/table.ts';
import { percent, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle } from '../words.ts';
import { limitsWords } from './group-sizes.ts';
import { charts, laterTable, priorities, type Section, scoped } from './section.ts';

/** Item 11: label mix, case mix and what remains on like cases. */
export const decompositionSection: Section = {
  number: 11,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'decomposition');
    if (entries.length === 0) return null;
    const words = {
      prevalence: 'label mix',
      'case-mix': 'case mix',
      conditional: 'like cases',
      none: 'no gap',
      'cannot-tell': 'cannot tell',
    } as const;
    return scoped(context, byScope(document, entries), (scope) => [
      charts(
        context,
        scope.entries.map((entry) => entry.id),
      ),
      laterTable(
        context,
        {
          caption: `The parts of each gap; ${limitsWords(document)}`,
          columns: [
            'Level',
            numeric('Gap'),
            numeric('Label mix'),
            numeric('Case mix'),
            numeric('On like cases'),
            numeric('Outside shared support'),
            'Mostly',
          ],
          groups: scope.entries.map(({ data, attribute }) => ({
            head: `${metricTitle(document, data.metric)} by ${attribute ?? 'group'}`,
            rows: data.rows.map((row) => [
              row.level,
              withLimits(row.gap, signed),
              withLimits(row.labelMix, signed),
              withLimits(row.caseMix, signed),
              withLimits(row.conditional, signed),
              percent(row.outsideSupport),
              words[row.verdict] ?? row.verdict,
            ]),
          })),
          note: 'The three parts sum to the gap: how common the condition is (label mix), which cases were seen (case mix), and the model on like cases.',
        },
        'decomposition.csv',
        priorities.longTable,
      ),
    ]);
  },
};
