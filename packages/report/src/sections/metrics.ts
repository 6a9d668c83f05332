import type { AuditDocument, Estimate } from '@equipoise/domain';
import { type Fill, html, type Markup, nothing } from '../html/markup.ts';
import { numeric } from '../html/table.ts';
import { absent, count, fixed } from '../numbers.ts';
import { byScope, evidenceOf, groupBy } from '../select.ts';
import { metricTitle, reasonWords, sliceWords } from '../words.ts';
import {
  charts,
  laterTable,
  priorities,
  type Section,
  type SectionContext,
  scoped,
} from './section.ts';

/** Item 6: every metric for everyone and per group, each with counts, limits and method. */
export const metricsSection: Section = {
  number: 6,
  render(context) {
    const { document } = context;
    const plain = document.estimates.filter(
      (estimate) => estimate.versus === null && Object.keys(estimate.slice).length <= 1,
    );
    if (plain.length === 0) return null;
    const keys = (
      kind: 'roc' | 'metric-by-age' | 'metric-matrix',
      task: string,
      model: string,
    ): string[] =>
      evidenceOf(document, kind)
        .filter((entry) => entry.task === task && entry.model === model)
        .map((entry) => entry.id);
    const matrices = evidenceOf(document, 'confusion-matrix');
    return scoped(context, byScope(document, plain), ({ task, model, entries }) => [
      [...groupBy(entries, (estimate) => estimate.class ?? '')].map(([name, list]) =>
        metricTable(context, list, name),
      ),
      charts(context, keys('roc', task, model)),
      charts(context, keys('metric-by-age', task, model)),
      charts(context, keys('metric-matrix', task, model)),
      matrices
        .filter((entry) => entry.task === task && entry.model === model)
        .map((entry) =>
          laterTable(
            context,
            {
              caption: 'Confusion matrix: reference label in rows, prediction in columns',
              columns: ['Reference', ...entry.data.classes.map((name) => numeric(name))],
              rows: entry.data.classes.map((name, at) => [
                name,
                ...(entry.data.counts[at] ?? []).map((value) => count(value)),
              ]),
            },
            'confusion-matrix.csv',
          ),
        ),
    ]);
  },
};

function metricTable(
  context: SectionContext,
  estimates: readonly Estimate[],
  name: string,
): Markup {
  const { document } = context;
  const metrics = [...new Set(estimates.map((estimate) => estimate.metric))];
  const methods = [
    ...new Set(estimates.filter((entry) => entry.value !== null).map((entry) => entry.method)),
  ];
  const letter = (method: string): string =>
    String.fromCharCode(97 + (methods.indexOf(method) % 26));
  const slices = [...groupBy(estimates, (estimate) => sliceWords(estimate.slice))];
  const rows = slices.map(([slice, list]): Fill[] => {
    const first = list.find((estimate) => !estimate.suppressed) ?? list[0]!;
    const isHidden = first.suppressed === true;
    const hidden = `< ${document.declared.suppressBelow ?? '?'}`;
    return [
      slice,
      isHidden ? hidden : count(first.patientCount),
      isHidden ? hidden : count(first.caseCount),
      isHidden ? hidden : count(first.positiveCount),
      ...metrics.map((metric) =>
        cell(
          list.find((estimate) => estimate.metric === metric),
          letter,
        ),
      ),
    ];
  });
  return laterTable(
    context,
    {
      caption: `Metrics${name === '' ? '' : ` of class ${name}`} with ${fixed((estimates[0]?.level ?? 0.95) * 100, 0)} % limits`,
      columns: [
        'Group',
        numeric('Patients'),
        numeric('Images'),
        numeric('Positive'),
        ...metrics.map((metric) => numeric(head(document, metric, estimates))),
      ],
      rows,
      note: html`Fractions are counted images. Interval methods: ${methods.map((method, at) => `${at === 0 ? '' : '; '}${letter(method)} ${method.replaceAll('-', ' ')}`)}. * approximate or taking no part in a verdict; the reason stands in tables/estimates.csv.`,
    },
    'estimates.csv',
    priorities.keyTable,
  );
}

function head(document: AuditDocument, metric: string, estimates: readonly Estimate[]): Fill {
  const threshold = estimates.find((entry) => entry.metric === metric)?.threshold ?? null;
  return html`${metricTitle(document, metric)}${threshold === null ? nothing : html`<br><small>at ${fixed(threshold)}</small>`}`;
}

function cell(estimate: Estimate | undefined, letter: (method: string) => string): Fill {
  if (!estimate) return absent;
  if (estimate.value === null)
    return html`<small>${reasonWords(estimate.undefinedReason) || 'not defined'}</small>`;
  const limits =
    estimate.low === null || estimate.high === null
      ? nothing
      : html` (${fixed(estimate.low)} to ${fixed(estimate.high)})`;
  const fraction =
    typeof estimate.numerator === 'number' && typeof estimate.denominator === 'number'
      ? html`${estimate.numerator}/${estimate.denominator} `
      : nothing;
  return html`${fixed(estimate.value)}${limits}<br><small>${fraction}${letter(estimate.method)}${estimate.caution ? ' *' : ''}</small>`;
}
