import { auditCatalog } from '@equipoise/audit';
import { methodPage, metricCatalog } from '@equipoise/metrics';
import { reportItems } from '@equipoise/report';

/** Sections of an audit's page that are written by hand and kept. */
export const writtenSections = ['Formula', 'Assumptions', 'When not to use it'] as const;

/** What stands where nobody has written yet; the house test refuses it. */
const unwritten = 'Not written yet.';

/**
 * Text of one section of a page, without its heading; empty where there is none.
 *
 * @param page Markdown
 * @param title the section's heading
 */
export function readSection(page: string, title: string): string {
  const parts = page.split(/^## /m).slice(1);
  const part = parts.find((one) => one.startsWith(`${title}\n`));
  return part === undefined ? '' : part.slice(title.length).trim();
}

/** Link to a source given as `doi:` or `arXiv:`; other text stays as it is. */
function sourceLine(source: string): string {
  if (source.startsWith('doi:')) return `- [${source}](https://doi.org/${source.slice(4)})`;
  if (source.startsWith('arXiv:')) {
    return `- [${source}](https://arxiv.org/abs/${source.slice(6)})`;
  }
  return `- ${source}`;
}

/** Page of one audit: facts, question and sources from the declaration, the rest kept. */
function auditPage(audit: (typeof auditCatalog)[number], page: string): string {
  const titles = audit.items.map((number) => {
    const item = reportItems.find((one) => one.number === number);
    return item ? `${number} (${item.title})` : String(number);
  });
  const written = writtenSections.map(
    (title) => `## ${title}\n\n${readSection(page, title) || unwritten}\n`,
  );
  return [
    `# ${audit.title}\n`,
    `- Id: \`${audit.id}\`\n- Needs: ${audit.needs}\n- Items of the report: ${titles.join(', ')}\n`,
    `## Question\n\n${audit.question}\n`,
    ...written,
    `## Source\n\n${audit.sources.map(sourceLine).join('\n')}\n`,
  ].join('\n');
}

/**
 * Every page of docs/methods: file name → text.
 *
 * @param present reads the present page, or an empty text
 */
export function renderMethodPages(present: (file: string) => string): ReadonlyMap<string, string> {
  return new Map([
    ...metricCatalog.map((metric) => [`${metric.id}.md`, methodPage(metric)] as const),
    ...auditCatalog.map(
      (audit) => [`${audit.id}.md`, auditPage(audit, present(`${audit.id}.md`))] as const,
    ),
  ]);
}
