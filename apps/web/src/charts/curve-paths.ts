import type { CurveBlock } from '@equipoise/domain';
import { extent, linearScale, padded } from './scale.ts';

/** Extent of a plot and the room around it, in pixels. */
export const curveSize: {
  readonly width: number;
  readonly height: number;
  readonly margin: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
} = { width: 520, height: 300, margin: { left: 52, right: 14, top: 10, bottom: 42 } };

const { width, height, margin } = curveSize;

type Point = CurveBlock['series'][number]['points'][number];

/** Scales of a curve, and the paths of its series and bands in pixels. */
export function curvePaths(block: Pick<CurveBlock, 'series' | 'diagonal'>): {
  readonly x: ReturnType<typeof linearScale>;
  readonly y: ReturnType<typeof linearScale>;
  readonly lines: readonly string[];
  readonly bands: readonly (string | null)[];
} {
  const points = block.series.flatMap((one) => one.points);
  const xs = extent(points.map((one) => one.x));
  const ys = padded(extent(points.flatMap((one) => [one.y, one.low, one.high])));
  const x = linearScale(xs, [margin.left, width - margin.right], 6);
  const y = linearScale(
    block.diagonal ? extent([...xs, ...ys]) : ys,
    [height - margin.bottom, margin.top],
    5,
  );
  const place = (px: number, py: number): string => `${x.at(px).toFixed(1)} ${y.at(py).toFixed(1)}`;
  const line = (list: readonly Point[]): string =>
    list.map((one, at) => `${at === 0 ? 'M' : 'L'}${place(one.x, one.y)}`).join('');
  const band = (list: readonly Point[]): string | null => {
    const whole = list.flatMap(({ x: px, low, high }) =>
      low === null || high === null ? [] : [{ px, low, high }],
    );
    if (whole.length < 2) return null;
    const up = whole.map(({ px, high }) => place(px, high));
    const down = [...whole].reverse().map(({ px, low }) => place(px, low));
    return `M${[...up, ...down].join('L')}Z`;
  };
  return {
    x,
    y,
    lines: block.series.map((one) => line(one.points)),
    bands: block.series.map((one) => band(one.points)),
  };
}
