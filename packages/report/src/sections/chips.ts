import type { Verdict } from '@equipoise/domain';
import { html, type Markup } from '../html/markup.ts';
import { verdictWords } from '../words.ts';

/** A verdict as a glyph in a frame of its own shape, with its name for those who cannot see it. */
export function chip(verdict: Verdict): Markup {
  const { glyph, name, className } = verdictWords[verdict];
  return html`<span class="v ${className}" role="img" aria-label="${name}" title="${name}">${glyph}</span>`;
}

/** A verdict that came as text; unknown text stays text. */
export function chipOf(verdict: string): Markup {
  return verdict in verdictWords
    ? // The line above proves that it is one of the verdicts.
      chip(verdict as Verdict)
    : html`${verdict}`;
}
