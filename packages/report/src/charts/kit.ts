import type * as PlotModule from '@observablehq/plot';
import { fail } from '../errors.ts';
import { escapeText } from '../html/markup.ts';
import type { LevelStyle } from './palette.ts';
import { shortPath } from './short-path.ts';
import { SvgDocument, type SvgElement, SvgText } from './svg-document.ts';

/** A drawing: the inside of an SVG and its size in pixels. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly body: string;
}

/** What a chart draws with. */
export interface Kit {
  readonly Plot: typeof PlotModule;
  /** Draws Plot options; the result holds no id, style sheet or label of its own. */
  readonly plot: (options: PlotModule.PlotOptions) => Drawing;
}

/** Width of a panel: fits a phone, and three stand beside each other on paper. */
export const panelWidth = 344;

const rounded = new Set([
  'd',
  'transform',
  'x',
  'y',
  'x1',
  'x2',
  'y1',
  'y2',
  'cx',
  'cy',
  'r',
  'width',
  'height',
  'dx',
  'dy',
]);
const dropped = new Set(['aria-label', 'aria-hidden', 'aria-description', 'class', 'font-variant']);

function short(value: string): string {
  if (!value.includes('.')) return value;
  return value.replace(/-?\d*\.\d{2,}(e-?\d+)?/g, (text) =>
    String(Math.round(Number(text) * 10) / 10),
  );
}

/** Serialises a node: coordinates to a tenth of a pixel, no labels on bare groups, no warning signs. */
function serialize(node: SvgElement | SvgText): string {
  if (node instanceof SvgText) return escapeText(node.data);
  if (node.tagName === 'style') return '';
  if (node.tagName === 'text' && node.textContent.startsWith('\u26a0')) return '';
  if (node.tagName === 'g' && node.childNodes.length === 0) return '';
  let text = `<${node.tagName}`;
  for (const [name, value] of node.attributes) {
    if (dropped.has(name)) continue;
    text += ` ${name}="${escapeText(name === 'd' ? shortPath(short(value)) : rounded.has(name) ? short(value) : value)}"`;
  }
  const inside = node.childNodes.map(serialize).join('');
  return inside === '' ? `${text}/>` : `${text}>${inside}</${node.tagName}>`;
}

/** Says the same in fewer bytes: ticks and rules of a group become one path, places become attributes. */
function compact(body: string): string {
  return body
    .replace(
      /<text y="([^"]*)" transform="translate\(([^,)]*),([^)]*)\)">/g,
      '<text x="$2" y="$3" dy="$1">',
    )
    .replace(
      /<g([^>]*)>((?:<path transform="translate\([^)]*\)" d="M0,0L[^A-Za-z"]*"\/>)+)<\/g>/g,
      (_, attributes: string, paths: string) =>
        `<path${attributes} d="${paths.replace(/<path transform="translate\(([^)]*)\)" d="M0,0L([^"]*)"\/>/g, 'M$1l$2')}"/>`,
    )
    .replace(
      /<g([^>]*)>((?:<line x1="[^"]*" x2="[^"]*" y1="[^"]*" y2="[^"]*"\/>)+)<\/g>/g,
      (_, attributes: string, lines: string) =>
        `<path${attributes} d="${lines.replace(/<line x1="([^"]*)" x2="([^"]*)" y1="([^"]*)" y2="([^"]*)"\/>/g, 'M$1,$3L$2,$4')}"/>`,
    );
}

let loaded: Promise<Kit> | null = null;

/** Loads the drawing library once. */
export function loadKit(): Promise<Kit> {
  loaded ??= import('@observablehq/plot').then((Plot) => {
    const svgDocument = new SvgDocument();
    return {
      Plot,
      plot(options) {
        try {
          const element = Plot.plot({
            ...options,
            // The drawing library asks its document for elements, attributes and text only.
            document: svgDocument as unknown as Document,
          }) as unknown as SvgElement;
          return {
            width: Number(element.getAttribute('width')),
            height: Number(element.getAttribute('height')),
            body: compact(element.childNodes.map(serialize).join('')),
          };
        } catch (cause) {
          return fail(
            'report/chart-failed',
            'A chart could not be drawn.',
            'Report the document that shows it.',
            cause,
          );
        }
      },
    };
  });
  return loaded;
}

/** Adds a heading line above a drawing. */
export function withHeading(
  drawing: Drawing,
  heading: string,
  subheading: string | null = null,
): Drawing {
  const top = subheading === null ? 20 : 34;
  const fit = (text: string, size: number): string => {
    const most = Math.floor((drawing.width - 8) / (size * 0.54));
    const points = [...text];
    return escapeText(points.length > most ? `${points.slice(0, most - 1).join('')}…` : text);
  };
  const lines =
    `<text x="2" y="13" text-anchor="start" font-size="12.5" font-weight="600">${fit(heading, 12.5)}</text>` +
    (subheading === null
      ? ''
      : `<text x="2" y="28" text-anchor="start" fill="var(--muted)">${fit(subheading, 11)}</text>`);
  return {
    width: drawing.width,
    height: drawing.height + top,
    body: `${lines}<g transform="translate(0,${top})">${drawing.body}</g>`,
  };
}

const shapes: Readonly<Record<LevelStyle['symbol'], string>> = {
  circle: 'M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0',
  square: 'M-3.5,-3.5H3.5V3.5H-3.5Z',
  triangle: 'M0,-4.6L4,3.2L-4,3.2Z',
  diamond: 'M0,-5L4,0L0,5L-4,0Z',
  star: 'M0,-5L1.2,-1.6L4.8,-1.6L1.9,.6L3,4.2L0,2L-3,4.2L-1.9,.6L-4.8,-1.6L-1.2,-1.6Z',
  cross: 'M-1.5,-4.5H1.5V-1.5H4.5V1.5H1.5V4.5H-1.5V1.5H-4.5V-1.5H-1.5Z',
  wye: 'M0,0L0,4.5M0,0L-4,-3M0,0L4,-3',
  times: 'M-3.5,-3.5L3.5,3.5M3.5,-3.5L-3.5,3.5',
};

/** Adds a legend below: line sample, shape and name of each level. */
export function withLegend(
  drawing: Drawing,
  entries: readonly {
    readonly label: string;
    readonly style: LevelStyle;
    readonly hasLine?: boolean;
  }[],
  note: string | null = null,
): Drawing {
  let x = 4;
  let y = drawing.height + 12;
  let body = '';
  for (const { label, style, hasLine = true } of entries) {
    const text = [...label].length > 34 ? `${[...label].slice(0, 33).join('')}…` : label;
    const width = 34 + [...text].length * 6.1 + 12;
    if (x > 4 && x + width > drawing.width) {
      x = 4;
      y += 17;
    }
    const stroke = `stroke="${style.colour}" stroke-width="${style.width}"`;
    const line = hasLine
      ? `<path d="M0,0H26" ${stroke}${style.dash === 'none' ? '' : ` stroke-dasharray="${style.dash}"`}/>`
      : '';
    body += `<g transform="translate(${Math.round(x)},${y})">${line}<path transform="translate(13,0)" d="${shapes[style.symbol]}" fill="${style.colour}" ${stroke.replace(/stroke-width="[^"]*"/, 'stroke-width="1.2"')}/><text x="32" dy="0.34em" text-anchor="start">${escapeText(text)}</text></g>`;
    x += width;
  }
  if (note !== null) {
    y += 17;
    body += `<text x="4" y="${y}" dy="0.34em" text-anchor="start" fill="var(--muted)">${escapeText(note)}</text>`;
  }
  return { width: drawing.width, height: y + 12, body: drawing.body + body };
}
