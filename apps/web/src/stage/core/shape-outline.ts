import type { Point } from './geometry.ts';
import { boxCorners, type StageShape } from './shape.ts';
import { closedSpline } from './spline.ts';

const ellipseSteps = 72;

/**
 * The line a shape draws.
 *
 * @param shape a whole or half-drawn shape
 * @returns points in plane pixels; closed kinds join the last to the first
 */
export function outlineOf(shape: Pick<StageShape, 'kind' | 'points'>): readonly Point[] {
  const { kind, points } = shape;
  if (points.length === 0) return points;
  if (kind === 'box') return boxCorners(points);
  if (kind === 'spline') return closedSpline(points);
  if (kind !== 'ellipse') return points;
  const [from, , to] = boxCorners(points);
  const [cx, cy] = [(from!.x + to!.x) / 2, (from!.y + to!.y) / 2];
  const [rx, ry] = [(to!.x - from!.x) / 2, (to!.y - from!.y) / 2];
  return Array.from({ length: ellipseSteps }, (_, k) => {
    const angle = (2 * Math.PI * k) / ellipseSteps;
    return { x: cx + rx * Math.cos(angle), y: cy + ry * Math.sin(angle) };
  });
}
