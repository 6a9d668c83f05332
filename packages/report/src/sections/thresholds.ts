import { html, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { fixed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf, groupBy } from '../select.ts';
import { reasonWords } from '../words.ts';
import { groupSizes, limitsWords } from './group-sizes.ts';
import { beside, charts, laterTable, priorities, type Section, scoped } from './section.ts';

/** Item 13: threshold, its source, its effect per group, the threshold each group would need, its cost. */
export const thresholdSection: Section = {
  number: 13,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'threshold');
    if (document.thresholds.length === 0 && entries.length === 0) return null;
    const uses = laterTable(
      context,
      {
        caption: 'Thresholds and where they came from',
        columns: ['Task', 'Model', numeric('Threshold'), 'Source', 'Validated', 'Note'],
        rows: document.thresholds.map((use) => [
          use.task,
          use.model,
          fixed(use.threshold),
          use.source.replaceAll('-', ' '),
          use.isValidated ? 'yes' : 'no: chosen on these same data or by default',
          use.note,
        ]),
      },
      'thresholds.csv',
      priorities.keyTable,
    );
    const sizes = groupSizes(document);
    const details = scoped(context, byScope(document, entries), (scope) =>
      scope.entries.map(({ id, data }) =>
        beside(
          charts(context, [id], priorities.mainChart),
          laterTable(
            context,
            {
              caption: `What ${data.threshold === null ? 'the decision' : `threshold ${fixed(data.threshold)}`} does per group, and the threshold each would need; ${limitsWords(document)}`,
              columns: [
                'Group',
                numeric('Patients'),
                numeric('Sensitivity'),
                numeric('Specificity'),
                numeric(html`Threshold for the<br>overall sensitivity`),
                numeric(html`Specificity<br>there`),
                'Reason',
              ],
              groups: [...groupBy(data.rows, (row) => row.attribute)].map(([attribute, rows]) => ({
                head: attribute,
                rows: rows.map((row) => [
                  row.level,
                  sizes(scope, attribute, row.level)[0],
                  withLimits(row.sensitivity),
                  withLimits(row.specificity),
                  fixed(row.neededThreshold),
                  fixed(row.specificityThere),
                  reasonWords(row.reason),
                ]),
              })),
              note: data.note,
            },
            'threshold-groups.csv',
          ),
          data.cost.length
            ? laterTable(
                context,
                {
                  caption: 'The cost of moving it, per 1000 cases',
                  columns: [
                    numeric('Threshold'),
                    numeric('Sensitivity'),
                    numeric('Specificity'),
                    numeric('Missed'),
                    numeric('False alarms'),
                  ],
                  rows: data.cost.map((row) => [
                    fixed(row.threshold),
                    fixed(row.sensitivity),
                    fixed(row.specificity),
                    fixed(row.missedPer1000, 0),
                    fixed(row.falseAlarmsPer1000, 0),
                  ]),
                },
                'threshold-cost.csv',
              )
            : nothing,
        ),
      ),
    );
    return html`${uses}${details}`;
  },
};
