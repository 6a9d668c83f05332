import type { EvidenceOf } from '@equipoise/domain';
import { html } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { absent, count, fixed, percent, withLimits } from '../numbers.ts';
import { byScope, evidenceOf } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

/** Item 18: sites, their mean, the next site. */
export const sitesSection: Section = {
  number: 18,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'sites');
    if (entries.length === 0) return null;
    return scoped(context, byScope(document, entries), (scope) => [
      charts(
        context,
        scope.entries.map((entry) => entry.id),
      ),
      laterTable(
        context,
        {
          caption: `Per ${scope.entries[0]?.data.attribute ?? 'site'}, with patient-clustered limits`,
          columns: [
            'Site',
            numeric('Patients'),
            numeric('Images'),
            numeric('Positive patients'),
            numeric('Value (limits)'),
            numeric('Weight'),
            numeric('Mean without it (limits)'),
          ],
          groups: scope.entries.map(({ data }) => ({
            head: html`${metricTitle(document, data.metric)} <small>${pooled(data)}</small>`,
            rows: data.sites.map((site) => [
              site.level,
              site.metric.reason === 'suppressed' ? absent : count(site.patientCount),
              site.metric.reason === 'suppressed' ? absent : count(site.caseCount),
              count(site.positivePatientCount),
              site.metric.value === null
                ? reasonWords(site.metric.reason) || absent
                : withLimits(site.metric),
              percent(site.weight),
              withLimits(site.pooledWithout),
            ]),
          })),
        },
        'sites.csv',
      ),
    ]);
  },
};

function pooled(data: EvidenceOf<'sites'>['data']): string {
  if (data.pooled.value === null)
    return `no mean over sites: ${reasonWords(data.reason) || 'no reason given'}`;
  const next =
    data.prediction.low === null
      ? absent
      : `${fixed(data.prediction.low)} to ${fixed(data.prediction.high)}`;
  return `random-effects mean ${withLimits(data.pooled)}; prediction interval for the next site ${next}; standard deviation between sites ${fixed(data.tau)}; I² ${percent(data.iSquared, 0)}`;
}
