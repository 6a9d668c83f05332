import { html } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { count, percent } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle, reasonWords, verdictWords } from '../words.ts';
import { chipOf } from './chips.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

/** Item 17: how many labels would have to be wrong. */
export const tippingSection: Section = {
  number: 17,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'tipping-point');
    if (entries.length === 0) return null;
    return html`<p>Per-group rates of wrong labels are not estimated here: that needs several readings per case.</p>${scoped(
      context,
      byScope(document, entries),
      (scope) => [
        charts(
          context,
          scope.entries.map((entry) => entry.id),
        ),
        scope.entries.map(({ data, attribute }) =>
          laterTable(
            context,
            {
              caption: `${metricTitle(document, data.metric)} by ${attribute ?? ''}: labels that would change the verdict`,
              columns: [
                'Level',
                'Verdict now',
                numeric('Labels'),
                numeric('Share'),
                'Where',
                'It would become',
                'Reason',
              ],
              rows: data.rows.map((row) => [
                row.level,
                html`${chipOf(row.verdict)}`,
                count(row.flips),
                percent(row.flipShare, 2),
                row.where,
                html`${row.becomes in verdictWords ? chipOf(row.becomes) : row.becomes}`,
                reasonWords(row.reason),
              ]),
            },
            'tipping-point.csv',
          ),
        ),
      ],
    )}`;
  },
};
