import type { AuditDocument, Estimate } from '@equipoise/domain';
import { type Fill, html, type Markup, nothing } from '../html/markup.ts';
import { numeric, type RowGroup } from '../html/table.ts';
import { absent, count, fixed } from '../numbers.ts';
import { byScope, evidenceOf, groupBy, type Scope } from '../select.ts';
import { metricTitle, reasonWords } from '../words.ts';
import { metricPacks } from './metric-packs.ts';
import {
  beside,
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
      (estimate) =>
        estimate.versus === null &&
        estimate.labels === undefined &&
        Object.keys(estimate.slice).length <= 1,
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
    return html`${overview(context, plain)}${averages(context)}${scoped(
      context,
      byScope(document, plain),
      ({ task, model, entries }) => [
        [...groupBy(entries, (estimate) => estimate.class ?? '')].map(([name, list]) =>
          metricTables(context, list, name),
        ),
        charts(context, keys('roc', task, model), priorities.mainChart),
        charts(context, keys('metric-by-age', task, model), priorities.laterChart),
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
      ],
    )}`;
  },
};

/** Everyone, for each task and model, where there are several. */
function overview(context: SectionContext, estimates: readonly Estimate[]): Markup {
  const { document } = context;
  const everyone = estimates.filter(
    (estimate) => Object.keys(estimate.slice).length === 0 && estimate.class === null,
  );
  const scopes = byScope(document, everyone);
  const [pack] = metricPacks([...new Set(everyone.map((estimate) => estimate.metric))]);
  if (scopes.length < 2 || !pack) return nothing;
  const isByModel = document.declared.models.length > 1;
  const rowOf = (scope: Scope<Estimate>): readonly Fill[] => {
    const first = scope.entries[0]!;
    return [
      isByModel ? scope.model : scope.task,
      first.suppressed ? absent : count(first.patientCount),
      first.suppressed ? absent : count(first.caseCount),
      first.suppressed ? absent : count(first.positiveCount),
      ...pack.ids.map((metric) =>
        cell(
          scope.entries.find((estimate) => estimate.metric === metric),
          null,
        ),
      ),
    ];
  };
  return laterTable(
    context,
    {
      caption: `Everyone, ${isByModel ? 'by task and model' : 'by task'}, with limits; interval methods stand in the tables below`,
      columns: [
        isByModel ? 'Model' : 'Task',
        numeric('Patients'),
        numeric('Images'),
        numeric('Positive'),
        ...pack.ids.map((metric) => numeric(metricTitle(document, metric))),
      ],
      ...(isByModel
        ? {
            groups: [...groupBy(scopes, (scope) => scope.task)].map(([task, list]) => ({
              head: task,
              rows: list.map(rowOf),
            })),
          }
        : { rows: scopes.map(rowOf) }),
    },
    'estimates.csv',
    priorities.keyTable,
  );
}

/** A metric over the levels of several attributes side by side, with the sentence on what that means. */
function averages(context: SectionContext): Markup {
  const { document } = context;
  const entries = evidenceOf(document, 'metric-matrix');
  if (entries.length === 0) return nothing;
  return html`${entries.map(({ id, data, task }) => {
    const longest = Math.max(0, ...data.rows.map((row) => row.levels.length));
    const columns = Array.from({ length: longest }, (_, at) => data.columns[at] ?? String(at + 1));
    return html`<h3>${metricTitle(document, data.metric)} by ${data.rows.map((row) => row.attribute).join(', ')}</h3>${
      data.conclusion === null ? nothing : html`<p class="big">${data.conclusion}</p>`
    }${beside(
      charts(context, [id], priorities.gapChart),
      laterTable(
        context,
        {
          caption: `${metricTitle(document, data.metric)} on ${task}, mean over ${count(data.models.length)} models: value, level and number of rows`,
          columns: ['Attribute', ...columns.map((name) => numeric(name))],
          rows: data.rows.map((row) => [
            row.attribute,
            ...columns.map((_, at) =>
              row.levels[at] === undefined
                ? absent
                : html`${fixed(row.values[at])}<br><small>${row.levels[at] === columns[at] ? nothing : html`${row.levels[at]}<br>`}${count(row.counts[at])} rows</small>`,
            ),
          ]),
          note: 'A mean over models carries no limits here; those of each model stand below.',
        },
        'metric-matrix.csv',
        priorities.keyTable,
      ),
    )}`;
  })}`;
}

function metricTables(
  context: SectionContext,
  estimates: readonly Estimate[],
  name: string,
): Markup {
  const metrics = [...new Set(estimates.map((estimate) => estimate.metric))];
  const sentence = (titles: readonly string[]): string => {
    const text = titles.join('; ');
    return name === ''
      ? text.slice(0, 1).toUpperCase() + text.slice(1)
      : `Class ${name}: ${text.toLowerCase()}`;
  };
  const tables = metricPacks(metrics).map(({ titles, ids }) =>
    metricTable(
      context,
      estimates.filter((estimate) => ids.includes(estimate.metric)),
      ids,
      sentence(titles),
    ),
  );
  return name === ''
    ? html`${tables}`
    : html`<details><summary>Class ${name} against all others</summary>${tables}</details>`;
}

function metricTable(
  context: SectionContext,
  estimates: readonly Estimate[],
  metrics: readonly string[],
  title: string,
): Markup {
  const { document } = context;
  const methods = [
    ...new Set(estimates.filter((entry) => entry.value !== null).map((entry) => entry.method)),
  ];
  const letter = (method: string): string =>
    String.fromCharCode(97 + (methods.indexOf(method) % 26));
  const attributes = groupBy(estimates, (estimate) => Object.keys(estimate.slice)[0] ?? '');
  const groups = [...attributes].map(
    ([attribute, list]): RowGroup => ({
      head: attribute === '' ? '' : attribute,
      rows: [...groupBy(list, (estimate) => Object.values(estimate.slice)[0] ?? 'Everyone')].map(
        ([level, cells]) => row(document, level, cells, metrics, letter),
      ),
      of: { by: attribute === '' ? [] : [attribute] },
    }),
  );
  const hasCaution = estimates.some((estimate) => estimate.caution);
  return laterTable(
    context,
    {
      caption: `${title}, with ${fixed((estimates[0]?.level ?? 0.95) * 100, 0)} % limits`,
      columns: [
        'Group',
        numeric('Patients'),
        numeric('Images'),
        numeric('Positive'),
        ...metrics.map((metric) => numeric(head(document, metric, estimates), metric)),
      ],
      groups,
      note: html`Fractions are counted images. Interval methods: ${methods.map((method, at) => html`${at === 0 ? '' : '; '}<b>${letter(method)}</b> ${method}`)}.${hasCaution ? ' * approximate, or taking no part in a verdict; the reason stands in tables/estimates.csv.' : ''}`,
    },
    'estimates.csv',
    priorities.keyTable,
  );
}

function row(
  document: AuditDocument,
  level: string,
  cells: readonly Estimate[],
  metrics: readonly string[],
  letter: (method: string) => string,
): Fill[] {
  const first = cells.find((estimate) => !estimate.suppressed) ?? cells[0]!;
  const isHidden = first.suppressed === true;
  const hidden = html`<span class="hid">&lt; ${document.declared.suppressBelow ?? '?'}</span>`;
  return [
    level,
    isHidden ? hidden : count(first.patientCount),
    isHidden ? hidden : count(first.caseCount),
    isHidden ? hidden : count(first.positiveCount),
    ...metrics.map((metric) =>
      cell(
        cells.find((estimate) => estimate.metric === metric),
        letter,
      ),
    ),
  ];
}

function head(document: AuditDocument, metric: string, estimates: readonly Estimate[]): Fill {
  const threshold = estimates.find((entry) => entry.metric === metric)?.threshold ?? null;
  return html`${metricTitle(document, metric)}${threshold === null ? nothing : html`<br><small>at ${fixed(threshold)}</small>`}`;
}

function cell(estimate: Estimate | undefined, letter: ((method: string) => string) | null): Fill {
  if (!estimate) return absent;
  if (estimate.value === null) {
    const why = reasonWords(estimate.undefinedReason) || 'not defined';
    return estimate.suppressed
      ? html`<span class="hid">${why}</span>`
      : html`<small>${why}</small>`;
  }
  const limits =
    estimate.low === null || estimate.high === null
      ? nothing
      : html` (${fixed(estimate.low)}\u00a0to\u00a0${fixed(estimate.high)})`;
  const fraction =
    typeof estimate.numerator === 'number' && typeof estimate.denominator === 'number'
      ? html`${estimate.numerator}/${estimate.denominator} `
      : nothing;
  if (letter === null) return html`${fixed(estimate.value)}${limits}`;
  return html`${fixed(estimate.value)}${limits}<br><small>${fraction}${letter(estimate.method)}${estimate.caution ? ' *' : ''}</small>`;
}
