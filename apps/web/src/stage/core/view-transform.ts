import type { Point, Rect, Size } from './geometry.ts';

/** How a plane lies on the screen: turned first, then mirrored, then scaled about the middle. */
export interface View {
  /** Place of the plane that stands in the middle of the viewport, in plane pixels. */
  readonly centre: Point;
  /** Screen pixels per plane pixel along x; y is `aspect` times that. */
  readonly zoom: number;
  /** Height over width of one plane pixel. */
  readonly aspect: number;
  /** Quarter turns clockwise, 0 to 3. */
  readonly quarterTurns: number;
  /** Whether left and right of the screen are exchanged. */
  readonly isMirrored: boolean;
}

/** Screen = (a x + c y + e, b x + d y + f), as in Canvas2D and SVG. */
export interface Matrix {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** Smallest and largest zoom the stage goes to. */
export const zoomRange: readonly [number, number] = [0.02, 64];

const cosines = [1, 0, -1, 0] as const;
const sines = [0, 1, 0, -1] as const;

/**
 * The map from plane to screen.
 *
 * @param view how the plane lies
 * @param viewport extent of the screen area in its pixels
 */
export function viewMatrix(view: View, viewport: Size): Matrix {
  const cos = cosines[view.quarterTurns & 3] ?? 1;
  const sin = sines[view.quarterTurns & 3] ?? 0;
  const mirror = view.isMirrored ? -1 : 1;
  // Adding 0 turns -0 into 0, so that equal views have equal matrices.
  const a = mirror * cos * view.zoom + 0;
  const b = sin * view.zoom + 0;
  const c = -mirror * sin * view.zoom * view.aspect + 0;
  const d = cos * view.zoom * view.aspect + 0;
  return {
    a,
    b,
    c,
    d,
    e: viewport.width / 2 - a * view.centre.x - c * view.centre.y,
    f: viewport.height / 2 - b * view.centre.x - d * view.centre.y,
  };
}

/**
 * Where a place of the plane stands on the screen.
 *
 * @param matrix from {@link viewMatrix}
 * @param point plane pixels
 */
export function toScreen(matrix: Matrix, point: Point): Point {
  return {
    x: matrix.a * point.x + matrix.c * point.y + matrix.e,
    y: matrix.b * point.x + matrix.d * point.y + matrix.f,
  };
}

/**
 * Which place of the plane stands at a screen pixel.
 *
 * @param matrix from {@link viewMatrix}
 * @param point screen pixels
 */
export function toPlane(matrix: Matrix, point: Point): Point {
  const determinant = matrix.a * matrix.d - matrix.b * matrix.c;
  const x = point.x - matrix.e;
  const y = point.y - matrix.f;
  return {
    x: (matrix.d * x - matrix.c * y) / determinant,
    y: (matrix.a * y - matrix.b * x) / determinant,
  };
}

/**
 * Shows the whole plane, upright or as it was turned, in the middle.
 *
 * @param plane extent of the plane
 * @param viewport extent of the screen area
 * @param aspect height over width of a plane pixel
 * @param turned turn and mirror to keep
 */
export function fitView(
  plane: Size,
  viewport: Size,
  aspect: number = 1,
  turned: Pick<View, 'quarterTurns' | 'isMirrored'> = { quarterTurns: 0, isMirrored: false },
): View {
  const isLying = (turned.quarterTurns & 1) === 1;
  const [across, down] = [plane.width, plane.height * aspect];
  const [width, height] = isLying ? [down, across] : [across, down];
  const zoom = Math.min(viewport.width / width, viewport.height / height);
  return {
    centre: { x: plane.width / 2, y: plane.height / 2 },
    zoom: zoom > 0 ? zoom : 1,
    aspect,
    quarterTurns: turned.quarterTurns & 3,
    isMirrored: turned.isMirrored,
  };
}

/**
 * One plane pixel on one screen pixel, the middle kept.
 *
 * @param view the view before
 */
export function oneToOne(view: View): View {
  return { ...view, zoom: 1 };
}

/**
 * Moves the plane with the pointer.
 *
 * @param view the view before
 * @param dx screen pixels to the right
 * @param dy screen pixels down
 */
export function panView(view: View, dx: number, dy: number): View {
  const matrix = viewMatrix(view, { width: 0, height: 0 });
  const centre = toPlane({ ...matrix, e: 0, f: 0 }, { x: -dx, y: -dy });
  return { ...view, centre: { x: view.centre.x + centre.x, y: view.centre.y + centre.y } };
}

/**
 * Zooms so that the place under a screen point stays there.
 *
 * @param view the view before
 * @param viewport extent of the screen area
 * @param at the screen point
 * @param factor above 1 enlarges; the result stays within {@link zoomRange}
 */
export function zoomAbout(view: View, viewport: Size, at: Point, factor: number): View {
  const zoom = Math.min(zoomRange[1], Math.max(zoomRange[0], view.zoom * factor));
  const held = toPlane(viewMatrix(view, viewport), at);
  const share = view.zoom / zoom;
  return {
    ...view,
    zoom,
    centre: {
      x: held.x + (view.centre.x - held.x) * share,
      y: held.y + (view.centre.y - held.y) * share,
    },
  };
}

/**
 * Turns what is on the screen by quarter turns.
 *
 * @param view the view before
 * @param turns quarter turns clockwise as seen; may be negative
 */
export function rotateView(view: View, turns: number): View {
  return { ...view, quarterTurns: (view.quarterTurns + (view.isMirrored ? -turns : turns)) & 3 };
}

/**
 * Mirrors what is on the screen.
 *
 * @param view the view before
 * @param direction `horizontal` exchanges left and right, `vertical` top and bottom
 */
export function flipView(view: View, direction: 'horizontal' | 'vertical'): View {
  const mirrored = { ...view, isMirrored: !view.isMirrored };
  return direction === 'horizontal'
    ? mirrored
    : { ...mirrored, quarterTurns: (view.quarterTurns + 2) & 3 };
}

/**
 * The part of the plane that can be seen.
 *
 * @param matrix from {@link viewMatrix}
 * @param viewport extent of the screen area
 */
export function visibleRect(matrix: Matrix, viewport: Size): Rect {
  const one = toPlane(matrix, { x: 0, y: 0 });
  const other = toPlane(matrix, { x: viewport.width, y: viewport.height });
  return {
    x0: Math.min(one.x, other.x),
    y0: Math.min(one.y, other.y),
    x1: Math.max(one.x, other.x),
    y1: Math.max(one.y, other.y),
  };
}
