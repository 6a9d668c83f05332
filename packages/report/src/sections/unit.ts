import { html, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { count, fixed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

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
