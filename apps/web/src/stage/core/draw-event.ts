import type { Point } from './geometry.ts';
import type { StageShape } from './shape.ts';
import type { PlaneAxis } from './volume.ts';

interface OnPlane {
  readonly imageId: string;
  readonly axis: PlaneAxis;
  readonly slice: number;
}

/** Begins a stroke of the brush or eraser. */
export interface StrokeBegin extends OnPlane {
  readonly kind: 'stroke-begin';
  /** From 1. */
  readonly segment: number;
  readonly isErasing: boolean;
  /** A ball through several slices rather than a disc on one. */
  readonly isBall: boolean;
  /** Stored values that may be painted; null for all. */
  readonly gate: { readonly low: number; readonly high: number } | null;
}

/** Every change of what is drawn. A list of them, applied in order, gives the same bytes again. */
export type DrawEvent =
  | StrokeBegin
  | {
      readonly kind: 'stroke-points';
      /** u, v and radius in plane pixels, over and over. */
      readonly points: readonly number[];
    }
  | { readonly kind: 'stroke-end' }
  | (OnPlane & {
      readonly kind: 'flood';
      readonly segment: number;
      readonly at: Point;
      /** Stored values that are filled; null fills a hole of the segment instead. */
      readonly gate: { readonly low: number; readonly high: number } | null;
    })
  | (OnPlane & {
      readonly kind: 'fill-polygon';
      readonly segment: number;
      readonly isErasing: boolean;
      readonly points: readonly Point[];
    })
  | (OnPlane & {
      /** What was proposed within a box: the pixels themselves, so that they come back the same. */
      readonly kind: 'box-mask';
      readonly segment: number;
      /** Row, first and last column, over and over; plane pixels. */
      readonly runs: readonly number[];
    })
  | {
      readonly kind: 'interpolate';
      readonly imageId: string;
      readonly segment: number;
      /** Across which planes; stored slices where it is not said. */
      readonly axis?: PlaneAxis;
    }
  | { readonly kind: 'clear-segment'; readonly imageId: string; readonly segment: number }
  | {
      readonly kind: 'shape';
      readonly shapeId: string;
      /** The shape from now on; null takes it away. */
      readonly shape: StageShape | null;
    }
  | { readonly kind: 'draft'; readonly shape: StageShape | null }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' };
