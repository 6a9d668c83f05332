/** A piece of HTML that is safe to insert as it is. */
export interface Markup {
  readonly html: string;
}

/** What may stand in a template: text is escaped, markup is not, nothing is nothing. */
export type Fill = Markup | string | number | null | undefined | false | readonly Fill[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are illegal in XML
const needsEscape = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Escapes text for HTML, SVG and XML, in content and in quoted attributes; drops control characters. */
export function escapeText(text: string): string {
  if (!needsEscape.test(text)) return text;
  return (
    text
      .replace(/[&<>"']/g, (character) => entities[character]!)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are illegal in XML
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  );
}

/** Markup from a string that is known to be safe. */
export function raw(html: string): Markup {
  return { html };
}

/** The HTML of a fill. */
export function flatten(fill: Fill): string {
  if (fill === null || fill === undefined || fill === false) return '';
  if (typeof fill === 'string') return escapeText(fill);
  if (typeof fill === 'number') return String(fill);
  if (Array.isArray(fill)) return fill.map(flatten).join('');
  // Array.isArray does not narrow a readonly array away.
  return (fill as Markup).html;
}

/** HTML from a template; every inserted text is escaped. */
export function html(strings: TemplateStringsArray, ...fills: readonly Fill[]): Markup {
  let out = strings[0]!;
  for (let i = 0; i < fills.length; i++) out += flatten(fills[i]) + strings[i + 1]!;
  return { html: out };
}

/** Nothing. */
export const nothing: Markup = { html: '' };
