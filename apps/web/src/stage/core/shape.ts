import type { Point } from './geometry.ts';
import type { PlaneAxis } from './volume.ts';

/** The kinds of shape the stage draws. */
export const stageShapeKinds = [
  'box',
  'ellipse',
  'polygon',
  'spline',
  'point',
  'line',
  'angle',
] as const;

/** One of {@link stageShapeKinds}. */
export type StageShapeKind = (typeof stageShapeKinds)[number];

/** A shape on one plane of one image. Coordinates are plane pixels, 0 at the outer edge of the first. */
export interface StageShape {
  readonly shapeId: string;
  readonly kind: StageShapeKind;
  /** Question that the shape answers, and the label within it. */
  readonly questionId: string;
  readonly label: string;
  readonly imageId: string;
  readonly axis: PlaneAxis;
  readonly slice: number;
  /** Box and ellipse: two opposite corners; point: one; line: two; angle: end, corner, end; else the outline. */
  readonly points: readonly Point[];
}

/** How many points a kind takes: exactly `fixed`, or at least `least`. */
export const pointCounts: Readonly<
  Record<StageShapeKind, { readonly least: number; readonly fixed: number | null }>
> = {
  box: { least: 2, fixed: 2 },
  ellipse: { least: 2, fixed: 2 },
  polygon: { least: 3, fixed: null },
  spline: { least: 3, fixed: null },
  point: { least: 1, fixed: 1 },
  line: { least: 2, fixed: 2 },
  angle: { least: 3, fixed: 3 },
};

/**
 * Whether a shape has as many points as its kind takes.
 *
 * @param shape a shape, perhaps half drawn
 */
export function isWhole(shape: Pick<StageShape, 'kind' | 'points'>): boolean {
  const { least, fixed } = pointCounts[shape.kind];
  return fixed === null ? shape.points.length >= least : shape.points.length === fixed;
}

/**
 * Whether a kind of shape encloses an area.
 *
 * @param kind a kind of shape
 */
export function isClosed(kind: StageShapeKind): boolean {
  return kind === 'box' || kind === 'ellipse' || kind === 'polygon' || kind === 'spline';
}

/**
 * Corners of a box in the order of its handles: clockwise from the top left.
 *
 * @param points two opposite corners
 */
export function boxCorners(points: readonly Point[]): Point[] {
  const [a, b] = [points[0]!, points[1] ?? points[0]!];
  const [x0, x1] = [Math.min(a.x, b.x), Math.max(a.x, b.x)];
  const [y0, y1] = [Math.min(a.y, b.y), Math.max(a.y, b.y)];
  return [
    { x: x0, y: y0 },
    { x: x1, y: y0 },
    { x: x1, y: y1 },
    { x: x0, y: y1 },
  ];
}
