import type { EvidenceOf } from '@equipoise/domain';
import { type Drawing, type Kit, panelWidth, withLegend } from './kit.ts';
import { type LevelStyle, levelsDrawn } from './palette.ts';

type Roc = EvidenceOf<'roc'>['data'];

/** ROC curve per group with pointwise bands and operating points. */
export function rocChart(kit: Kit, data: Roc, styles: ReadonlyMap<string, LevelStyle>): Drawing {
  const { Plot } = kit;
  const curves = data.curves.filter((curve) => curve.points.length > 1).slice(0, levelsDrawn + 1);
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
      label: '1 − specificity',
      labelAnchor: 'center',
      labelArrow: 'none',
      labelOffset: 34,
    },
    y: {
      domain: [0, 1],
      ticks: 5,
      label: 'Sensitivity',
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
      ...curves.map((curve) =>
        Plot.areaY(
          curve.points.filter((point) => point.low !== null && point.high !== null),
          {
            x: 'fpr',
            y1: 'low',
            y2: 'high',
            fill: styleOf(styles, curve.level).colour,
            fillOpacity: 0.13,
          },
        ),
      ),
      ...curves.map((curve) => {
        const style = styleOf(styles, curve.level);
        return Plot.line(curve.points, {
          x: 'fpr',
          y: 'tpr',
          stroke: style.colour,
          strokeWidth: style.width,
          ...(style.dash === 'none' ? {} : { strokeDasharray: style.dash }),
        });
      }),
      ...curves
        .filter((curve) => curve.operatingPoint !== null)
        .map((curve) => {
          const style = styleOf(styles, curve.level);
          return Plot.dot([curve.operatingPoint!], {
            x: 'fpr',
            y: 'tpr',
            r: 4,
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
  );
}

/** Style of a level; a plain one for a level that no list knows. */
export function styleOf(styles: ReadonlyMap<string, LevelStyle>, level: string): LevelStyle {
  return styles.get(level) ?? { colour: 'var(--ink)', dash: 'none', symbol: 'circle', width: 1.75 };
}
