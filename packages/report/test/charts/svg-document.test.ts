import * as Plot from '@observablehq/plot';
import { Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';
import { SvgDocument } from '../../src/charts/svg-document.ts';

const rows = [
  { level: 'a & <b>', x: 1, y: 0.2, low: 0.1, high: 0.4 },
  { level: 'c', x: 2, y: 0.5, low: 0.3, high: 0.6 },
  { level: 'd', x: 4, y: 0.4, low: 0.2, high: 0.5 },
];

const charts: Readonly<Record<string, Plot.PlotOptions>> = {
  lines: {
    marks: [
      Plot.areaY(rows, { x: 'x', y1: 'low', y2: 'high', fillOpacity: 0.2 }),
      Plot.line(rows, { x: 'x', y: 'y', strokeDasharray: '2 3' }),
      Plot.dot(rows, { x: 'x', y: 'y', symbol: 'triangle' }),
    ],
  },
  rows: {
    y: { type: 'band', domain: rows.map((row) => row.level) },
    marks: [
      Plot.rect([{ a: 1, b: 2 }], { x1: 'a', x2: 'b' }),
      Plot.ruleY(rows, { x1: 'low', x2: 'high', y: 'level' }),
      Plot.barX(rows, { x: 'y', y: 'level' }),
      Plot.text(rows, {
        y: 'level',
        text: (row: { x: number }) => `${row.x}\nlines`,
        frameAnchor: 'right',
      }),
    ],
  },
};

describe('the small document for drawing', () => {
  for (const [name, options] of Object.entries(charts)) {
    it(`draws ${name} as a full document does`, () => {
      const small = Plot.plot({
        ...options,
        // Plot asks its document for elements, attributes and text only.
        document: new SvgDocument() as unknown as Document,
      }) as unknown as { outerHTML: string };
      const full = Plot.plot({
        ...options,
        document: new Window().document as unknown as Document,
      });
      const normal = (text: string): string =>
        text.replaceAll('&#39;', "'").replaceAll('&quot;', '"');
      expect(normal(small.outerHTML)).toBe(normal(full.outerHTML));
    });
  }
});
