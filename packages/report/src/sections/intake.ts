import { html, nothing } from '../html/markup.ts';
import { numeric, table } from '../html/table.ts';
import { count, fixed, percent, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle } from '../words.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

/** Item 2: files, joins, steps and what entered each task. */
export const flowSection: Section = {
  number: 2,
  render(context) {
    const { flow } = context.document;
    const files = table({
      caption: 'Files',
      columns: ['File', numeric('Rows'), numeric('Columns')],
      rows: flow.inputs.map((input) => [
        input.name,
        count(input.rowCount),
        count(input.columnCount),
      ]),
    });
    const joins = flow.joins.length
      ? table({
          caption: 'Joins: rows that found a partner, and rows that did not',
          columns: [
            'Left',
            'Right',
            'On',
            numeric('Matched'),
            numeric('Left only'),
            numeric('Right only'),
          ],
          rows: flow.joins.map((join) => [
            join.left,
            join.right,
            join.on,
            count(join.matched),
            count(join.leftOnly),
            count(join.rightOnly),
          ]),
        })
      : nothing;
    const steps = table({
      caption: 'Steps: what remains, and what each step left out',
      columns: ['Step', numeric('Rows'), numeric('Patients'), 'Left out'],
      rows: flow.steps.map((step) => [
        step.label,
        count(step.rowCount),
        count(step.patientCount),
        step.excluded
          .map((left) =>
            left.rowCount === 0 && left.patientCount === 0
              ? left.reason
              : `${left.reason}: ${count(left.rowCount)} rows, ${count(left.patientCount)} patients`,
          )
          .join('; ') || 'nobody',
      ]),
      note: flow.reconciles
        ? 'The sums reconcile.'
        : 'The sums do not reconcile: read every figure with care.',
    });
    const tasks = laterTable(
      context,
      {
        caption: 'What entered each task',
        columns: [
          'Task',
          'Model',
          numeric('Rows'),
          numeric('Patients'),
          numeric('Positive rows'),
          numeric('Positive patients'),
          numeric('Share positive'),
          'Left out of the task',
        ],
        rows: flow.tasks.map((task) => [
          task.task,
          task.model,
          count(task.rowCount),
          count(task.patientCount),
          count(task.positiveCount),
          count(task.positivePatientCount),
          task.positiveCount === null || task.rowCount === 0
            ? '—'
            : percent(task.positiveCount / task.rowCount),
          task.leftOut
            .map((left) =>
              left.rowCount === 0 ? left.reason : `${left.reason}: ${count(left.rowCount)}`,
            )
            .join('; ') || 'nobody',
        ]),
      },
      'flow-tasks.csv',
    );
    return html`<p>The unit of analysis is the ${flow.unit}.</p>${charts(context, ['flow'])}${files}${joins}${steps}${tasks}`;
  },
};

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
    return html`<p>A missing value is a group of its own, “(missing)”, apart from a value recorded as unknown.</p>${charts(context, ['missing'])}${table(
      {
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
      },
    )}${
      outcomes.length
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
        : nothing
    }${
      groups.length
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
        : nothing
    }${
      bounds.length
        ? html`<h3>How far missing values could move a gap</h3>${scoped(
            context,
            byScope(document, bounds),
            (scope) =>
              html`${charts(
                context,
                scope.entries.map((entry) => entry.id),
              )}${scope.entries.map((entry) =>
                laterTable(
                  context,
                  {
                    caption: `${metricTitle(document, entry.data.metric)} by ${entry.attribute ?? ''}: gap to the rest, and its bounds`,
                    columns: [
                      'Level',
                      numeric('Gap'),
                      numeric('Worst case'),
                      numeric('Best case'),
                      numeric('Missing rows'),
                    ],
                    rows: entry.data.levels.map((level) => [
                      level.level,
                      signed(level.gap),
                      signed(level.worst),
                      signed(level.best),
                      count(level.missingCaseCount),
                    ]),
                  },
                  'missing-bounds.csv',
                ),
              )}`,
          )}`
        : nothing
    }`;
  },
};

/** Item 4: images per patient, intra-class correlation, design effect, effective counts. */
export const unitSection: Section = {
  number: 4,
  render(context) {
    const entries = evidenceOf(context.document, 'unit-of-analysis');
    if (entries.length === 0) return null;
    return scoped(context, byScope(context.document, entries), (scope) =>
      scope.entries.map(
        ({ id, data }) =>
          html`<p>Unit: the ${data.unit}. Images per patient: mean ${fixed(data.casesPerPatient.mean, 2)}, median ${fixed(data.casesPerPatient.median, 1).replace(/\.0$/, '')}, largest ${count(data.casesPerPatient.max)}.</p>${charts(context, [id])}${laterTable(
            context,
            {
              caption: 'How alike the images of one patient are',
              columns: [
                'Quantity',
                numeric('Intra-class correlation (limits)'),
                numeric('Design effect (limits)'),
              ],
              rows: data.rows.map((row) => [
                row.quantity,
                withLimits(row.icc),
                withLimits(row.designEffect, (value) => fixed(value, 2)),
              ]),
              note: 'A design effect of 2 means that half as many independent images would carry the same information.',
            },
            'unit-of-analysis.csv',
          )}${
            data.effective.length
              ? laterTable(
                  context,
                  {
                    caption: 'Effective number of cases per group',
                    columns: [
                      'Attribute',
                      'Level',
                      numeric('Images'),
                      numeric('Patients'),
                      numeric('Effective'),
                    ],
                    rows: data.effective.map((row) => [
                      row.attribute,
                      row.level,
                      count(row.caseCount),
                      count(row.patientCount),
                      row.effectiveCount === null ? '—' : count(Math.round(row.effectiveCount)),
                    ]),
                  },
                  'effective-counts.csv',
                )
              : nothing
          }`,
      ),
    );
  },
};

/** Item 5: patients shared with the training table, and rows that stand twice. */
export const leakageSection: Section = {
  number: 5,
  render({ document }) {
    const { leakage } = document;
    const hidden =
      leakage.reason === 'suppressed' ? `fewer than ${document.declared.suppressBelow ?? 0}` : '—';
    const shown = (value: number | null): string =>
      value === null || (value === 0 && leakage.reason === 'suppressed') ? hidden : count(value);
    return html`<p>${leakage.sentence}</p>${
      leakage.isChecked
        ? nothing
        : html`<p class="blank">Not assessed: needs ${leakage.reason ?? '--train'}.</p>`
    }${table({
      caption:
        leakage.trainName === null
          ? 'Duplicates'
          : `Overlap with ${leakage.trainName}, and duplicates`,
      columns: ['Check', numeric('Count')],
      rows: [
        [
          'Patients also in the training table',
          leakage.isChecked ? shown(leakage.overlappingPatientCount) : 'not checked',
        ],
        [
          'Their rows in this table',
          leakage.isChecked ? shown(leakage.overlappingRowCount) : 'not checked',
        ],
        ['Rows that repeat another row', shown(leakage.duplicateRowCount)],
        ['Rows whose score repeats another to the last digit', shown(leakage.duplicateScoreCount)],
      ],
    })}`;
  },
};
