/** A place on an image or a screen; on images pixel (i, j) covers i to i + 1 and j to j + 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Extent in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of pixels; the far sides do not belong to it. */
export interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/**
 * The smallest rectangle around two rectangles.
 *
 * @param a a rectangle, or null for none
 * @param b a rectangle, or null for none
 */
export function joinRects(a: Rect | null, b: Rect | null): Rect | null {
  if (!a) return b;
  if (!b) return a;
  return {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
  };
}

/**
 * The part of a rectangle within an extent, on whole pixels.
 *
 * @param rect a rectangle
 * @param size the extent it is cut to
 * @returns null when nothing is left
 */
export function clipRect(rect: Rect, size: Size): Rect | null {
  const x0 = Math.max(0, Math.floor(rect.x0));
  const y0 = Math.max(0, Math.floor(rect.y0));
  const x1 = Math.min(size.width, Math.ceil(rect.x1));
  const y1 = Math.min(size.height, Math.ceil(rect.y1));
  return x1 > x0 && y1 > y0 ? { x0, y0, x1, y1 } : null;
}

/**
 * The smallest rectangle around points.
 *
 * @param points at least one point
 * @param margin pixels added on every side
 */
export function boundsOf(points: readonly Point[], margin: number = 0): Rect {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return { x0: x0 - margin, y0: y0 - margin, x1: x1 + margin, y1: y1 + margin };
}
