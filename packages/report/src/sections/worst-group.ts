import { numeric } from '../html/table.ts';
import { absent, count, withLimits } from '../numbers.ts';
import { evidenceOf, scopeTitle } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { laterTable, type Section } from './section.ts';

/** Item 15: the worst group, corrected for having been picked. */
export const worstGroupSection: Section = {
  number: 15,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'worst-group');
    if (entries.length === 0) return null;
    return laterTable(
      context,
      {
        caption: 'Lowest group of each question',
        columns: [
          'Task',
          'Attribute',
          'Metric',
          'Level',
          numeric('As seen (limits)'),
          numeric('Corrected (limits)'),
          numeric('Candidates'),
          'Method',
        ],
        rows: entries.map(({ task, model, attribute, data }) => [
          scopeTitle(document, task, model),
          attribute ?? 'any',
          metricTitle(document, data.metric),
          data.level ?? (reasonWords(data.raw.reason) || absent),
          withLimits(data.raw),
          withLimits(data.corrected),
          count(data.candidateCount),
          data.method,
        ]),
        note: 'The lowest of several groups looks worse than it is, because chance helped to pick it; the corrected value takes that out.',
      },
      'worst-group.csv',
    );
  },
};
