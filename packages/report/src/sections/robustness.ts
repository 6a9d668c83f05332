import { html, nothing } from '../html/markup.ts';
import { numeric, table } from '../html/table.ts';
import { absent, count, fixed, percent, withLimits } from '../numbers.ts';
import { byScope, evidenceOf, scopeTitle } from '../select.ts';
import { metricTitle, reasonWords, verdictWords } from '../words.ts';
import { chipOf } from './chips.ts';
import { charts, laterTable, type Section, scoped } from './section.ts';

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

/** Item 17: how many labels would have to be wrong. */
export const tippingSection: Section = {
  number: 17,
  render(context) {
    const { document } = context;
    const entries = evidenceOf(document, 'tipping-point');
    if (entries.length === 0) return null;
    return html`<p>Per-group rates of wrong labels are not estimated here: that needs several readings per case.</p>${scoped(
      context,
      byScope(document, entries),
      (scope) => [
        charts(
          context,
          scope.entries.map((entry) => entry.id),
        ),
        scope.entries.map(({ data, attribute }) =>
          laterTable(
            context,
            {
              caption: `${metricTitle(document, data.metric)} by ${attribute ?? ''}: labels that would change the verdict`,
              columns: [
                'Level',
                'Verdict now',
                numeric('Labels'),
                numeric('Share'),
                'Where',
                'It would become',
                'Reason',
              ],
              rows: data.rows.map((row) => [
                row.level,
                html`${chipOf(row.verdict)}`,
                count(row.flips),
                percent(row.flipShare, 2),
                row.where,
                html`${row.becomes in verdictWords ? chipOf(row.becomes) : row.becomes}`,
                reasonWords(row.reason),
              ]),
            },
            'tipping-point.csv',
          ),
        ),
      ],
    )}`;
  },
};

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
      columns: ['Metric', 'Task', 'Kind', 'Note'],
      rows: rows.map((row) => [
        metricTitle(document, row.metric),
        row.task,
        row.severity,
        row.sentence,
      ]),
    });
  },
};

/** Item 20: checklist rows; blank ones stay blank. */
export const checklistSection: Section = {
  number: 20,
  render({ document }) {
    if (document.checklists.length === 0) return null;
    const names = [...new Set(document.checklists.map((row) => row.checklist))];
    return html`${names.map((name) =>
      table({
        caption: name,
        columns: ['Item', 'What it asks', 'State', 'Answer'],
        rows: document.checklists
          .filter((row) => row.checklist === name)
          .map((row) => [
            row.item,
            row.text,
            row.status,
            row.status === 'blank'
              ? html`<span class="blank">blank</span>`
              : html`${row.answer ?? ''}${row.anchor ? html` <a href="#${row.anchor.replace(/^#/, '')}">see</a>` : nothing}`,
          ]),
      }),
    )}`;
  },
};
