import { escapeText } from '../html/markup.ts';
import type { Drawing } from './kit.ts';
import { withLightColours } from './palette.ts';

const root =
  'fill="currentColor" font-family="system-ui, sans-serif" font-size="11" text-anchor="middle"';

/** A drawing inside a page: colours and type come from the page's style sheet, so dark mode works. */
export function inlineSvg(drawing: Drawing, id: string, title: string): string {
  const { width, height, body } = drawing;
  return `<svg class="p" role="img" aria-labelledby="${id}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><title id="${id}">${escapeText(title)}</title>${body}</svg>`;
}

/** A drawing as a file: own name space, own colours, white ground. */
export function standaloneSvg(drawing: Drawing, id: string, title: string): string {
  const { width, height, body } = drawing;
  const inner = withLightColours(
    `<title id="${id}">${escapeText(title)}</title><rect width="${width}" height="${height}" fill="#ffffff"/>${body}`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${id}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" color="#1b1f24" ${root} xml:space="preserve">${inner}</svg>\n`;
}
