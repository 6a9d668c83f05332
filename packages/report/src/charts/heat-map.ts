import type { EvidenceOf } from '@equipoise/domain';
import { fixed } from '../numbers.ts';
import { fitted, labelRoom, shorten } from '../words.ts';
import { extent } from './axis.ts';
import { type Drawing, type Kit, panelWidth } from './kit.ts';

type Matrix = EvidenceOf<'metric-matrix'>['data'];

/** A metric over levels (columns) and ways to measure an attribute (rows); every cell holds its number. */
export function heatMap(kit: Kit, data: Matrix): Drawing {
  const { Plot } = kit;
  const cells = data.rows.flatMap((row, at) =>
    row.values.map((value, column) => ({
      row: String(at),
      column: data.columns[column] ?? String(column),
      value,
    })),
  );
  const [low, high] = extent(cells.map((cell) => cell.value));
  const share = (value: number): number => (high > low ? (value - low) / (high - low) : 0.5);
  const drawn = cells.filter((cell) => cell.value !== null) as {
    row: string;
    column: string;
    value: number;
  }[];
  const labels = data.rows.map((row) => row.attribute);
  const room = labelRoom(labels, 60, 150);
  return kit.plot({
    width: Math.max(panelWidth, room + 8 + 44 * data.columns.length),
    height: 30 * data.rows.length + 34,
    marginLeft: room,
    marginRight: 6,
    marginTop: 26,
    marginBottom: 6,
    x: {
      type: 'band',
      axis: 'top',
      domain: [...data.columns],
      label: null,
      tickSize: 0,
      padding: 0.04,
      tickFormat: (column: string) => shorten(column, 9),
    },
    y: {
      type: 'band',
      domain: data.rows.map((_, at) => String(at)),
      label: null,
      tickSize: 0,
      padding: 0.06,
      tickFormat: (key: string) => fitted(labels[Number(key)] ?? '', room - 4),
    },
    marks: [
      Plot.cell(drawn, {
        x: 'column',
        y: 'row',
        fill: 'var(--c1)',
        fillOpacity: (cell: { value: number }) => Math.round(6 + 40 * share(cell.value)) / 100,
      }),
      Plot.text(drawn, {
        x: 'column',
        y: 'row',
        text: (cell: { value: number }) => fixed(cell.value, 3),
      }),
      Plot.text(
        cells.filter((cell) => cell.value === null),
        { x: 'column', y: 'row', text: () => '—', fill: 'var(--muted)' },
      ),
    ],
  });
}
