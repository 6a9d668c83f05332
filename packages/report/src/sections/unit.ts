import type { EvidenceOf } from '@equipoise/domain';
import { html, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { count, fixed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { beside, charts, laterTable, priorities, type Section, scoped } from './section.ts';

/** Item 4: images per patient, intra-class correlation, design effect, effective counts. */
export const unitSection: Section = {
  number: 4,
  render(context) {
    const entries = evidenceOf(context.document, 'unit-of-analysis');
    if (entries.length === 0) return null;
    return scoped(context, byScope(context.document, distinct(entries)), (scope) =>
      scope.entries.map(
        ({ id, data }) =>
          html`<p>${data.unit === 'row' ? 'Unit: the row; which rows belong to one patient is not known.' : html`Unit: the patient. Images per patient: mean ${fixed(data.casesPerPatient.mean, 2)}, median ${fixed(data.casesPerPatient.median, 1).replace(/\.0$/, '')}, largest ${count(data.casesPerPatient.max)}.`}</p>${beside(
            html`<div>${charts(context, [id], priorities.mainChart)}${laterTable(
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
            )}</div>`,
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
              : nothing,
          )}`,
      ),
    );
  },
};

/** Classes of one task stand on the same images, so they often say the same. */
function distinct(
  entries: readonly EvidenceOf<'unit-of-analysis'>[],
): readonly EvidenceOf<'unit-of-analysis'>[] {
  const seen = new Set<string>();
  return entries.filter(({ task, model, data }) => {
    const text = JSON.stringify([task, model, data]);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
