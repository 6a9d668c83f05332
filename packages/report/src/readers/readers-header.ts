import type { Finding, ReadersDocument } from '@equipoise/domain';
import { html, type Markup, nothing } from '../html/markup.ts';
import { count } from '../numbers.ts';
import { verdictOrder, verdictWords } from '../words.ts';

/** The first screen: what was asked, of whom, and the answer in plain words. */
export function readersHeader(document: ReadersDocument): Markup {
  const facts = document.facts.map((fact) => html`<li><b>${fact.value}</b>${fact.label}</li>`);
  const [first, ...others] = document.summary;
  const rest = others.map((sentence) => html`<li>${sentence}</li>`);
  return html`<h1>${document.title}</h1>${unitWarning(document)}<div class="plain"><h2 class="small">In plain words</h2><p class="big">${first}</p>${rest.length > 0 ? html`<ul>${rest}</ul>` : nothing}</div><ul class="facts">${facts}</ul>${warnings(document)}`;
}

function unitWarning(document: ReadersDocument): Markup {
  if (document.flow.unit === 'patient') return nothing;
  return html`<div class="loud" role="note"><p><strong>The case is the unit.</strong> No patient was declared, so ${count(document.flow.caseCount)} cases are taken as independent. If patients have several cases, every interval here is too narrow.</p></div>`;
}

function warnings(document: ReadersDocument): Markup {
  if (document.warnings.length === 0) return nothing;
  const lines = document.warnings.map((warning) => html`<li>${warning.sentence}</li>`);
  return html`<h2 class="small">Read this first</h2><ul>${lines}</ul>`;
}

/** All findings, the gravest first, each with the glyph and the word of its verdict. */
export function findingList(document: ReadersDocument): Markup {
  const rank = (finding: Finding): number => verdictOrder.indexOf(finding.verdict);
  const ordered = [...document.findings].sort((a, b) => rank(a) - rank(b));
  const lines = ordered.map((finding) => {
    const words = verdictWords[finding.verdict];
    const isDescription = finding.role === 'description';
    return html`<li>${
      isDescription
        ? html`<span class="v none" aria-hidden="true">i</span>`
        : html`<span class="v ${words.className}" role="img" aria-label="${words.name}">${words.glyph}</span>`
    }<div>${finding.task === '' ? nothing : html`<strong>${finding.task}.</strong> `}${finding.sentence}</div></li>`;
  });
  return html`<ul class="says">${lines}</ul>`;
}
