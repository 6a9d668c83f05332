import { numeric } from '../html/table.ts';
import { absent, count, withLimits } from '../numbers.ts';
import { evidenceOf, scopeTitle } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { groupSizes, limitsWords } from './group-sizes.ts';
import { laterTable, type Section } from './section.ts';

/** Item 15: the worst group, corrected for having been picked. */
export const worstGroupSection: Section = {
  number: 15,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'worst-group');
    if (entries.length === 0) return null;
    const sizes = groupSizes(document);
    const methods = [...new Set(entries.map(({ data }) => data.method))];
    return laterTable(
      context,
      {
        caption: `Lowest group of each question; ${limitsWords(document)}`,
        columns: [
          'Task',
          'Attribute',
          'Metric',
          'Level',
          numeric('Patients'),
          numeric('Images'),
          numeric('As seen (limits)'),
          numeric('Corrected (limits)'),
          numeric('Candidates'),
          ...(methods.length > 1 ? ['Method'] : []),
        ],
        rows: entries.map(({ task, model, attribute, data }) => [
          scopeTitle(document, task, model),
          attribute ?? 'any',
          metricTitle(document, data.metric),
          data.level ?? (reasonWords(data.raw.reason) || absent),
          ...sizes({ task, model }, attribute, data.level),
          withLimits(data.raw),
          withLimits(data.corrected),
          count(data.candidateCount),
          ...(methods.length > 1 ? [data.method] : []),
        ]),
        note: `The lowest of several groups looks worse than it is, because chance helped to pick it; the corrected value takes that out.${methods.length === 1 ? ` Corrected by ${methods[0]}.` : ''}`,
      },
      'worst-group.csv',
    );
  },
};
