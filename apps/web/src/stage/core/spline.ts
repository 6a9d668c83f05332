import type { Point } from './geometry.ts';

/**
 * Points on a closed centripetal Catmull-Rom curve: it runs through every given point and makes no loops.
 *
 * @param points at least three points to run through
 * @param perSpan points between two given ones
 * @returns perSpan × points.length points, starting at the first given one
 * @see Catmull & Rom 1974; Yuksel, Schaefer & Keyser 2011, doi:10.1016/j.cad.2010.08.008
 */
export function closedSpline(points: readonly Point[], perSpan: number = 12): Point[] {
  const n = points.length;
  if (n < 3) return [...points];
  const out: Point[] = [];
  for (let k = 0; k < n; k++) {
    const [p0, p1, p2, p3] = [-1, 0, 1, 2].map((d) => points[(k + d + n) % n]!) as [
      Point,
      Point,
      Point,
      Point,
    ];
    const t1 = knot(p0, p1);
    const t2 = t1 + knot(p1, p2);
    const t3 = t2 + knot(p2, p3);
    for (let i = 0; i < perSpan; i++) {
      const t = t1 + ((t2 - t1) * i) / perSpan;
      const a1 = mix(p0, p1, 0, t1, t);
      const a2 = mix(p1, p2, t1, t2, t);
      const a3 = mix(p2, p3, t2, t3, t);
      out.push(mix(mix(a1, a2, 0, t2, t), mix(a2, a3, t1, t3, t), t1, t2, t));
    }
  }
  return out;
}

/** Knots grow with the square root of the distance; equal points stay apart by a little. */
function knot(a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  return Math.max(Math.sqrt(Math.sqrt(dx * dx + dy * dy)), 1e-6);
}

function mix(a: Point, b: Point, from: number, to: number, t: number): Point {
  const share = (t - from) / (to - from);
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}
