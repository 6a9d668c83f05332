import { html } from '../html/markup.ts';
import { numeric, table } from '../html/table.ts';
import { count } from '../numbers.ts';
import type { Section } from './section.ts';

/** Item 5: patients shared with the training table, and rows that stand twice. */
export const leakageSection: Section = {
  number: 5,
  render({ document }) {
    const { leakage } = document;
    const hidden =
      leakage.reason === 'suppressed' ? `fewer than ${document.declared.suppressBelow ?? 0}` : '—';
    const shown = (value: number | null): string =>
      value === null || (value === 0 && leakage.reason === 'suppressed') ? hidden : count(value);
    return html`<p>${leakage.sentence}</p>${table({
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
