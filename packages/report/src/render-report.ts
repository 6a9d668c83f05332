import type { AuditDocument } from '@equipoise/domain';
import { loadKit } from './charts/kit.ts';
import { chartPlans } from './charts/plans.ts';
import { budget } from './html/budget.ts';
import { html, type Markup } from './html/markup.ts';
import { page } from './html/page.ts';
import { needsOf, reportItems } from './items.ts';
import { sections } from './sections/catalog.ts';
import { closing } from './sections/planted.ts';
import type { SectionContext } from './sections/section.ts';
import { header } from './sections/verdict.ts';
import { groupBy } from './select.ts';

/** Largest size of a report in bytes. */
export const reportByteLimit = 2_000_000;

/**
 * One offline HTML file that holds the 22 items.
 *
 * @param document what the audit found
 * @returns HTML, at most {@link reportByteLimit} bytes; parts that do not fit are named with their file
 * @throws report/chart-failed when evidence cannot be drawn
 */
export async function renderReport(document: AuditDocument): Promise<string> {
  const kit = await loadKit();
  const room = budget(reportByteLimit);
  const context: SectionContext = {
    document,
    kit,
    charts: groupBy(chartPlans(document), (plan) => plan.key),
    part: room.part,
  };
  const parts = reportItems.map((item) => ({ ...item, body: body(context, item) }));
  return room.fill(
    await page({ document, header: header(document), sections: parts, closing: closing(document) }),
  );
}

function body(context: SectionContext, item: (typeof reportItems)[number]): Markup {
  const declared = context.document.items.find((entry) => entry.number === item.number);
  const content =
    sections.find((section) => section.number === item.number)?.render(context) ?? null;
  const isAssessed = content !== null && declared?.status !== 'not-assessed';
  const lead = html`<p class="lead">${item.lead}</p>`;
  if (isAssessed) return item.number === 1 ? content : html`${lead}${content}`;
  const needs = needsOf(item.number, declared?.needs);
  return html`${lead}<p class="blank">Not assessed: needs ${needs}.</p>${content}`;
}
