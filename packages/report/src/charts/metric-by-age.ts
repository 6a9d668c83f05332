import type { EvidenceOf } from '@equipoise/domain';
import { extent, padded } from './axis.ts';
import { type Drawing, type Kit, panelWidth } from './kit.ts';

type ByAge = EvidenceOf<'metric-by-age'>['data'];

/** A metric along a continuous attribute, with its band, and below it how many cases stand there. */
export function metricByAgeChart(kit: Kit, data: ByAge, title: string): Drawing {
  const { Plot } = kit;
  const points = data.points;
  const y = padded(extent(points.flatMap((point) => [point.value, point.low, point.high])), 0.04);
  const most = Math.max(1, ...points.map((point) => point.caseCount));
  const strip = (y[1] - y[0]) * 0.16;
  const base = y[0] - strip;
  return kit.plot({
    width: panelWidth,
    height: 236,
    marginLeft: 48,
    marginBottom: 40,
    marginTop: 8,
    marginRight: 10,
    x: {
      ticks: 6,
      label: data.attribute,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
      tickFormat: (value: number) => String(value),
    },
    y: {
      domain: [base, y[1]],
      ticks: 5,
      label: title,
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 44,
      grid: true,
    },
    marks: [
      Plot.areaY(points, {
        x: 'x',
        y1: base,
        y2: (point: { caseCount: number }) => base + (strip * point.caseCount) / most,
        fill: 'var(--line)',
      }),
      Plot.areaY(
        points.filter((point) => point.low !== null && point.high !== null),
        { x: 'x', y1: 'low', y2: 'high', fill: 'var(--c1)', fillOpacity: 0.18 },
      ),
      Plot.line(points, { x: 'x', y: 'value', stroke: 'var(--c1)', strokeWidth: 2 }),
      Plot.ruleY([base], { stroke: 'var(--muted)' }),
    ],
  });
}
