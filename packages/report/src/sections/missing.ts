import { html, nothing } from '../html/markup.ts';
import { numeric, table } from '../html/table.ts';
import { count, percent, signed } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle } from '../words.ts';
import { beside, charts, laterTable, priorities, type Section, scoped } from './section.ts';

/** Item 3: missing values against outcome and groups, and the bounds they put on each gap. */
export const missingSection: Section = {
  number: 3,
  render(context) {
    const { document } = context;
    if (document.missing.length === 0) return null;
    const bounds = evidenceOf(document, 'missing-bounds');
    const outcomes = document.missing.flatMap((row) =>
      row.byOutcome.map((outcome) => [
        row.attribute,
        outcome.task,
        percent(outcome.positiveShareMissing),
        percent(outcome.positiveShareRecorded),
        outcome.low === null || outcome.high === null
          ? '—'
          : `${signed(outcome.low)} to ${signed(outcome.high)}`,
      ]),
    );
    const groups = document.missing.flatMap((row) =>
      row.byGroup.map((group) => [
        row.attribute,
        `${group.attribute} ${group.level}`,
        percent(group.missingShare),
        count(group.rowCount),
      ]),
    );
    const outcomesTable = outcomes.length
      ? laterTable(
          context,
          {
            caption: 'Is the outcome more common where the value is missing?',
            columns: [
              'Attribute',
              'Task',
              numeric('Positive where missing'),
              numeric('Positive where recorded'),
              numeric('Limits of the difference'),
            ],
            rows: outcomes,
          },
          'missing-by-outcome.csv',
        )
      : nothing;
    const groupsTable = groups.length
      ? laterTable(
          context,
          {
            caption: 'Missing share within other groups',
            columns: [
              'Missing attribute',
              'Group',
              numeric('Missing share'),
              numeric('Rows of the group'),
            ],
            rows: groups,
          },
          'missing-by-group.csv',
        )
      : nothing;
    return html`<p>A missing value is a group of its own, “(missing)”, apart from a value recorded as unknown.</p>${beside(
      charts(context, ['missing'], priorities.gapChart),
      table({
        caption: 'Missing values per attribute',
        columns: [
          'Attribute',
          numeric('Rows'),
          numeric('Missing rows'),
          numeric('Share'),
          numeric('Patients with a missing value'),
          numeric('Recorded as unknown'),
        ],
        rows: document.missing.map((row) => [
          row.attribute,
          count(row.rowCount),
          count(row.missingRowCount),
          row.rowCount === 0 ? '—' : percent(row.missingRowCount / row.rowCount),
          count(row.missingPatientCount),
          count(row.recordedUnknownCount),
        ]),
      }),
      outcomesTable,
      groupsTable,
    )}${
      bounds.length
        ? html`<h3>How far missing values could move a gap</h3>${scoped(
            context,
            byScope(document, bounds),
            (scope) =>
              beside(
                scope.entries.map((entry) => charts(context, [entry.id])),
                laterTable(
                  context,
                  {
                    caption: 'Gap to the rest, and its bounds',
                    columns: [
                      'Level',
                      numeric('Gap'),
                      numeric('Worst case'),
                      numeric('Best case'),
                      numeric('Missing rows'),
                    ],
                    groups: scope.entries.map((entry) => ({
                      head: `${metricTitle(document, entry.data.metric)} by ${entry.attribute ?? 'group'}`,
                      rows: entry.data.levels.map((level) => [
                        level.level,
                        signed(level.gap),
                        signed(level.worst),
                        signed(level.best),
                        count(level.missingCaseCount),
                      ]),
                    })),
                  },
                  'missing-bounds.csv',
                ),
              ),
          )}`
        : nothing
    }`;
  },
};
