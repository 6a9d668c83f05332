import type { Point } from './geometry.ts';
import { boxCorners, isClosed, type StageShape } from './shape.ts';
import { outlineOf } from './shape-outline.ts';

/** What of a shape lies under the pointer. */
export interface Hit {
  readonly shape: StageShape;
  readonly part: 'vertex' | 'edge' | 'inside';
  /** Number of the vertex, or of the vertex before the edge; -1 inside. */
  readonly index: number;
  /** Distance in plane pixels. */
  readonly distance: number;
}

/**
 * Handles of a shape: four corners of a box or ellipse, the points of all others.
 *
 * @param shape a shape
 */
export function handlesOf(shape: Pick<StageShape, 'kind' | 'points'>): readonly Point[] {
  return shape.kind === 'box' || shape.kind === 'ellipse' ? boxCorners(shape.points) : shape.points;
}

/**
 * Finds the shape under a place: the nearest vertex first, then the nearest edge, then the smallest area around it.
 *
 * @param shapes shapes of the plane
 * @param at plane pixels
 * @param reach how far off a vertex or an edge still counts, plane pixels along x
 * @param aspect height over width of a pixel
 */
export function hitTest(
  shapes: Iterable<StageShape>,
  at: Point,
  reach: number,
  aspect: number = 1,
): Hit | null {
  let best: Hit | null = null;
  const order = { vertex: 0, edge: 1, inside: 2 };
  const offer = (hit: Hit): void => {
    const isCloser =
      !best ||
      order[hit.part] < order[best.part] ||
      (hit.part === best.part && hit.distance < best.distance);
    if (isCloser) best = hit;
  };
  for (const shape of shapes) {
    handlesOf(shape).forEach((handle, index) => {
      const distance = length(at.x - handle.x, (at.y - handle.y) * aspect);
      if (distance <= reach) offer({ shape, part: 'vertex', index, distance });
    });
    const outline = outlineOf(shape);
    const closed = isClosed(shape.kind);
    const spans = closed ? outline.length : outline.length - 1;
    // A curve has several stretches between two of its points.
    const perPoint = closed ? outline.length / handlesOf(shape).length : 1;
    for (let k = 0; k < spans; k++) {
      const distance = toSegment(at, outline[k]!, outline[(k + 1) % outline.length]!, aspect);
      if (distance <= reach) {
        offer({ shape, part: 'edge', index: Math.floor(k / perPoint), distance });
      }
    }
    if (closed && isInside(outline, at)) {
      const bounds = outline.map(({ x }) => x);
      offer({
        shape,
        part: 'inside',
        index: -1,
        distance: Math.max(...bounds) - Math.min(...bounds),
      });
    }
  }
  return best;
}

/**
 * Whether a place lies inside a closed outline, by the even-odd rule.
 *
 * @param outline corners
 * @param at the place
 */
export function isInside(outline: readonly Point[], at: Point): boolean {
  let inside = false;
  for (let k = 0; k < outline.length; k++) {
    const p = outline[k]!;
    const q = outline[(k + 1) % outline.length]!;
    if (p.y > at.y === q.y > at.y) continue;
    if (at.x < p.x + ((at.y - p.y) / (q.y - p.y)) * (q.x - p.x)) inside = !inside;
  }
  return inside;
}

function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

function toSegment(at: Point, a: Point, b: Point, aspect: number): number {
  const [dx, dy] = [b.x - a.x, (b.y - a.y) * aspect];
  const [px, py] = [at.x - a.x, (at.y - a.y) * aspect];
  const square = dx * dx + dy * dy;
  const share = square > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / square)) : 0;
  return length(px - share * dx, py - share * dy);
}
