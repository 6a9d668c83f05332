import { numeric } from '../html/table.ts';
import { fixed, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { reasonWords } from '../words.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

/** Item 14: decision curves. */
export const decisionSection: Section = {
  number: 14,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'decision-curve');
    if (entries.length === 0) return null;
    return scoped(context, byScope(document, entries), (scope) => [
      charts(
        context,
        scope.entries.map((entry) => entry.id),
      ),
      scope.entries.map(({ data, attribute }) => {
        const [from, to] = [data.thresholds[0], data.thresholds.at(-1)];
        return laterTable(
          context,
          {
            caption: `Net benefit at the operating point${attribute === null ? '' : ` by ${attribute}`}`,
            columns: [
              'Level',
              numeric('Difference to the rest, per 1000 patients (limits)'),
              'Reason',
            ],
            rows: data.curves.map((curve) => [
              curve.level,
              withLimits(curve.differencePer1000, (value) => signed(value, 1)),
              reasonWords(curve.differencePer1000.reason),
            ]),
            note: `Thresholds from ${fixed(from)} to ${fixed(to)}; operating threshold ${fixed(data.operatingThreshold)}.${data.worst === null ? '' : ` Lowest net benefit at the operating point: ${data.worst.level}, ${fixed(data.worst.netBenefit)}.`}`,
          },
          'decision-curve-difference.csv',
        );
      }),
    ]);
  },
};
