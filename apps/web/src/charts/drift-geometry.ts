import { linearScale } from './scale.ts';

/** The control chart of one reader, as the server gives it. */
export interface DriftTrace {
  /** Height behind every gold case, oldest first. */
  readonly heights: readonly number[];
  readonly limit: number;
  /** Gold case of the alarm, from 1; null without one. */
  readonly alarmAt: number | null;
}

/** Extent of a chart and the room around it, in pixels. */
export const driftSize: {
  readonly width: number;
  readonly height: number;
  readonly margin: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
} = { width: 300, height: 110, margin: { left: 30, right: 8, top: 8, bottom: 22 } };

const { width, height, margin } = driftSize;

/** Places of a control chart in pixels: its path, its limit and its alarm. */
export function driftGeometry(trace: DriftTrace): {
  readonly path: string;
  readonly limitY: number;
  readonly alarm: readonly [number, number] | null;
  readonly x: ReturnType<typeof linearScale>;
  readonly y: ReturnType<typeof linearScale>;
} {
  const most = Math.max(trace.limit, ...trace.heights) * 1.1;
  const x = linearScale(
    [0, Math.max(1, trace.heights.length)],
    [margin.left, width - margin.right],
    5,
  );
  const y = linearScale([0, most], [height - margin.bottom, margin.top], 3);
  const points = [0, ...trace.heights].map(
    (value, at) => `${x.at(at).toFixed(1)} ${y.at(value).toFixed(1)}`,
  );
  const { alarmAt } = trace;
  return {
    path: `M${points.join('L')}`,
    limitY: y.at(trace.limit),
    alarm: alarmAt === null ? null : [x.at(alarmAt), y.at(trace.heights[alarmAt - 1] ?? 0)],
    x,
    y,
  };
}
