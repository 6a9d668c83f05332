import type { CurveBlock } from '@equipoise/domain';
import type { ReactNode } from 'react';
import { ScrollBox } from '../parts/scroll-box.tsx';
import { chartWords as words } from '../words/charts.ts';
import { curvePaths, curveSize } from './curve-paths.ts';
import { fixed, withLimits } from './numbers.ts';

const { width, height, margin } = curveSize;

/** Series are told apart by dashes too. */
const dashes: readonly string[] = ['', '7 4', '2 4', '10 3 2 3', '1 3', '12 5'];

/** Curves over a number, with bands where there are limits, and the numbers behind them. */
export function CurvePlot({ block }: { readonly block: CurveBlock }): ReactNode {
  const { x, y, lines, bands } = curvePaths(block);
  const [bottom, left] = [height - margin.bottom, margin.left];
  return (
    <figure className="eq-figure">
      <ScrollBox label={block.title}>
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={block.caption}
          className="eq-plot"
        >
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line
                className="eq-grid"
                x1={left}
                x2={width - margin.right}
                y1={y.at(tick)}
                y2={y.at(tick)}
              />
              <text x={left - 6} y={y.at(tick) + 4} textAnchor="end">
                {fixed(tick, y.digits)}
              </text>
            </g>
          ))}
          {x.ticks.map((tick) => (
            <text key={tick} x={x.at(tick)} y={bottom + 16} textAnchor="middle">
              {fixed(tick, x.digits)}
            </text>
          ))}
          <text x={(left + width - margin.right) / 2} y={height - 6} textAnchor="middle">
            {block.xTitle}
          </text>
          <text
            transform={`translate(12 ${(bottom + margin.top) / 2}) rotate(-90)`}
            textAnchor="middle"
          >
            {block.yTitle}
          </text>
          {block.diagonal && (
            <line
              className="eq-rule-line"
              x1={x.at(x.domain[0])}
              y1={y.at(x.domain[0])}
              x2={x.at(x.domain[1])}
              y2={y.at(x.domain[1])}
            />
          )}
          {bands.map(
            (path, at) =>
              path !== null && (
                <path
                  key={block.series[at]?.name}
                  d={path}
                  className={`eq-area eq-series-${at % 6}`}
                />
              ),
          )}
          {lines.map((path, at) => (
            <path
              key={block.series[at]?.name}
              d={path}
              className={`eq-line eq-series-${at % 6}`}
              strokeDasharray={dashes[at % 6]}
            />
          ))}
        </svg>
      </ScrollBox>
      <figcaption>
        {block.caption}
        {block.series.length > 1 && (
          <ul className="eq-legend">
            {block.series.map((one, at) => (
              <li key={one.name}>
                <svg width={34} height={10} aria-hidden="true">
                  <line
                    className={`eq-line eq-series-${at % 6}`}
                    strokeDasharray={dashes[at % 6]}
                    x1={1}
                    x2={33}
                    y1={5}
                    y2={5}
                  />
                </svg>
                {one.name}
              </li>
            ))}
          </ul>
        )}
      </figcaption>
      <CurveNumbers block={block} />
    </figure>
  );
}

const shown = 60;

function CurveNumbers({ block }: { readonly block: CurveBlock }): ReactNode {
  return (
    <details className="eq-details">
      <summary>{words.numbersBehind}</summary>
      {block.series.map((one) => (
        <ScrollBox key={one.name} label={one.name}>
          <table className="eq-figure-table">
            <caption>{one.name}</caption>
            <thead>
              <tr>
                <th scope="col">{block.xTitle}</th>
                <th scope="col">{block.yTitle}</th>
              </tr>
            </thead>
            <tbody>
              {one.points.slice(0, shown).map((point) => (
                <tr key={point.x}>
                  <th scope="row">{fixed(point.x, Number.isInteger(point.x) ? 0 : 3)}</th>
                  <td className="eq-number">
                    {withLimits({ value: point.y, low: point.low, high: point.high })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {one.points.length > shown && <p>{words.firstOf(shown, one.points.length)}</p>}
        </ScrollBox>
      ))}
    </details>
  );
}
