import type { AuditDocument } from '@equipoise/domain';
import type { Kit } from '../charts/kit.ts';
import type { ChartPlan } from '../charts/plans.ts';
import { type Fill, html, type Markup, nothing, raw } from '../html/markup.ts';
import { type Column, rowCount, type TableContent, table } from '../html/table.ts';
import { count } from '../numbers.ts';
import { classOf, groupBy, hasModels, type Scope, scopeTitle } from '../select.ts';

/** What a section has at hand. */
export interface SectionContext {
  readonly document: AuditDocument;
  readonly kit: Kit;
  /** Charts by the id of their evidence, or by name (`headline`, `flow`, `missing`). */
  readonly charts: ReadonlyMap<string, readonly ChartPlan[]>;
  readonly part: (priority: number, make: () => Markup, fallback: Markup) => Markup;
}

/** A section: its number is that of the report item; null when there is nothing to show. */
export interface Section {
  readonly number: number;
  readonly render: (context: SectionContext) => Markup | null;
}

/** More rows than this are folded. */
const rowsOpen = 48;

/** What goes first when the page must stay small: lower stays longer. */
export const priorities = {
  headline: 0,
  keyTable: 1,
  gapChart: 2,
  mainChart: 3,
  table: 4,
  longTable: 4.5,
  laterChart: 5,
  chart: 6,
} as const;

/** The charts of these keys, side by side; the priority may differ from chart to chart. */
export function charts(
  context: SectionContext,
  keys: readonly string[],
  priority: number | ((plan: ChartPlan) => number) = priorities.chart,
): Markup {
  const plans = keys.flatMap((key) => context.charts.get(key) ?? []);
  const figures = plans.map((plan) =>
    context.part(
      typeof priority === 'number' ? priority : priority(plan),
      () => {
        const svg = plan.inline(context.kit);
        if (svg === null) return nothing;
        const isWide = Number(/ width="(\d+)"/.exec(svg)?.[1] ?? 0) > 500;
        return html`<figure${raw(isWide ? ' class="wide"' : '')}>${
          isWide
            ? html`<div class="hold" tabindex="0" role="group" aria-label="${plan.heading}">${raw(svg)}</div>`
            : raw(svg)
        }<figcaption>${plan.caption}</figcaption></figure>`;
      },
      html`<p class="note">Picture: figures/${plan.fileName}</p>`,
    ),
  );
  return figures.length === 0 ? nothing : html`<div class="charts">${figures}</div>`;
}

/** Things that stand side by side where the page is wide enough. */
export function beside(...parts: readonly Fill[]): Markup {
  return html`<div class="beside">${parts}</div>`;
}

/** A table that may give way to a file when the page must stay small. */
export function laterTable(
  context: SectionContext,
  content: TableContent,
  file: string,
  priority: number = priorities.table,
): Markup {
  return context.part(
    priority,
    () => foldedTable(context, content, priority),
    html`<p class="note">${content.caption}: ${rowCount(content)} rows, in tables/${file}</p>`,
  );
}

/** Long tables of less weight are folded on screen; printing opens them all. */
function foldedTable(context: SectionContext, content: TableContent, priority: number): Markup {
  const shown = table(forUnit(context.document, content));
  const rows = rowCount(content);
  return priority < priorities.table || rows <= rowsOpen
    ? shown
    : html`<details class="plain"><summary>Table, ${count(rows)} rows: ${content.caption}</summary>${shown}</details>`;
}

/** Where rows are the unit nothing is known of patients: their columns go, and images are rows. */
function forUnit(document: AuditDocument, content: TableContent): TableContent {
  if (document.flow.unit !== 'row') return content;
  const kept = content.columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => headOf(column) !== 'Patients');
  const pick = (row: readonly Fill[]): readonly Fill[] => kept.map(({ at }) => row[at]);
  return {
    ...content,
    columns: kept.map(({ column }) => {
      const words = inRows[headOf(column)];
      if (words === undefined) return column;
      return typeof column === 'string' ? words : { ...column, head: words };
    }),
    ...(content.rows ? { rows: content.rows.map(pick) } : {}),
    ...(content.groups
      ? { groups: content.groups.map((group) => ({ ...group, rows: group.rows.map(pick) })) }
      : {}),
  };
}

const inRows: Readonly<Record<string, string>> = {
  Images: 'Rows',
  'Positive patients': 'Positive rows',
  'Patients shared': 'Rows shared',
  'Patients needed for the margin': 'Rows needed for the margin',
};

function headOf(column: Column | string): string {
  const head = typeof column === 'string' ? column : column.head;
  return typeof head === 'string' ? head : '';
}

/** What makes entries fall apart by class: see {@link classOf}. */
interface Classed {
  readonly task: string;
  readonly model: string;
  readonly id?: string;
  readonly kind?: string;
}

/**
 * The entries of each task and model: open where there are few, folded where there are many; what
 * belongs to one class against all others stands in a folded part of its own.
 */
export function scoped<T extends Classed>(
  context: SectionContext,
  scopes: readonly Scope<T>[],
  body: (scope: Scope<T>) => Fill,
): Markup {
  const { document } = context;
  const isSingle = document.declared.tasks.length <= 1 && !hasModels(document);
  const parts = scopes.map((scope, at) => {
    const inside = byClass(context, scope, body);
    if (isSingle || (scope.task === '' && scope.model === '')) return html`<div>${inside}</div>`;
    const title = scope.task === '' ? 'All tasks' : scopeTitle(document, scope.task, scope.model);
    return html`<details data-task="${scope.task}" data-model="${hasModels(document) ? scope.model : ''}"${raw(at === 0 ? ' open' : '')}><summary>${title}</summary>${inside}</details>`;
  });
  return html`${parts}`;
}

function byClass<T extends Classed>(
  { document }: SectionContext,
  scope: Scope<T>,
  body: (scope: Scope<T>) => Fill,
): Fill {
  const classes = groupBy(scope.entries, (entry) => classOf(document, entry));
  if (classes.size <= 1) return body(scope);
  return [...classes].map(([name, entries]) => {
    const inside = body({ ...scope, entries });
    return name === ''
      ? inside
      : html`<details><summary>Class ${name} against all others</summary>${inside}</details>`;
  });
}
