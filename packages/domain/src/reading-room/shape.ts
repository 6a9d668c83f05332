import { z } from 'zod';
import { count, finite, idText } from './primitives.ts';

/** What every shape says. Coordinates are pixels of the image: x to the right, y down, 0 at the outer edge of the first pixel. */
interface ShapeBase {
  readonly shapeId: string;
  /** Label of the question that the shape answers. */
  readonly label: string;
  readonly imageId: string;
}

/** An upright box on one frame. */
export interface BoxShape extends ShapeBase {
  readonly kind: 'box';
  readonly frame: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A closed outline on one frame; the last point joins the first. */
export interface PolygonShape extends ShapeBase {
  readonly kind: 'polygon';
  readonly frame: number;
  readonly points: readonly (readonly [number, number])[];
  /** Straight edges, or a Catmull-Rom spline through the points. */
  readonly edge: 'straight' | 'spline';
}

/** A point on one frame. */
export interface PointShape extends ShapeBase {
  readonly kind: 'point';
  readonly frame: number;
  readonly x: number;
  readonly y: number;
}

/** An open line through two or more points on one frame. */
export interface LineShape extends ShapeBase {
  readonly kind: 'line';
  readonly frame: number;
  readonly points: readonly (readonly [number, number])[];
}

/** Voxels of one segment; runs of one frame count pixels row by row, off first: off, on, off, on, … */
export interface MaskShape extends ShapeBase {
  readonly kind: 'mask';
  readonly width: number;
  readonly height: number;
  /** Frames with at least one pixel on, ascending. */
  readonly frames: readonly { readonly frame: number; readonly runs: readonly number[] }[];
}

/** A shape drawn by a reader. */
export type Shape = BoxShape | PolygonShape | PointShape | LineShape | MaskShape;

const base = { shapeId: idText, label: idText, imageId: idText };
const point = z.tuple([finite, finite]);

/** Schema of {@link Shape}. */
export const shapeSchema: z.ZodType<Shape> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('box'),
    ...base,
    frame: count,
    x: finite,
    y: finite,
    width: z.number().positive(),
    height: z.number().positive(),
  }),
  z.strictObject({
    kind: z.literal('polygon'),
    ...base,
    frame: count,
    points: z.array(point).min(3).max(100_000),
    edge: z.enum(['straight', 'spline']).default('straight'),
  }),
  z.strictObject({ kind: z.literal('point'), ...base, frame: count, x: finite, y: finite }),
  z.strictObject({
    kind: z.literal('line'),
    ...base,
    frame: count,
    points: z.array(point).min(2).max(100_000),
  }),
  z.strictObject({
    kind: z.literal('mask'),
    ...base,
    width: z.int().min(1).max(100_000),
    height: z.int().min(1).max(100_000),
    frames: z
      .array(z.strictObject({ frame: count, runs: z.array(count).max(10_000_000) }))
      .max(100_000),
  }),
]);
