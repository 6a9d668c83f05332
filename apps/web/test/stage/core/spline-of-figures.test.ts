import { closedCurve } from '@equipoise/imaging';
import { expect, it } from 'vitest';
import { closedSpline } from '../../../src/stage/core/spline.ts';

it('a spline has on the screen the very corners that figures and exports count the pixels of', () => {
  const points = [
    [3.5, 2.25],
    [17, 4],
    [17, 4],
    [12.1, 19.7],
    [1, 11],
  ] as const;
  const shown = closedSpline(points.map(([x, y]) => ({ x, y }))).map(({ x, y }) => [x, y]);
  expect(closedCurve(points)).toEqual(shown);
});
