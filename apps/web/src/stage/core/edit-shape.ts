import type { Point } from './geometry.ts';
import { boxCorners, pointCounts, type StageShape } from './shape.ts';

/**
 * Moves one handle. A box or ellipse keeps the opposite corner.
 *
 * @param shape the shape before
 * @param index handle, as in handlesOf
 * @param to plane pixels
 */
export function moveVertex(shape: StageShape, index: number, to: Point): StageShape {
  if (shape.kind === 'box' || shape.kind === 'ellipse') {
    const opposite = boxCorners(shape.points)[(index + 2) % 4]!;
    return { ...shape, points: [opposite, to] };
  }
  return { ...shape, points: shape.points.map((point, k) => (k === index ? to : point)) };
}

/**
 * Adds a point to an outline behind one of its points; other kinds stay as they are.
 *
 * @param shape the shape before
 * @param after number of the point before the new one
 * @param point plane pixels
 */
export function insertVertex(shape: StageShape, after: number, point: Point): StageShape {
  if (pointCounts[shape.kind].fixed !== null) return shape;
  const points = [...shape.points];
  points.splice(after + 1, 0, point);
  return { ...shape, points };
}

/**
 * Takes a point out of an outline.
 *
 * @param shape the shape before
 * @param index number of the point
 * @returns null when too few points would be left: then the shape itself goes
 */
export function removeVertex(shape: StageShape, index: number): StageShape | null {
  const { fixed, least } = pointCounts[shape.kind];
  if (fixed !== null || shape.points.length <= least) return null;
  return { ...shape, points: shape.points.filter((_, k) => k !== index) };
}

/**
 * Moves a whole shape.
 *
 * @param shape the shape before
 * @param dx plane pixels
 * @param dy plane pixels
 */
export function moveShape(shape: StageShape, dx: number, dy: number): StageShape {
  return { ...shape, points: shape.points.map(({ x, y }) => ({ x: x + dx, y: y + dy })) };
}
