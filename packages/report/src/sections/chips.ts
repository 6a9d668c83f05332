import type { Verdict } from '@equipoise/domain';
import { html, type Markup } from '../html/markup.ts';
import { verdictWords } from '../words.ts';

/** A verdict as a glyph in a frame of its own shape, with its name for those who cannot see it. */
export function chip(verdict: Verdict): Markup {
  const { glyph, name, className } = verdictWords[verdict];
  return html`<span class="v ${className}" role="img" aria-label="${name}">${glyph}</span>`;
}

/** A verdict that came as text: glyph and word; unknown text stays text. */
export function chipOf(verdict: string): Markup {
  return verdict in verdictWords
    ? // The line above proves that it is one of the verdicts.
      html`<span class="w">${glyphOf(verdict as Verdict)} ${short[verdict as Verdict]}</span>`
    : html`${verdict}`;
}

const short: Readonly<Record<Verdict, string>> = {
  'within-margin': 'within',
  'beyond-margin': 'beyond',
  'cannot-tell': 'cannot tell',
  'not-assessable': 'not assessable',
};

function glyphOf(verdict: Verdict): Markup {
  const { glyph, className } = verdictWords[verdict];
  return html`<span class="v ${className}" aria-hidden="true">${glyph}</span>`;
}
