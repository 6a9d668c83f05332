import type { Point } from './geometry.ts';
import { isWhole, type StageShape } from './shape.ts';
import { outlineOf } from './shape-outline.ts';

/** A measured value, or why there is none. */
export type Measured =
  | { readonly value: number; readonly unit: 'mm' | 'mm²' | '°'; readonly reason?: never }
  | { readonly value: null; readonly reason: 'no-spacing' | 'unfinished' | 'not-measured' };

/** Distance of columns, then of rows, in millimetres; null when the file states none. */
export type PlaneSpacing = readonly [across: number, down: number] | null;

/**
 * Distance of two places.
 *
 * @param a plane pixels
 * @param b plane pixels
 * @param spacing millimetres per pixel across and down
 * @returns millimetres, or no-spacing
 */
export function distanceMm(a: Point, b: Point, spacing: PlaneSpacing): Measured {
  if (!spacing) return { value: null, reason: 'no-spacing' };
  const dx = (b.x - a.x) * spacing[0];
  const dy = (b.y - a.y) * spacing[1];
  return { value: Math.sqrt(dx * dx + dy * dy), unit: 'mm' };
}

/**
 * What a shape measures: length of a line, angle at a corner, area of a closed shape.
 *
 * An angle needs no millimetres, only the ratio of the spacings, so images without spacing count as square.
 *
 * @param shape a shape
 * @param spacing millimetres per pixel across and down
 */
export function measureShape(
  shape: Pick<StageShape, 'kind' | 'points'>,
  spacing: PlaneSpacing,
): Measured {
  if (!isWhole(shape)) return { value: null, reason: 'unfinished' };
  const { kind, points } = shape;
  switch (kind) {
    case 'point':
      return { value: null, reason: 'not-measured' };
    case 'line':
      return distanceMm(points[0]!, points[1]!, spacing);
    case 'angle':
      return angleAt(points[0]!, points[1]!, points[2]!, spacing ?? [1, 1]);
    case 'box':
    case 'ellipse':
    case 'polygon':
    case 'spline': {
      if (!spacing) return { value: null, reason: 'no-spacing' };
      return {
        value: Math.abs(signedArea(outlineOf(shape))) * spacing[0] * spacing[1],
        unit: 'mm²',
      };
    }
    default: {
      const never: never = kind;
      return never;
    }
  }
}

function angleAt(a: Point, corner: Point, b: Point, [sx, sy]: readonly [number, number]): Measured {
  const [ax, ay] = [(a.x - corner.x) * sx, (a.y - corner.y) * sy];
  const [bx, by] = [(b.x - corner.x) * sx, (b.y - corner.y) * sy];
  const turn = Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  return { value: (Math.abs(turn) * 180) / Math.PI, unit: '°' };
}

/**
 * Area of a closed outline, positive when it runs clockwise on the screen.
 *
 * @param points corners
 * @returns plane pixels squared
 */
export function signedArea(points: readonly Point[]): number {
  let twice = 0;
  for (let k = 0; k < points.length; k++) {
    const p = points[k]!;
    const q = points[(k + 1) % points.length]!;
    twice += p.x * q.y - q.x * p.y;
  }
  return twice / 2;
}
