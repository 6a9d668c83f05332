import { html, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { fixed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { reasonWords } from '../words.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

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
    );
    const details = scoped(context, byScope(document, entries), (scope) =>
      scope.entries.map(
        ({ id, data }) =>
          html`${charts(context, [id])}${laterTable(
            context,
            {
              caption: `What ${data.threshold === null ? 'the decision' : `threshold ${fixed(data.threshold)}`} does per group, and the threshold each would need`,
              columns: [
                'Group',
                numeric('Sensitivity (limits)'),
                numeric('Specificity (limits)'),
                numeric('Threshold for the overall sensitivity'),
                numeric('Specificity there'),
                'Reason',
              ],
              rows: data.rows.map((row) => [
                `${row.attribute} ${row.level}`,
                withLimits(row.sensitivity),
                withLimits(row.specificity),
                fixed(row.neededThreshold),
                fixed(row.specificityThere),
                reasonWords(row.reason),
              ]),
              note: data.note,
            },
            'threshold-groups.csv',
          )}${
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
              : nothing
          }`,
      ),
    );
    return html`${uses}${details}`;
  },
};
