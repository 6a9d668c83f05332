import type { ReadersDocument } from '@equipoise/domain';
import { type Kit, loadKit } from '../charts/kit.ts';
import { type Budget, budget } from '../html/budget.ts';
import { html, type Markup, nothing, raw } from '../html/markup.ts';
import { pageScript } from '../html/script.ts';
import { styleSheet } from '../html/style.ts';
import { reportByteLimit } from '../render-report.ts';
import { behind, blockTable } from './block-table.ts';
import { inlineBlock, type NamedBlock, namedBlocks } from './readers-charts.ts';
import { findingList, readersHeader } from './readers-header.ts';
import { flowSection, methodsSection } from './readers-sections.ts';

interface Part {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly body: Markup;
}

function show(kit: Kit, room: Budget, named: NamedBlock): Markup {
  const { block, name } = named;
  const isElsewhere = html`<p class="note">${block.title}: in the files beside this page (${name}).</p>`;
  if (block.kind === 'text') return html`${block.paragraphs.map((text) => html`<p>${text}</p>`)}`;
  if (block.kind === 'table') {
    return room.part(2, () => blockTable(block, `${name}.csv`), isElsewhere);
  }
  return room.part(
    1,
    () => {
      const svg = inlineBlock(kit, named);
      if (svg === null) return html`<p class="note">${block.title}: nothing to draw.</p>`;
      const width = /width="(\d+(?:\.\d+)?)"/.exec(svg)?.[1] ?? '480';
      return html`<figure style="width:min(100%,${width}px)"><div class="hold" tabindex="0" role="group" aria-label="${block.title}">${raw(svg)}</div><figcaption>${block.caption}</figcaption>${behind(block)}</figure>`;
    },
    isElsewhere,
  );
}

function isPicture({ block }: NamedBlock): boolean {
  return block.kind !== 'table' && block.kind !== 'text';
}

/** Pictures that follow each other stand side by side. */
function runs(blocks: readonly NamedBlock[]): NamedBlock[][] {
  const out: NamedBlock[][] = [];
  for (const entry of blocks) {
    const last = out.at(-1);
    if (last !== undefined && isPicture(last[0]!) && isPicture(entry)) last.push(entry);
    else out.push([entry]);
  }
  return out;
}

async function digest(text: string): Promise<string> {
  const bytes = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

function layout(document: ReadersDocument, parts: readonly Part[], hash: string): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const links = parts.map(
    (part, at) => html`<li><a href="#${part.id}">${at + 1}. ${part.title}</a>`,
  );
  const quick = parts.map((part) => html`<a href="#${part.id}">${part.title}</a>`);
  const sections = parts.map(
    (part, at) =>
      html`<section id="${part.id}" aria-labelledby="h-${part.id}"><h2 id="h-${part.id}">${at + 1}. ${part.title}</h2><p class="lead">${part.lead}</p>${part.body}</section>\n`,
  );
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${raw(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><title>${document.title}</title><link rel="icon" href="data:,"><style>${raw(styleSheet())}</style></head>
<body><a class="skip" href="#findings">Skip to the findings</a>
<header class="top">${readersHeader(document)}</header>
<nav class="bar" aria-label="Sections"><div class="row"><details class="menu" name="menu"><summary>Contents</summary><ul>${links}</ul></details><div class="ends" tabindex="0" role="group" aria-label="Sections"><span class="quick">${quick}</span></div></div></nav>
<main>${sections}</main>
<footer><p>Written by equipoise ${document.provenance.equipoiseVersion}. Research use, not for primary diagnosis.</p></footer>
<script>${raw(pageScript)}</script></body></html>
`.html;
}

/**
 * One offline HTML file about readers or labels.
 *
 * @param document what was found
 * @returns HTML, at most {@link reportByteLimit} bytes; parts that do not fit are named with their file
 * @throws report/chart-failed when a block cannot be drawn
 */
export async function renderReadersReport(document: ReadersDocument): Promise<string> {
  const kit = await loadKit();
  const room = budget(reportByteLimit);
  const named = namedBlocks(document);
  let at = 0;
  const sections = document.sections.map((section) => ({
    id: `s-${section.id}`,
    title: section.title,
    lead: section.lead,
    body: html`${runs(section.blocks.map(() => named[at++]!)).map((run) => {
      const shown = run.map((entry) => show(kit, room, entry));
      return isPicture(run[0]!) ? html`<div class="beside">${shown}</div>` : html`${shown}`;
    })}`,
  }));
  // An overview of all questions belongs on the first screen, before the findings about each.
  const isOverview = (section: Part): boolean => section.id === 's-overview';
  const parts: Part[] = [
    ...sections.filter(isOverview),
    {
      id: 'findings',
      title: 'Findings',
      lead: 'Every finding in one sentence; the figures behind it stand further down.',
      body: document.findings.length > 0 ? findingList(document) : nothing,
    },
    ...sections.filter((section) => !isOverview(section)),
    {
      id: 'flow',
      title: 'Who read what',
      lead: 'Nothing is dropped silently: what was left out stands here with its reason.',
      body: flowSection(document),
    },
    {
      id: 'methods',
      title: 'Methods',
      lead: 'How the figures were made, ready for a paper.',
      body: methodsSection(document),
    },
  ];
  return room.fill(layout(document, parts, await digest(pageScript)));
}
