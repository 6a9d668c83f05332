import { table } from '../html/table.ts';
import { evidenceOf, scopeTitle } from '../select.ts';
import { metricTitle, prose } from '../words.ts';
import type { Section } from './section.ts';

/** Item 19: where a metric says less than it seems to. */
export const suitabilitySection: Section = {
  number: 19,
  render({ document }) {
    const entries = evidenceOf(document, 'suitability');
    if (entries.every((entry) => entry.data.notes.length === 0)) return null;
    const rows = entries.flatMap((entry) =>
      entry.data.notes.map((note) => ({
        task: entry.task === '' ? 'all' : scopeTitle(document, entry.task, entry.model),
        ...note,
      })),
    );
    return table({
      caption: 'Notes on the metrics',
      columns: ['Task', 'Metric', 'Kind', 'Note'],
      rows: rows.map((row) => [
        row.task,
        metricTitle(document, row.metric),
        row.severity,
        prose(document, row.sentence),
      ]),
    });
  },
};
