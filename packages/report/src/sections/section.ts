import type { AuditDocument } from '@equipoise/domain';
import type { Kit } from '../charts/kit.ts';
import type { ChartPlan } from '../charts/plans.ts';
import { type Fill, html, type Markup, nothing, raw } from '../html/markup.ts';
import { type TableContent, table } from '../html/table.ts';
import { hasModels, type Scope, scopeTitle } from '../select.ts';

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

/** What goes first when the page must stay small: lower stays longer. */
export const priorities = {
  headline: 0,
  keyTable: 1,
  gapChart: 2,
  table: 3,
  chart: 4,
  extra: 5,
} as const;

/** The charts of these keys, side by side. */
export function charts(
  context: SectionContext,
  keys: readonly string[],
  priority: number = priorities.chart,
): Markup {
  const plans = keys.flatMap((key) => context.charts.get(key) ?? []);
  const figures = plans.map((plan) =>
    context.part(
      priority,
      () => {
        const svg = plan.inline(context.kit);
        if (svg === null) return nothing;
        const isWide = svg.includes('width="688"');
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

/** A table that may give way to a file when the page must stay small. */
export function laterTable(
  context: SectionContext,
  content: TableContent,
  file: string,
  priority: number = priorities.table,
): Markup {
  return context.part(
    priority,
    () => table(content),
    html`<p class="note">${content.caption}: ${content.rows.length} rows, in tables/${file}</p>`,
  );
}

/** The entries of each task and model: open where there are few, folded where there are many. */
export function scoped<T>(
  context: SectionContext,
  scopes: readonly Scope<T>[],
  body: (scope: Scope<T>) => Fill,
): Markup {
  const { document } = context;
  const isSingle = document.declared.tasks.length <= 1 && !hasModels(document);
  const parts = scopes.map((scope, at) => {
    const inside = body(scope);
    if (isSingle || (scope.task === '' && scope.model === '')) return html`<div>${inside}</div>`;
    const title = scope.task === '' ? 'All tasks' : scopeTitle(document, scope.task, scope.model);
    return html`<details data-task="${scope.task}" data-model="${hasModels(document) ? scope.model : ''}"${raw(at === 0 ? ' open' : '')}><summary>${title}</summary>${inside}</details>`;
  });
  return html`${parts}`;
}
