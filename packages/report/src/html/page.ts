import type { AuditDocument } from '@equipoise/domain';
import { html, type Markup, raw } from './markup.ts';
import { pageScript } from './script.ts';
import { styleSheet } from './style.ts';

/** What a page is made of. */
export interface PageContent {
  readonly document: AuditDocument;
  readonly header: Markup;
  readonly sections: readonly {
    readonly id: string;
    readonly number: number;
    readonly title: string;
    readonly short: string;
    readonly body: Markup;
  }[];
  /** Stands last, after the sections. */
  readonly closing: Markup | null;
}

async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(
    await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)),
  );
  return btoa(String.fromCharCode(...bytes));
}

function filter(name: string, label: string, values: readonly string[]): Markup | null {
  if (values.length < 2) return null;
  const options = values.map((value) => html`<option>${value}</option>`);
  return html`<label>${label} <select name="${name}"><option value="">all</option>${options}</select></label>`;
}

/** Sections that the bar names beside its menu. */
const quick: readonly string[] = [
  'verdict',
  'flow',
  'metrics',
  'gaps',
  'power',
  'adjusted',
  'calibration',
  'thresholds',
  'methods',
];

/**
 * The page around the sections. A policy in its head forbids every request and every script but
 * its own, which is named by its hash.
 */
export async function page(content: PageContent): Promise<string> {
  const { document } = content;
  const hash = await digest(pageScript);
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const { declared } = document;
  const filters = [
    filter(
      'task',
      'Task',
      declared.tasks.map((task) => task.name),
    ),
    filter('model', 'Model', declared.models),
    filter(
      'attribute',
      'Attribute',
      declared.attributes.map((attribute) => attribute.name),
    ),
  ];
  const all = content.sections.map(
    (section) => html`<li><a href="#${section.id}">${section.number}. ${section.title}</a>`,
  );
  const links = content.sections
    .filter((section) => quick.includes(section.id))
    .map((section) => html`<a href="#${section.id}">${section.short}</a>`);
  const sections = content.sections.map(
    (section) =>
      html`<section aria-labelledby="h-${section.id}" id="${section.id}"><h2 id="h-${section.id}">${section.number}. ${section.title}</h2>${section.body}</section>\n`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${raw(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${document.title}</title><link rel="icon" href="data:,"><style>${raw(styleSheet())}</style></head>
<body><a class="skip" href="#verdict">Skip to the verdict</a>
<header class="top">${content.header}</header>
<nav class="bar" aria-label="Sections"><div class="row"><details class="menu" name="menu"><summary>Contents</summary><ul>${all}${content.closing === null ? null : html`<li><a href="#planted">Planted against found</a>`}</ul></details><div class="ends" tabindex="0" role="group" aria-label="Filters and sections"><span id="filters" hidden>${filters}</span><span class="quick">${links}</span></div></div></nav>
<main>${sections}${content.closing}</main>
<footer><p>Written by equipoise ${document.provenance.equipoiseVersion}. Research use; a report describes data and models, it approves neither.</p></footer>
<script>${raw(pageScript)}</script></body></html>
`.html;
}
