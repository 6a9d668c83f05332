import { fitted, labelRoom } from '../words.ts';
import { clamp, extent, padded, tickFormat } from './axis.ts';
import { type Drawing, type Kit, panelWidth, withLegend } from './kit.ts';

/** Two figures of one row, e.g. raw and shrunken. */
export interface DumbbellRow {
  readonly label: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
  readonly text: string;
}

/** Two marks per row joined by a line: hollow for the first, filled for the second. */
export function dumbbell(
  kit: Kit,
  rows: readonly DumbbellRow[],
  options: {
    readonly axis: string;
    readonly from: string;
    readonly to: string;
    readonly reference?: number | null;
    readonly isSigned?: boolean;
    readonly labelWidth?: number;
    readonly textWidth?: number;
  },
): Drawing {
  const { Plot } = kit;
  const keyed = rows.map((row, at) => ({ ...row, key: String(at) }));
  const reference = options.reference ?? null;
  const domain = padded(
    extent(rows.flatMap((row) => [row.from, row.to, row.low, row.high, reference])),
  );
  const labelWidth =
    options.labelWidth ??
    labelRoom(
      rows.map((row) => row.label),
      60,
      140,
    );
  const textWidth = options.textWidth ?? 44;
  const plain = kit.plot({
    width: panelWidth,
    height: 24 * rows.length + 46,
    marginLeft: labelWidth,
    marginRight: textWidth + 6,
    marginTop: 6,
    marginBottom: 40,
    x: {
      domain,
      ticks: 4,
      tickFormat: tickFormat(domain[1] - domain[0], options.isSigned ?? false),
      label: options.axis,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
    },
    y: {
      type: 'band',
      domain: keyed.map((row) => row.key),
      label: null,
      tickSize: 0,
      tickFormat: (key: string) => fitted(rows[Number(key)]?.label ?? '', labelWidth - 4),
    },
    marks: [
      reference === null
        ? null
        : Plot.ruleX([reference], { stroke: 'var(--muted)', strokeDasharray: '2 3' }),
      Plot.ruleY(
        keyed
          .filter((row) => typeof row.low === 'number' && typeof row.high === 'number')
          .map((row) => ({
            key: row.key,
            low: clamp(row.low!, domain),
            high: clamp(row.high!, domain),
          })),
        {
          x1: 'low',
          x2: 'high',
          y: 'key',
          stroke: 'var(--c1)',
          strokeWidth: 5,
          strokeOpacity: 0.22,
        },
      ),
      Plot.ruleY(
        keyed.filter((row) => row.from !== null && row.to !== null),
        { x1: 'from', x2: 'to', y: 'key', stroke: 'var(--ink)' },
      ),
      Plot.dot(
        keyed.filter((row) => row.from !== null),
        {
          x: 'from',
          y: 'key',
          r: 3.6,
          fill: 'var(--page)',
          stroke: 'var(--ink)',
          strokeWidth: 1.4,
        },
      ),
      Plot.dot(
        keyed.filter((row) => row.to !== null),
        { x: 'to', y: 'key', r: 4, symbol: 'square', fill: 'var(--c1)', stroke: 'var(--c1)' },
      ),
      Plot.text(keyed, {
        y: 'key',
        text: 'text',
        frameAnchor: 'right',
        dx: textWidth + 3,
        textAnchor: 'end',
      }),
    ],
  });
  return withHollowFirst(plain, options.from, options.to);
}

function withHollowFirst(plain: Drawing, from: string, to: string): Drawing {
  const ink = { colour: 'var(--ink)', dash: 'none', symbol: 'circle', width: 1.4 } as const;
  const blue = { colour: 'var(--c1)', dash: 'none', symbol: 'square', width: 1.4 } as const;
  const drawn = withLegend(plain, [
    ...(from === '' ? [] : [{ label: from, hasLine: false, style: ink }]),
    { label: to, hasLine: false, style: blue },
  ]);
  const body = drawn.body.replace(
    'fill="var(--ink)" stroke="var(--ink)" stroke-width="1.2"',
    'fill="var(--page)" stroke="var(--ink)" stroke-width="1.4"',
  );
  return { ...drawn, body };
}
