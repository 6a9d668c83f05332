import { fitted, labelRoom, shorten } from '../words.ts';
import { clamp, extent, padded, tickFormat } from './axis.ts';
import { type Drawing, type Kit, panelWidth } from './kit.ts';

/** One row of a forest plot. */
export interface ForestRow {
  readonly key: string;
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Decides the shape: `within-margin`, `beyond-margin`, `cannot-tell` or anything else. */
  readonly verdict: string;
  /** Text at the right edge. */
  readonly text: string;
  /** Text in place of a mark where there is no value. */
  readonly reason: string | null;
  /** Wide limits drawn thin behind, e.g. a prediction interval. */
  readonly outer?: readonly [low: number, high: number] | null;
}

/** What a forest plot shows. */
export interface ForestContent {
  readonly rows: readonly ForestRow[];
  readonly margin: number | null;
  readonly reference: number;
  /** False where the reference only holds the axis together and means nothing. */
  readonly isReferenceDrawn?: boolean;
  readonly axis: string;
  readonly isSigned: boolean;
  readonly width?: number;
  readonly labelWidth?: number;
  readonly textWidth?: number;
  /** Labels stand above their rows instead of left of them: for narrow screens. */
  readonly isStacked?: boolean;
}

const symbols = {
  'within-margin': { symbol: 'circle', fill: 'var(--good)', stroke: 'var(--good)' },
  'beyond-margin': { symbol: 'triangle', fill: 'var(--bad)', stroke: 'var(--bad)' },
  'cannot-tell': { symbol: 'diamond', fill: 'var(--page)', stroke: 'var(--ink)' },
  other: { symbol: 'square', fill: 'var(--muted)', stroke: 'var(--muted)' },
} as const;

/** Forest plot: a mark and its limits per row, a line at no difference, a band for the margin. */
export function forest(kit: Kit, content: ForestContent): Drawing {
  const { Plot } = kit;
  const { rows, margin, reference } = content;
  const values = rows.flatMap((row) => [row.value, row.low, row.high, ...(row.outer ?? [])]);
  const band = margin === null ? [] : [reference - margin, reference + margin];
  let domain = padded(extent([...values, ...band, reference], [reference - 0.1, reference + 0.1]));
  if (margin !== null) {
    domain = [
      Math.min(domain[0], reference - margin * 1.35),
      Math.max(domain[1], reference + margin * 1.35),
    ];
  }
  const format = tickFormat(domain[1] - domain[0], content.isSigned);
  const drawn = rows.filter((row) => row.value !== null);
  const limited = drawn
    .filter((row) => row.low !== null && row.high !== null)
    .map((row) => ({ ...row, low: clamp(row.low!, domain), high: clamp(row.high!, domain) }));
  const outer = rows
    .filter((row) => row.outer)
    .map((row) => ({
      key: row.key,
      low: clamp(row.outer![0], domain),
      high: clamp(row.outer![1], domain),
    }));
  const labels = new Map(rows.map((row) => [row.key, row.label]));
  const isStacked = content.isStacked ?? false;
  const labelWidth = isStacked
    ? 2
    : (content.labelWidth ??
      labelRoom(
        rows.map((row) => row.label),
        60,
        132,
      ));
  const textWidth = content.textWidth ?? 50;
  const kinds = Object.keys(symbols) as (keyof typeof symbols)[];
  const kindOf = (verdict: string): keyof typeof symbols =>
    verdict in symbols ? (verdict as keyof typeof symbols) : 'other';
  return kit.plot({
    width: content.width ?? panelWidth,
    height: (isStacked ? 38 : 26) * rows.length + 46,
    marginLeft: labelWidth + 4,
    marginRight: textWidth + 8,
    marginTop: 6,
    marginBottom: 40,
    x: {
      domain,
      ticks: (content.width ?? panelWidth) - labelWidth - textWidth < 190 ? 3 : 4,
      tickFormat: format,
      label: content.axis,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
    },
    y: {
      type: 'band',
      domain: rows.map((row) => row.key),
      label: null,
      tickSize: 0,
      axis: isStacked ? null : 'left',
      tickFormat: (key: string) => fitted(labels.get(key) ?? key, labelWidth),
    },
    marks: [
      margin === null
        ? null
        : Plot.rect([{ low: band[0], high: band[1] }], {
            x1: 'low',
            x2: 'high',
            fill: 'var(--band)',
          }),
      content.isReferenceDrawn === false
        ? null
        : Plot.ruleX([reference], { stroke: 'var(--muted)' }),
      Plot.ruleY(outer, {
        x1: 'low',
        x2: 'high',
        y: 'key',
        stroke: 'var(--muted)',
        strokeWidth: 1,
        strokeDasharray: '3 3',
      }),
      Plot.ruleY(limited, {
        x1: 'low',
        x2: 'high',
        y: 'key',
        stroke: 'var(--ink)',
        strokeWidth: 1.5,
      }),
      ...kinds.map((kind) =>
        Plot.dot(
          drawn.filter((row) => kindOf(row.verdict) === kind),
          {
            x: (row: ForestRow) => clamp(row.value!, domain),
            y: 'key',
            r: 4,
            strokeWidth: 1.5,
            ...symbols[kind],
          },
        ),
      ),
      Plot.text(
        rows.filter((row) => row.value === null && row.reason !== null),
        {
          x: reference,
          y: 'key',
          text: (row: ForestRow) => shorten(row.reason ?? '', 30),
          fill: 'var(--muted)',
          fontStyle: 'italic',
          stroke: 'var(--page)',
          strokeWidth: 4,
        },
      ),
      Plot.text(rows, {
        y: 'key',
        text: 'text',
        frameAnchor: 'right',
        dx: textWidth + 4,
        textAnchor: 'end',
      }),
      isStacked
        ? Plot.text(rows, {
            y: 'key',
            text: 'label',
            frameAnchor: 'left',
            textAnchor: 'start',
            dx: -labelWidth - 2,
            dy: -14,
            fill: 'var(--muted)',
          })
        : null,
    ],
  });
}
