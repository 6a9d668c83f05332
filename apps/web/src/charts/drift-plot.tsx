import type { ReactNode } from 'react';
import { chartWords as words } from '../words/charts.ts';
import { type DriftTrace, driftGeometry, driftSize } from './drift-geometry.ts';
import { fixed } from './numbers.ts';

const { width, height, margin } = driftSize;

/** The control chart of errors on gold cases, with the height of its alarm. */
export function DriftPlot(props: {
  readonly trace: DriftTrace;
  readonly label: string;
}): ReactNode {
  const { path, limitY, alarm, x, y } = driftGeometry(props.trace);
  return (
    <svg width={width} height={height} role="img" aria-label={props.label} className="eq-plot">
      {y.ticks.map((tick) => (
        <text key={tick} x={margin.left - 5} y={y.at(tick) + 4} textAnchor="end">
          {fixed(tick, y.digits)}
        </text>
      ))}
      {x.ticks.filter(Number.isInteger).map((tick) => (
        <text key={tick} x={x.at(tick)} y={height - 6} textAnchor="middle">
          {fixed(tick, 0)}
        </text>
      ))}
      <line
        className="eq-alarm-line"
        x1={margin.left}
        x2={width - margin.right}
        y1={limitY}
        y2={limitY}
      />
      <text className="eq-alarm-text" x={width - margin.right} y={limitY - 3} textAnchor="end">
        {words.alarmLine}
      </text>
      <path d={path} className="eq-line eq-series-0" />
      {alarm !== null && <path className="eq-alarm" d={`M${alarm[0]} ${alarm[1] - 7}l6 11h-12Z`} />}
    </svg>
  );
}
