import { fitted, labelRoom } from '../words.ts';
import { extent } from './axis.ts';
import { type Drawing, type Kit, panelWidth } from './kit.ts';

/** One bar; `part` is drawn darker inside it. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly part?: number;
  readonly text: string;
}

/** Horizontal bars with a text at the end of each. */
export function barChart(
  kit: Kit,
  bars: readonly Bar[],
  axis: string,
  options: {
    readonly max?: number;
    readonly format?: (value: number) => string;
    readonly textWidth?: number;
    readonly rule?: number | null;
  } = {},
): Drawing {
  const { Plot } = kit;
  const max =
    options.max ?? (extent([...bars.map((bar) => bar.value), options.rule], [0, 1])[1] || 1) * 1.04;
  const room = labelRoom(
    bars.map((bar) => bar.label),
    50,
    140,
  );
  const keys = bars.map((_, at) => String(at));
  const rows = bars.map((bar, at) => ({ ...bar, key: String(at) }));
  return kit.plot({
    width: panelWidth,
    height: 24 * bars.length + 46,
    marginLeft: room,
    marginRight: options.textWidth ?? 56,
    marginTop: 6,
    marginBottom: 40,
    x: {
      domain: [0, max],
      ticks: 4,
      label: axis,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
      ...(options.format ? { tickFormat: options.format } : {}),
    },
    y: {
      type: 'band',
      domain: keys,
      padding: 0.28,
      label: null,
      tickSize: 0,
      tickFormat: (key: string) => fitted(bars[Number(key)]?.label ?? '', room - 4),
    },
    marks: [
      Plot.barX(rows, { x1: 0, x2: 'value', y: 'key', fill: 'var(--c1)', fillOpacity: 0.75 }),
      Plot.barX(
        rows.filter((row) => row.part !== undefined),
        { x1: 0, x2: 'part', y: 'key', fill: 'var(--ink)', insetTop: 5, insetBottom: 5 },
      ),
      Plot.ruleX([0], { stroke: 'var(--muted)' }),
      typeof options.rule === 'number'
        ? Plot.ruleX([options.rule], {
            stroke: 'var(--bad)',
            strokeWidth: 2,
            strokeDasharray: '5 3',
          })
        : null,
      Plot.text(rows, { x: 'value', y: 'key', text: 'text', textAnchor: 'start', dx: 5 }),
    ],
  });
}
