import type { AuditDocument } from '@equipoise/domain';
import { html, type Markup } from '../html/markup.ts';
import { table } from '../html/table.ts';
import { count } from '../numbers.ts';
import { evidenceOf } from '../select.ts';
import { plural, prose, titleOfId } from '../words.ts';

/** The end of the report on a phantom study: what was planted against what was found. */
export function closing(document: AuditDocument): Markup | null {
  const rows = evidenceOf(document, 'planted-and-found').flatMap((entry) => entry.data.rows);
  if (rows.length === 0) return null;
  const found = rows.filter((row) => row.isFound).length;
  return html`<section aria-labelledby="h-planted" id="planted"><h2 id="h-planted">Planted against found</h2><p class="lead">These data are made up, with flaws put in on purpose and known in advance. This is the check that the audit finds them.</p><p class="big">${count(found)} of ${count(rows.length)} planted ${plural(rows.length, 'flaw was', 'flaws were')} found.</p>${table(
    {
      caption: 'What was planted, and what the audit says of it',
      columns: ['Flaw', 'Planted', 'Found', 'Result'],
      rows: rows.map((row) => [
        titleOfId(row.id.replace(/-1$/, '')),
        prose(document, row.planted),
        prose(document, row.found),
        html`<span class="w"><span class="v ${row.isFound ? 'within' : 'beyond'}" aria-hidden="true">${row.isFound ? '✓' : '✗'}</span> ${row.isFound ? 'found' : 'not found'}</span>`,
      ]),
    },
  )}</section>`;
}
