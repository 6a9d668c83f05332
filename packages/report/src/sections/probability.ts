import { html, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { count, fixed, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { reasonWords } from '../words.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

/** Item 12: calibration per group. */
export const calibrationSection: Section = {
  number: 12,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'calibration');
    if (entries.length === 0) return null;
    return scoped(context, byScope(document, entries), (scope) => [
      charts(
        context,
        scope.entries.map((entry) => entry.id),
      ),
      scope.entries.map(({ data, attribute }) =>
        laterTable(
          context,
          {
            caption: `Calibration${attribute === null ? '' : ` by ${attribute}`}`,
            columns: [
              'Level',
              numeric('Patients'),
              numeric('Images'),
              numeric('Positive'),
              numeric('Intercept'),
              numeric('Slope'),
              numeric('Calibration error'),
              numeric('Observed / expected'),
              'Reason',
            ],
            rows: data.groups.map((group) => [
              group.level,
              group.reason === 'suppressed' ? '—' : count(group.patientCount),
              group.reason === 'suppressed' ? '—' : count(group.caseCount),
              count(group.positiveCount),
              withLimits(group.intercept, (value) => signed(value, 2)),
              withLimits(group.slope, (value) => fixed(value, 2)),
              withLimits(group.ece),
              withLimits(group.observedExpected, (value) => fixed(value, 2)),
              reasonWords(group.reason ?? group.intercept.reason),
            ]),
            note: `Intercept 0, slope 1 and observed over expected 1 mean that scores are probabilities. The calibration error is debiased, ${data.bins} bins of equal mass.`,
          },
          'calibration.csv',
        ),
      ),
    ]);
  },
};

/** Item 13: threshold, its source, its effect per group, the threshold each group would need, its cost. */
export const thresholdSection: Section = {
  number: 13,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'threshold');
    if (document.thresholds.length === 0 && entries.length === 0) return null;
    const uses = laterTable(
      context,
      {
        caption: 'Thresholds and where they came from',
        columns: ['Task', 'Model', numeric('Threshold'), 'Source', 'Validated', 'Note'],
        rows: document.thresholds.map((use) => [
          use.task,
          use.model,
          fixed(use.threshold),
          use.source.replaceAll('-', ' '),
          use.isValidated ? 'yes' : 'no: chosen on these same data or by default',
          use.note,
        ]),
      },
      'thresholds.csv',
    );
    const details = scoped(context, byScope(document, entries), (scope) =>
      scope.entries.map(
        ({ id, data }) =>
          html`${charts(context, [id])}${laterTable(
            context,
            {
              caption: `What ${data.threshold === null ? 'the decision' : `threshold ${fixed(data.threshold)}`} does per group, and the threshold each would need`,
              columns: [
                'Group',
                numeric('Sensitivity (limits)'),
                numeric('Specificity (limits)'),
                numeric('Threshold for the overall sensitivity'),
                numeric('Specificity there'),
                'Reason',
              ],
              rows: data.rows.map((row) => [
                `${row.attribute} ${row.level}`,
                withLimits(row.sensitivity),
                withLimits(row.specificity),
                fixed(row.neededThreshold),
                fixed(row.specificityThere),
                reasonWords(row.reason),
              ]),
              note: data.note,
            },
            'threshold-groups.csv',
          )}${
            data.cost.length
              ? laterTable(
                  context,
                  {
                    caption: 'The cost of moving it, per 1000 cases',
                    columns: [
                      numeric('Threshold'),
                      numeric('Sensitivity'),
                      numeric('Specificity'),
                      numeric('Missed'),
                      numeric('False alarms'),
                    ],
                    rows: data.cost.map((row) => [
                      fixed(row.threshold),
                      fixed(row.sensitivity),
                      fixed(row.specificity),
                      fixed(row.missedPer1000, 0),
                      fixed(row.falseAlarmsPer1000, 0),
                    ]),
                  },
                  'threshold-cost.csv',
                )
              : nothing
          }`,
      ),
    );
    return html`${uses}${details}`;
  },
};

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
