import type { EvidenceOf } from '@equipoise/domain';
import { html, type Markup, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { count, percent, signed, withLimits } from '../numbers.ts';
import { byScope, evidenceOf, groupBy } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { groupSizes, limitsWords } from './group-sizes.ts';
import {
  beside,
  charts,
  laterTable,
  priorities,
  type Section,
  type SectionContext,
  scoped,
} from './section.ts';

/** Item 10: adjusted gaps, predictive values at a common prevalence, acquisition fields. */
export const adjustedSection: Section = {
  number: 10,
  render(context) {
    const { document } = context;
    const sizes = groupSizes(document);
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
          laterTable(
            context,
            {
              caption: `Gaps, crude and on like cases; ${limitsWords(document)}`,
              columns: [
                'Level',
                numeric('Patients'),
                numeric('Images'),
                numeric('Crude gap'),
                numeric('Adjusted gap'),
                numeric('Share of cases with like cases'),
                'Reason',
              ],
              groups: scope.entries.map(({ data, attribute }) => ({
                head: html`${metricTitle(document, data.metric)} by ${attribute} <small>adjusted for ${data.adjustedFor.join(', ')}</small>`,
                rows: data.rows.map((row) => [
                  row.level,
                  ...sizes(scope, attribute, row.level),
                  withLimits(row.crude, signed),
                  withLimits(row.adjusted, signed),
                  percent(row.supportShare),
                  reasonWords(row.reason),
                ]),
              })),
            },
            'adjusted-gaps.csv',
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
            predictiveTable(context, scope.entries),
          ],
        )}`
      : nothing;
    const three = acquisition.length
      ? html`<h3>Acquisition fields tied to the label</h3>${scoped(
          context,
          byScope(document, acquisition),
          (scope) => scope.entries.map((entry) => acquisitionBlock(context, entry)),
        )}`
      : nothing;
    return html`${one}${two}${three}`;
  },
};

/** An acquisition field: how it is tied to the label, and each gap beside the gap within it. */
function acquisitionBlock(
  context: SectionContext,
  { id, data, attribute }: EvidenceOf<'acquisition'>,
): Markup {
  const { document } = context;
  const field = attribute ?? 'field';
  const shares = laterTable(
    context,
    {
      caption: `Share of positives by ${field}`,
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
    priorities.keyTable,
  );
  const within = data.within.length
    ? laterTable(
        context,
        {
          caption: `Gaps to the rest, crude beside within ${field}; ${limitsWords(document)}`,
          columns: ['Group', numeric('Crude gap'), numeric(`Gap within ${field}`)],
          groups: [
            ...groupBy(
              data.within,
              (row) => `${metricTitle(document, row.metric)} by ${row.attribute}`,
            ),
          ].map(([head, rows]) => ({
            head,
            rows: rows.map((row) => [
              row.level,
              withLimits(row.crude, signed),
              withLimits(row.within, signed),
            ]),
          })),
        },
        'acquisition-within.csv',
        priorities.longTable,
      )
    : nothing;
  const told = `Told from this field alone: the label with AUROC ${withLimits(data.labelAuroc)}, the score with AUROC ${withLimits(data.scoreAuroc)}.`;
  return html`<h4>${field}</h4><p>${data.remark}</p><p>${told}</p>${beside(html`<div>${charts(context, [id], (plan) => (plan.kind === 'acquisition-within' ? priorities.chart : priorities.mainChart))}${shares}</div>`, within)}`;
}

/** Predictive values as observed and at equal prevalence; below, why both kinds of equality cannot hold. */
function predictiveTable(
  context: SectionContext,
  entries: readonly EvidenceOf<'predictive-values'>[],
): Markup {
  const first = entries[0]?.data;
  if (!first) return nothing;
  const sizes = groupSizes(context.document);
  const hasUser = first.userPrevalence !== null;
  const tensions = entries.flatMap(({ data }) => (data.tension ? [data.tension] : []));
  return html`${laterTable(
    context,
    {
      caption: `Predictive values; ${limitsWords(context.document)}: observed, at prevalence ${percent(first.commonPrevalence)}${hasUser ? ` and at ${percent(first.userPrevalence)}` : ''} in every group`,
      columns: [
        'Level',
        numeric('Patients'),
        numeric('Images'),
        numeric('Prevalence'),
        numeric('PPV observed'),
        numeric('PPV common'),
        ...(hasUser ? [numeric('PPV declared')] : []),
        numeric('NPV observed'),
        numeric('NPV common'),
        ...(hasUser ? [numeric('NPV declared')] : []),
      ],
      groups: entries.map(({ task, model, data, attribute }) => ({
        head: `By ${attribute ?? 'group'}`,
        rows: data.rows.map((row) => [
          row.level,
          ...sizes({ task, model }, attribute, row.level),
          withLimits(row.prevalence),
          withLimits(row.ppvObserved),
          withLimits(row.ppvCommon),
          ...(hasUser ? [withLimits(row.ppvUser)] : []),
          withLimits(row.npvObserved),
          withLimits(row.npvCommon),
          ...(hasUser ? [withLimits(row.npvUser)] : []),
        ]),
      })),
    },
    'predictive-values.csv',
  )}${tensions.length === 0 ? nothing : html`<ul class="says">${tensions.map((text) => html`<li><div>${text}</div></li>`)}</ul>`}`;
}
