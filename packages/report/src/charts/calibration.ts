import type { EvidenceOf } from '@equipoise/domain';
import { type Drawing, type Kit, panelWidth, withLegend } from './kit.ts';
import { type LevelStyle, levelsDrawn } from './palette.ts';
import { styleOf } from './roc.ts';

type Calibration = EvidenceOf<'calibration'>['data'];

/** Observed share against predicted probability, per group, with bands. */
export function calibrationChart(
  kit: Kit,
  data: Calibration,
  styles: ReadonlyMap<string, LevelStyle>,
): Drawing {
  const { Plot } = kit;
  const groups = data.groups.filter((group) => group.curve.length > 0).slice(0, levelsDrawn + 1);
  const plain = kit.plot({
    width: panelWidth,
    height: panelWidth - 14,
    marginLeft: 44,
    marginBottom: 40,
    marginTop: 6,
    marginRight: 10,
    x: {
      domain: [0, 1],
      ticks: 5,
      label: 'Predicted probability',
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
    },
    y: {
      domain: [0, 1],
      ticks: 5,
      label: 'Observed share',
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 40,
      grid: true,
    },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: 'var(--muted)', strokeDasharray: '2 4' },
      ),
      ...groups.map((group) =>
        Plot.areaY(
          group.curve.filter((point) => point.low !== null && point.high !== null),
          {
            x: 'predicted',
            y1: 'low',
            y2: 'high',
            fill: styleOf(styles, group.level).colour,
            fillOpacity: 0.12,
          },
        ),
      ),
      ...groups.map((group) => {
        const style = styleOf(styles, group.level);
        return Plot.line(group.curve, {
          x: 'predicted',
          y: 'observed',
          stroke: style.colour,
          strokeWidth: style.width,
          ...(style.dash === 'none' ? {} : { strokeDasharray: style.dash }),
        });
      }),
      ...groups.map((group) => {
        const style = styleOf(styles, group.level);
        return Plot.dot(marked(group.curve, groups.length), {
          x: 'predicted',
          y: 'observed',
          r: 2.6,
          symbol: style.symbol,
          fill: style.colour,
          stroke: style.colour,
        });
      }),
    ],
  });
  return withLegend(
    plain,
    groups.map((group) => ({ label: group.level, style: styleOf(styles, group.level) })),
    'Dotted diagonal: scores that mean what they say',
  );
}

/** All bins of a lone curve; every third of several, which is enough to tell them apart in grey. */
function marked<T>(curve: readonly T[], curves: number): readonly T[] {
  return curves === 1 ? curve : curve.filter((_, at) => at % 3 === 1 || curve.length < 4);
}
