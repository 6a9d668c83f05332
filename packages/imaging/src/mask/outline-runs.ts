/** A place on an image, pixels: x to the right, y down, 0 at the outer edge of the first pixel. */
export type OutlinePoint = readonly [x: number, y: number];

/** Points between two given ones of a curve. */
const pointsOfSpan = 12;

/**
 * Rows of the cells whose centre lies inside a closed outline, by the even-odd rule. A centre on the outline belongs to
 * what lies to its right or below, so that of two outlines that touch never both hold it.
 *
 * @param points corners; the last joins the first
 * @param width columns of the image; what lies outside is left out
 * @param height rows of the image
 * @param sink gets each run of a row: its first cell, and the cell behind its last
 */
export function outlineRuns(
  points: readonly OutlinePoint[],
  width: number,
  height: number,
  sink: (row: number, from: number, to: number) => void,
): void {
  let [top, bottom] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [, y] of points) {
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const end = Math.min(height, Math.ceil(bottom));
  for (let row = Math.max(0, Math.floor(top)); row < end; row++) {
    const y = row + 0.5;
    const crossings: number[] = [];
    for (let k = 0; k < points.length; k++) {
      const [x0, y0] = points[k]!;
      const [x1, y1] = points[k + 1 < points.length ? k + 1 : 0]!;
      if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, Math.ceil(crossings[k]! - 0.5));
      const to = Math.min(width, Math.ceil(crossings[k + 1]! - 0.5));
      if (to > from) sink(row, from, to);
    }
  }
}

/**
 * Corners on a closed centripetal Catmull-Rom curve through points, as a spline is drawn on the screen.
 *
 * @param points to run through; fewer than three are given back
 * @returns 12 points a span, starting at the first given one
 * @see Catmull & Rom 1974; Yuksel, Schaefer & Keyser 2011, doi:10.1016/j.cad.2010.08.008
 */
export function closedCurve(points: readonly OutlinePoint[]): readonly OutlinePoint[] {
  const n = points.length;
  if (n < 3) return points;
  const out: OutlinePoint[] = [];
  for (let k = 0; k < n; k++) {
    const p0 = points[(k + n - 1) % n]!;
    const p1 = points[k]!;
    const p2 = points[(k + 1) % n]!;
    const p3 = points[(k + 2) % n]!;
    const t1 = knot(p0, p1);
    const t2 = t1 + knot(p1, p2);
    const t3 = t2 + knot(p2, p3);
    for (let i = 0; i < pointsOfSpan; i++) {
      const t = t1 + ((t2 - t1) * i) / pointsOfSpan;
      const a1 = mix(p0, p1, 0, t1, t);
      const a2 = mix(p1, p2, t1, t2, t);
      const a3 = mix(p2, p3, t2, t3, t);
      out.push(mix(mix(a1, a2, 0, t2, t), mix(a2, a3, t1, t3, t), t1, t2, t));
    }
  }
  return out;
}

/** Knots grow with the square root of the distance; equal points stay apart by a little. */
function knot([ax, ay]: OutlinePoint, [bx, by]: OutlinePoint): number {
  const dx = bx - ax;
  const dy = by - ay;
  return Math.max(Math.sqrt(Math.sqrt(dx * dx + dy * dy)), 1e-6);
}

function mix(a: OutlinePoint, b: OutlinePoint, from: number, to: number, t: number): OutlinePoint {
  const share = (t - from) / (to - from);
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
}
