import type { BarsBlock, Block, CurveBlock, ForestBlock, HeatMapBlock } from '@equipoise/domain';
import { clamp, extent, padded, tickFormat } from '../charts/axis.ts';
import { barChart } from '../charts/bars.ts';
import { forest } from '../charts/forest.ts';
import { type Drawing, type Kit, panelWidth, withLegend } from '../charts/kit.ts';
import { levelStyle, levelsDrawn } from '../charts/palette.ts';
import { fixed } from '../numbers.ts';
import { fitted, labelRoom } from '../words.ts';

/** Widest drawing of a page, in pixels. */
const wide = 688;

function forestChart(kit: Kit, block: ForestBlock): Drawing {
  const groups = [...new Set(block.rows.map((row) => row.group))];
  const label = (row: ForestBlock['rows'][number]): string =>
    row.group === null || groups.length < 2 ? row.label : `${row.group}: ${row.label}`;
  const rows = block.rows.map((row, at) => ({
    key: String(at),
    label: row.value === null && row.reason !== null ? `${label(row)}: ${row.reason}` : label(row),
    value: row.value,
    low: row.low,
    high: row.high,
    verdict: 'other',
    text: row.value === null ? '' : fixed(row.value, block.digits),
    reason: null,
  }));
  const [low, high] = extent(
    rows.flatMap((row) => [row.value, row.low, row.high]),
    [0, 1],
  );
  const long = rows.some((row) => row.label.length > 26);
  return forest(kit, {
    rows,
    margin: block.margin,
    reference: block.rule ?? clamp(0, [low, high]),
    // A line that nothing asked for is drawn at 0 alone.
    isReferenceDrawn: block.rule !== null || (low < 0 && high > 0),
    axis: block.axis,
    isSigned: block.rule === 0 && low < 0,
    width: long ? wide : 480,
    labelWidth: labelRoom(
      rows.map((row) => row.label),
      60,
      long ? 300 : 150,
    ),
  });
}

function heatMapChart(kit: Kit, block: HeatMapBlock): Drawing {
  const { Plot } = kit;
  const cells = block.rows.flatMap((_, at) =>
    block.columns.map((_, column) => ({
      row: String(at),
      column: String(column),
      value: block.values[at]?.[column] ?? null,
    })),
  );
  const [low, high] = block.range ?? extent(cells.map((cell) => cell.value));
  const share = (value: number): number =>
    high > low ? clamp((value - low) / (high - low), [0, 1]) : 0.5;
  const room = labelRoom(block.rows, 50, 170);
  const step = Math.max(40, Math.min(54, Math.floor((wide - room) / block.columns.length)));
  return kit.plot({
    width: Math.max(panelWidth, room + 12 + step * block.columns.length),
    height: 28 * block.rows.length + 40,
    marginLeft: room + 6,
    marginRight: 6,
    marginTop: 30,
    marginBottom: 6,
    x: {
      type: 'band',
      axis: 'top',
      domain: block.columns.map((_, at) => String(at)),
      label: null,
      tickSize: 0,
      padding: 0.04,
      tickFormat: (key: string) => fitted(block.columns[Number(key)] ?? '', step),
    },
    y: {
      type: 'band',
      domain: block.rows.map((_, at) => String(at)),
      label: null,
      tickSize: 0,
      padding: 0.06,
      tickFormat: (key: string) => fitted(block.rows[Number(key)] ?? '', room),
    },
    marks: [
      Plot.cell(
        cells.filter((cell) => cell.value !== null),
        {
          x: 'column',
          y: 'row',
          fill: 'var(--c1)',
          fillOpacity: (cell: { value: number }) => 0.05 + 0.42 * share(cell.value),
        },
      ),
      Plot.text(cells, {
        x: 'column',
        y: 'row',
        text: (cell: { value: number | null }) =>
          cell.value === null ? '—' : fixed(cell.value, block.digits),
      }),
    ],
  });
}

function barsChart(kit: Kit, block: BarsBlock): Drawing {
  return barChart(
    kit,
    block.bars.map((bar) => ({
      label: bar.label,
      value: bar.value,
      text: bar.text,
      ...(bar.part === null ? {} : { part: bar.part }),
    })),
    block.axis,
    { rule: block.rule, textWidth: 96 },
  );
}

function curveChart(kit: Kit, block: CurveBlock): Drawing {
  const { Plot } = kit;
  const series = block.series.slice(0, levelsDrawn);
  const points = series.flatMap((entry) => entry.points);
  const x = extent(points.map((point) => point.x));
  const y = padded(extent(points.flatMap((point) => [point.y, point.low, point.high])));
  const format = tickFormat(x[1] - x[0]);
  const plain = kit.plot({
    width: 480,
    height: 320,
    marginLeft: 52,
    marginBottom: 40,
    marginTop: 8,
    marginRight: 12,
    x: {
      domain: x,
      ticks: 6,
      tickFormat: format,
      label: block.xTitle,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
    },
    y: {
      domain: block.diagonal ? extent([...x, ...y]) : y,
      ticks: 5,
      label: block.yTitle,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 46,
      grid: true,
    },
    marks: [
      block.diagonal
        ? Plot.line(
            [
              [x[0], x[0]],
              [x[1], x[1]],
            ],
            { stroke: 'var(--muted)', strokeDasharray: '2 4' },
          )
        : null,
      ...series.map((entry, at) =>
        Plot.areaY(
          entry.points.filter((point) => point.low !== null && point.high !== null),
          { x: 'x', y1: 'low', y2: 'high', fill: levelStyle(at).colour, fillOpacity: 0.13 },
        ),
      ),
      ...series.map((entry, at) => {
        const style = levelStyle(at);
        return Plot.line(entry.points, {
          x: 'x',
          y: 'y',
          stroke: style.colour,
          strokeWidth: style.width,
          ...(style.dash === 'none' ? {} : { strokeDasharray: style.dash }),
        });
      }),
      ...series.map((entry, at) => {
        const style = levelStyle(at);
        return entry.points.length > 40
          ? null
          : Plot.dot(entry.points, {
              x: 'x',
              y: 'y',
              r: 2.8,
              symbol: style.symbol,
              fill: style.colour,
              stroke: style.colour,
            });
      }),
    ],
  });
  if (series.length < 2) return plain;
  return withLegend(
    plain,
    series.map((entry, at) => ({ label: entry.name, style: levelStyle(at) })),
  );
}

/**
 * Draws a block.
 *
 * @returns null for blocks that are no picture, and for pictures without a value
 */
export function drawBlock(kit: Kit, block: Block): Drawing | null {
  switch (block.kind) {
    case 'forest':
      return block.rows.length === 0 ? null : forestChart(kit, block);
    case 'heat-map':
      return block.rows.length === 0 || block.columns.length === 0
        ? null
        : heatMapChart(kit, block);
    case 'bars':
      return block.bars.length === 0 ? null : barsChart(kit, block);
    case 'curve':
      return block.series.every((entry) => entry.points.length === 0)
        ? null
        : curveChart(kit, block);
    case 'table':
    case 'text':
      return null;
    default:
      return block satisfies never;
  }
}
