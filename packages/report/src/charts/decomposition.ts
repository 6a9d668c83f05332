import type { EvidenceOf } from '@equipoise/domain';
import { fitted, labelRoom } from '../words.ts';
import { extent, padded, tickFormat } from './axis.ts';
import { type Drawing, type Kit, panelWidth, withLegend } from './kit.ts';

type Decomposition = EvidenceOf<'decomposition'>['data'];

const parts = [
  { key: 'labelMix', label: 'Label mix', colour: 'var(--c5)', symbol: 'circle', opacity: 0.85 },
  { key: 'caseMix', label: 'Case mix', colour: 'var(--c3)', symbol: 'square', opacity: 0.85 },
  {
    key: 'conditional',
    label: 'Like cases',
    colour: 'var(--c2)',
    symbol: 'triangle',
    opacity: 0.95,
  },
] as const;

/** Three bars per level: how much of the gap each source explains. */
export function decompositionChart(kit: Kit, all: Decomposition): Drawing {
  // More levels than fit one picture stand in the table.
  const data = { ...all, rows: all.rows.slice(0, 30) };
  const { Plot } = kit;
  const rows = data.rows.flatMap((row, at) =>
    parts.flatMap((part) => {
      const figure = row[part.key];
      return figure.value === null
        ? []
        : [
            {
              key: `${at}-${part.key}`,
              part: part.key,
              value: figure.value,
              low: figure.low,
              high: figure.high,
            },
          ];
    }),
  );
  const keys = data.rows.flatMap((_, at) => [
    ...parts.map((part) => `${at}-${part.key}`),
    `${at}-space`,
  ]);
  const names = new Map(data.rows.map((row, at) => [`${at}-caseMix`, row.level]));
  const room = labelRoom(
    data.rows.map((row) => row.level),
    50,
    130,
  );
  const domain = padded(extent([0, ...rows.flatMap((row) => [row.value, row.low, row.high])]));
  const plain = kit.plot({
    width: panelWidth,
    height: 54 * data.rows.length + 46,
    marginLeft: room,
    marginRight: 14,
    marginTop: 6,
    marginBottom: 40,
    x: {
      domain,
      ticks: 5,
      tickFormat: tickFormat(domain[1] - domain[0], true),
      label: 'Part of the gap',
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
    },
    y: {
      type: 'band',
      domain: keys,
      padding: 0.1,
      label: null,
      tickSize: 0,
      tickFormat: (key: string) => fitted(names.get(key) ?? '', room - 4),
    },
    marks: [
      ...parts.map((part) =>
        Plot.barX(
          rows.filter((row) => row.part === part.key),
          { x1: 0, x2: 'value', y: 'key', fill: part.colour, fillOpacity: part.opacity },
        ),
      ),
      Plot.ruleY(
        rows.filter((row) => row.low !== null && row.high !== null),
        { x1: 'low', x2: 'high', y: 'key', stroke: 'var(--ink)', strokeWidth: 1.2 },
      ),
      ...parts.map((part) =>
        Plot.dot(
          rows.filter((row) => row.part === part.key),
          {
            x: 'value',
            y: 'key',
            r: 3,
            symbol: part.symbol,
            fill: part.colour,
            stroke: 'var(--ink)',
          },
        ),
      ),
      Plot.ruleX([0], { stroke: 'var(--muted)' }),
    ],
  });
  return withLegend(
    plain,
    parts.map((part) => ({
      label: part.label,
      hasLine: false,
      style: { colour: part.colour, dash: 'none', symbol: part.symbol, width: 1.2 },
    })),
  );
}
