import type { EvidenceOf } from '@equipoise/domain';
import { extent } from './axis.ts';
import { type Drawing, type Kit, panelWidth, withLegend } from './kit.ts';
import { type LevelStyle, levelsDrawn } from './palette.ts';
import { styleOf } from './roc.ts';

type DecisionCurve = EvidenceOf<'decision-curve'>['data'];

/** Net benefit against the threshold probability, per group, with bands. */
export function decisionCurveChart(
  kit: Kit,
  data: DecisionCurve,
  styles: ReadonlyMap<string, LevelStyle>,
): Drawing {
  const { Plot } = kit;
  const curves = data.curves.filter((curve) => curve.points.length > 1).slice(0, levelsDrawn + 1);
  const points = curves.flatMap((curve) => curve.points);
  const [, top] = extent(
    points.flatMap((point) => [point.netBenefit, point.high]),
    [0, 0.2],
  );
  const [lowest] = extent(
    points.map((point) => point.netBenefit),
    [0, 0.2],
  );
  const floor = Math.max(Math.min(lowest, 0), -0.35 * top) - 0.05 * top;
  const inside = (value: number): number => Math.max(floor, Math.min(top, value));
  const treatAll = (curves[0]?.points ?? []).filter(
    (point) => point.treatAll >= floor && point.treatAll <= top,
  );
  const plain = kit.plot({
    width: panelWidth,
    height: 270,
    marginLeft: 48,
    marginBottom: 40,
    marginTop: 6,
    marginRight: 10,
    x: {
      ticks: 5,
      label: 'Threshold probability',
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
    },
    y: {
      domain: [floor, top * 1.02],
      ticks: 5,
      label: 'Net benefit',
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 44,
      grid: true,
    },
    marks: [
      Plot.ruleY([0], { stroke: 'var(--muted)' }),
      data.operatingThreshold === null
        ? null
        : Plot.ruleX([data.operatingThreshold], { stroke: 'var(--muted)', strokeDasharray: '1 3' }),
      Plot.line(treatAll, {
        x: 'threshold',
        y: 'treatAll',
        stroke: 'var(--muted)',
        strokeDasharray: '5 3',
      }),
      ...curves.map((curve) =>
        Plot.areaY(
          curve.points.filter((point) => point.low !== null && point.high !== null),
          {
            x: 'threshold',
            y1: (point: { low: number }) => inside(point.low),
            y2: (point: { high: number }) => inside(point.high),
            fill: styleOf(styles, curve.level).colour,
            fillOpacity: 0.12,
          },
        ),
      ),
      ...curves.map((curve) => {
        const style = styleOf(styles, curve.level);
        return Plot.line(curve.points, {
          x: 'threshold',
          y: (point: { netBenefit: number }) => inside(point.netBenefit),
          stroke: style.colour,
          strokeWidth: style.width,
          ...(style.dash === 'none' ? {} : { strokeDasharray: style.dash }),
        });
      }),
      ...curves.map((curve) => {
        const style = styleOf(styles, curve.level);
        const marks = curve.points.filter((_, at) => at % Math.ceil(curve.points.length / 6) === 0);
        return Plot.dot(marks, {
          x: 'threshold',
          y: (point: { netBenefit: number }) => inside(point.netBenefit),
          r: 3,
          symbol: style.symbol,
          fill: style.colour,
          stroke: style.colour,
        });
      }),
    ],
  });
  return withLegend(
    plain,
    curves.map((curve) => ({ label: curve.level, style: styleOf(styles, curve.level) })),
    `Grey dashes: act on everyone (${curves[0]?.level ?? ''}) · zero: on no one`,
  );
}
