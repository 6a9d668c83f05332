import type { AuditDocument } from '@equipoise/domain';
import { type Fill, html, type Markup, nothing } from '../html/markup.ts';
import { count } from '../numbers.ts';
import { plural } from '../words.ts';
import { cares } from './summary-cares.ts';
import { nextSteps } from './summary-next.ts';
import { servedWorse } from './summary-served.ts';

/**
 * What a reader without statistics must know, in plain words: how many questions got which answer,
 * who is served worse and by how much, what to mind, what would help.
 */
export function summary(document: AuditDocument): Markup {
  const parts = [
    block('Who is served worse', servedWorse(document)),
    block('Read with care', cares(document)),
    block('What would help', nextSteps(document)),
  ];
  return html`<div class="plain"><p class="big">${answers(document)}</p><div class="three">${parts}</div></div>`;
}

function block(title: string, items: readonly Fill[]): Markup {
  if (items.length === 0) return nothing;
  return html`<div><h2 class="small">${title}</h2><ul>${items.map((item) => html`<li>${item}</li>`)}</ul></div>`;
}

function answers(document: AuditDocument): Markup {
  const asked = document.findings.filter((finding) => finding.role === 'confirmatory');
  if (asked.length === 0)
    return html`No question with a margin was asked, so this report describes and does not judge.`;
  const number = (verdict: string): number =>
    asked.filter((finding) => finding.verdict === verdict).length;
  const words = (value: number): string => (value === 0 ? 'none' : count(value));
  const none = number('not-assessable');
  return html`Does the model work as well in each group of patients as in the others? Of ${count(asked.length)} ${plural(asked.length, 'question', 'questions')}, <strong>${words(number('beyond-margin'))} ${plural(number('beyond-margin'), 'shows', 'show')} a gap beyond the margin</strong> that was declared acceptable, <strong>${words(number('within-margin'))} ${plural(number('within-margin'), 'stays', 'stay')} within it</strong>, and for <strong>${words(number('cannot-tell'))} these data cannot tell</strong>${none === 0 ? '' : html`; ${count(none)} could not be assessed`}.`;
}
