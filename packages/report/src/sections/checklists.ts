import { html, nothing } from '../html/markup.ts';
import { table } from '../html/table.ts';
import type { Section } from './section.ts';

/** Item 20: checklist rows; blank ones stay blank. */
export const checklistSection: Section = {
  number: 20,
  render({ document }) {
    if (document.checklists.length === 0) return null;
    const names = [...new Set(document.checklists.map((row) => row.checklist))];
    return html`${names.map((name) =>
      table({
        caption: name,
        columns: ['Item', 'What it asks', 'State', 'Answer'],
        rows: document.checklists
          .filter((row) => row.checklist === name)
          .map((row) => [
            row.item,
            row.text,
            row.status,
            row.status === 'blank'
              ? html`<span class="blank">blank</span>`
              : html`${row.answer ?? ''}${row.anchor ? html` <a href="#${row.anchor.replace(/^#/, '')}">see</a>` : nothing}`,
          ]),
      }),
    )}`;
  },
};
