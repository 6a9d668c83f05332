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
      scope.entries.map(({ data }) =>
        data.pooled.value === null && data.reason
          ? html`<p class="blank">No mean over sites: ${reasonWords(data.reason)}.</p>${siteTable(data)}`
          : siteTable(data),
      ),
    ]);

    function siteTable(data: (typeof entries)[number]['data']) {
      return laterTable(
        context,
        {
          caption: `${metricTitle(document, data.metric)} per ${data.attribute}`,
          columns: [
            'Site',
            numeric('Patients'),
            numeric('Images'),
            numeric('Positive patients'),
            numeric('Value (limits)'),
            numeric('Weight'),
            numeric('Mean without it (limits)'),
          ],
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
          note: `Random-effects mean ${withLimits(data.pooled)}; next site ${data.prediction.low === null ? absent : `${fixed(data.prediction.low)} to ${fixed(data.prediction.high)}`} (prediction interval); standard deviation between sites ${fixed(data.tau)}; I² ${percent(data.iSquared, 0)}.`,
        },
        'sites.csv',
      );
    }
  },
};
