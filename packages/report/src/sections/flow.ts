import { html, nothing } from '../html/markup.ts';
import { numeric, table } from '../html/table.ts';
import { count, percent } from '../numbers.ts';
import { beside, charts, laterTable, priorities, type Section } from './section.ts';

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
    return html`<p>The unit of analysis is the ${flow.unit}.</p>${beside(charts(context, ['flow'], priorities.headline), html`<div>${files}${joins}${steps}</div>`)}${tasks}`;
  },
};
