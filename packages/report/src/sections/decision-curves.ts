import type { EvidenceOf } from '@equipoise/domain';
import { html, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { fixed, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { reasonWords } from '../words.ts';
import { groupSizes, limitsWords } from './group-sizes.ts';
import { charts, laterTable, priorities, type Section, scoped } from './section.ts';

/** Item 14: decision curves. */
export const decisionSection: Section = {
  number: 14,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'decision-curve');
    if (entries.length === 0) return null;
    const sizes = groupSizes(document);
    return scoped(context, byScope(document, entries), (scope) => [
      charts(
        context,
        scope.entries.map((entry) => entry.id),
        (plan) => (plan.attribute === null ? priorities.mainChart : priorities.laterChart),
      ),
      laterTable(
        context,
        {
          caption: `Net benefit at the operating point: difference to the rest, per 1000 patients; ${limitsWords(document)}`,
          columns: [
            'Level',
            numeric('Patients'),
            numeric('Images'),
            numeric('Difference (limits)'),
            'Reason',
          ],
          groups: scope.entries
            .filter(({ data, attribute }) => attribute !== null || data.curves.length > 1)
            .map(({ data, attribute }) => ({
              head: html`By ${attribute} ${
                data.worst === null
                  ? nothing
                  : html`<small>lowest: ${data.worst.level}, net benefit ${fixed(data.worst.netBenefit)}</small>`
              }`,
              rows: data.curves.map((curve) => [
                curve.level,
                ...sizes(scope, attribute, curve.level),
                withLimits(curve.differencePer1000, (value) => signed(value, 1)),
                reasonWords(curve.differencePer1000.reason),
              ]),
            })),
          note: range(scope.entries[0]),
        },
        'decision-curve-difference.csv',
      ),
    ]);
  },
};

function range(entry: EvidenceOf<'decision-curve'> | undefined): string {
  if (!entry) return '';
  const { thresholds, operatingThreshold } = entry.data;
  return `Thresholds from ${fixed(thresholds[0])} to ${fixed(thresholds.at(-1))}; operating threshold ${fixed(operatingThreshold)}.`;
}
