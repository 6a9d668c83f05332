import { html, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { count, percent } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle, reasonWords, verdictWords } from '../words.ts';
import { chipOf } from './chips.ts';
import { referenceLabel } from './reference-label.ts';
import { charts, laterTable, priorities, type Section, scoped } from './section.ts';

/** Item 17: how many labels would have to be wrong. */
export const tippingSection: Section = {
  number: 17,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'tipping-point');
    const readers = referenceLabel(context);
    if (entries.length === 0) return readers;
    return html`${readers ?? html`<p>Per-group rates of wrong labels are not estimated here: that needs several readings per case (<code>--readings</code>).</p>`}${readers === null ? nothing : html`<h3>Labels that would have to be wrong</h3>`}${scoped(
      context,
      byScope(document, entries),
      (scope) => [
        charts(
          context,
          scope.entries.map((entry) => entry.id),
        ),
        laterTable(
          context,
          {
            caption: 'Labels that would change the verdict',
            columns: [
              'Level',
              'Verdict now',
              numeric('Labels'),
              numeric('Share'),
              'Where',
              'It would become',
              'Reason',
            ],
            groups: scope.entries.map(({ data, attribute }) => ({
              head: `${metricTitle(document, data.metric)} by ${attribute ?? 'group'}`,
              rows: data.rows.map((row) => [
                row.level,
                html`${chipOf(row.verdict)}`,
                count(row.flips),
                percent(row.flipShare, 2),
                row.where,
                html`${row.becomes in verdictWords ? chipOf(row.becomes) : row.becomes}`,
                reasonWords(row.reason),
              ]),
            })),
          },
          'tipping-point.csv',
          priorities.longTable,
        ),
      ],
    )}`;
  },
};
