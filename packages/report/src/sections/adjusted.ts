import { html, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { count, percent, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

/** Item 10: adjusted gaps, predictive values at a common prevalence, acquisition fields. */
export const adjustedSection: Section = {
  number: 10,
  render(context) {
    const { document } = context;
    const adjusted = evidenceOf(document, 'adjusted-gaps');
    const predictive = evidenceOf(document, 'predictive-values');
    const acquisition = evidenceOf(document, 'acquisition');
    if (adjusted.length + predictive.length + acquisition.length === 0) return null;
    const one = adjusted.length
      ? html`<h3>Gaps on like cases</h3>${scoped(context, byScope(document, adjusted), (scope) => [
          charts(
            context,
            scope.entries.map((entry) => entry.id),
          ),
          scope.entries.map(({ data, attribute }) =>
            laterTable(
              context,
              {
                caption: `${metricTitle(document, data.metric)} by ${attribute ?? ''}, adjusted for ${data.adjustedFor.join(', ')}`,
                columns: [
                  'Level',
                  numeric('Crude gap (limits)'),
                  numeric('Adjusted gap (limits)'),
                  numeric('Share of cases with like cases'),
                  'Reason',
                ],
                rows: data.rows.map((row) => [
                  row.level,
                  withLimits(row.crude, signed),
                  withLimits(row.adjusted, signed),
                  percent(row.supportShare),
                  reasonWords(row.reason),
                ]),
              },
              'adjusted-gaps.csv',
            ),
          ),
        ])}`
      : nothing;
    const two = predictive.length
      ? html`<h3>Predictive values at equal prevalence</h3>${scoped(
          context,
          byScope(document, predictive),
          (scope) => [
            charts(
              context,
              scope.entries.map((entry) => entry.id),
            ),
            scope.entries.map(({ data, attribute }) => {
              const hasUser = data.userPrevalence !== null;
              return html`${data.tension ? html`<p>${data.tension}</p>` : nothing}${laterTable(
                context,
                {
                  caption: `Predictive values by ${attribute ?? ''}: observed, at prevalence ${percent(data.commonPrevalence)}${hasUser ? ` and at ${percent(data.userPrevalence)}` : ''}`,
                  columns: [
                    'Level',
                    numeric('Prevalence'),
                    numeric('PPV observed'),
                    numeric('PPV common'),
                    ...(hasUser ? [numeric('PPV declared')] : []),
                    numeric('NPV observed'),
                    numeric('NPV common'),
                    ...(hasUser ? [numeric('NPV declared')] : []),
                  ],
                  rows: data.rows.map((row) => [
                    row.level,
                    withLimits(row.prevalence),
                    withLimits(row.ppvObserved),
                    withLimits(row.ppvCommon),
                    ...(hasUser ? [withLimits(row.ppvUser)] : []),
                    withLimits(row.npvObserved),
                    withLimits(row.npvCommon),
                    ...(hasUser ? [withLimits(row.npvUser)] : []),
                  ]),
                },
                'predictive-values.csv',
              )}`;
            }),
          ],
        )}`
      : nothing;
    const three = acquisition.length
      ? html`<h3>Acquisition fields tied to the label</h3>${scoped(
          context,
          byScope(document, acquisition),
          (scope) =>
            scope.entries.map(
              ({ id, data, attribute }) =>
                html`<h4>${attribute ?? 'field'}</h4><p>${data.remark}</p><p>Told from this field alone: the label with AUROC ${withLimits(data.labelAuroc)}, the score with AUROC ${withLimits(data.scoreAuroc)}.</p>${charts(context, [id])}${laterTable(
                  context,
                  {
                    caption: `Share of positives by ${attribute ?? 'field'}`,
                    columns: [
                      'Level',
                      numeric('Patients'),
                      numeric('Images'),
                      numeric('Share positive (limits)'),
                    ],
                    rows: data.rows.map((row) => [
                      row.level,
                      count(row.patientCount),
                      count(row.caseCount),
                      withLimits(row.prevalence),
                    ]),
                  },
                  'acquisition.csv',
                )}${
                  data.within.length
                    ? laterTable(
                        context,
                        {
                          caption: `Gaps, crude beside within ${attribute ?? 'field'}`,
                          columns: [
                            'Metric',
                            'Group',
                            numeric('Crude gap (limits)'),
                            numeric('Gap within (limits)'),
                          ],
                          rows: data.within.map((row) => [
                            metricTitle(document, row.metric),
                            `${row.attribute} ${row.level}`,
                            withLimits(row.crude, signed),
                            withLimits(row.within, signed),
                          ]),
                        },
                        'acquisition-within.csv',
                      )
                    : nothing
                }`,
            ),
        )}`
      : nothing;
    return html`${one}${two}${three}`;
  },
};
