import type { Point } from './geometry.ts';

/** Takes a run of pixels of one row; both ends belong to it. */
export type RunSink = (row: number, from: number, to: number) => void;

/** First and last pixel whose centre lies between two places. */
function emitRun(sink: RunSink, row: number, left: number, right: number): void {
  const from = Math.ceil(left - 0.5);
  const to = Math.floor(right - 0.5);
  if (to >= from) sink(row, from, to);
}

/**
 * Rows of a disc swept along a straight line: what a round brush covers between two pointer events.
 *
 * @param from centre at the start, plane pixels
 * @param to centre at the end; the same place gives a plain disc
 * @param radius plane pixels along x; at least the pixel under the centre is covered
 * @param aspect height over width of a pixel, so that the disc is round on the screen
 * @param sink gets each row once
 */
export function sweepDisc(
  from: Point,
  to: Point,
  radius: number,
  aspect: number,
  sink: RunSink,
): void {
  const r = Math.max(radius, 0.501);
  const [ay, by] = [from.y * aspect, to.y * aspect];
  const dx = to.x - from.x;
  const dy = by - ay;
  const length = Math.sqrt(dx * dx + dy * dy);
  const [nx, ny] = length > 0 ? [(-dy / length) * r, (dx / length) * r] : [0, 0];
  const first = Math.floor((Math.min(ay, by) - r) / aspect);
  const last = Math.ceil((Math.max(ay, by) + r) / aspect);
  for (let row = first; row <= last; row++) {
    const y = (row + 0.5) * aspect;
    let left = Infinity;
    let right = -Infinity;
    for (const [cx, cy] of [
      [from.x, ay],
      [to.x, by],
    ] as const) {
      const square = r * r - (y - cy) * (y - cy);
      if (square < 0) continue;
      const half = Math.sqrt(square);
      left = Math.min(left, cx - half);
      right = Math.max(right, cx + half);
    }
    // The two straight sides between the discs.
    for (const side of length > 0 && dy !== 0 ? [1, -1] : []) {
      const share = (y - (ay + side * ny)) / dy;
      if (share < 0 || share > 1) continue;
      const x = from.x + side * nx + share * dx;
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    emitRun(sink, row, left, right);
  }
}

/**
 * Rows inside a closed polygon, by the even-odd rule at pixel centres.
 *
 * @param points corners in plane pixels, at least three
 * @param height rows of the plane; rows outside are left out
 * @param sink gets runs from top to bottom
 */
export function fillPolygon(points: readonly Point[], height: number, sink: RunSink): void {
  let [top, bottom] = [Infinity, -Infinity];
  for (const { y } of points) {
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const crossings: number[] = [];
  for (let row = Math.max(0, Math.floor(top)); row <= Math.min(height - 1, bottom); row++) {
    const y = row + 0.5;
    crossings.length = 0;
    for (let k = 0; k < points.length; k++) {
      const p = points[k]!;
      const q = points[k + 1 < points.length ? k + 1 : 0]!;
      if (p.y <= y === q.y <= y) continue;
      crossings.push(p.x + ((y - p.y) / (q.y - p.y)) * (q.x - p.x));
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      emitRun(sink, row, crossings[k]!, crossings[k + 1]!);
    }
  }
}

/**
 * Rows of the connected area (four neighbours) around a seed.
 *
 * @param isOpen whether a pixel may be filled; asked with its index, row by row
 * @param width columns
 * @param height rows
 * @param seed a pixel; nothing is filled when it is closed or outside
 * @param sink gets each run once
 * @returns number of pixels, and whether the area touches the rim of the plane
 */
export function floodFill(
  isOpen: (index: number) => boolean,
  width: number,
  height: number,
  seed: Point,
  sink: RunSink,
): { readonly count: number; readonly touchesRim: boolean } {
  const [sx, sy] = [Math.floor(seed.x), Math.floor(seed.y)];
  if (sx < 0 || sy < 0 || sx >= width || sy >= height || !isOpen(sy * width + sx)) {
    return { count: 0, touchesRim: false };
  }
  const done = new Uint8Array(width * height);
  const stack = [sy * width + sx];
  let count = 0;
  let touchesRim = false;
  while (stack.length > 0) {
    const start = stack.pop()!;
    if (done[start]) continue;
    const row = Math.floor(start / width);
    const base = row * width;
    let left = start;
    let right = start;
    while (left > base && !done[left - 1] && isOpen(left - 1)) left--;
    while (right < base + width - 1 && !done[right + 1] && isOpen(right + 1)) right++;
    done.fill(1, left, right + 1);
    count += right - left + 1;
    if (left === base || right === base + width - 1 || row === 0 || row === height - 1) {
      touchesRim = true;
    }
    sink(row, left - base, right - base);
    for (const next of [row - 1, row + 1]) {
      if (next < 0 || next >= height) continue;
      const shift = (next - row) * width;
      let isRun = false;
      for (let i = left + shift; i <= right + shift; i++) {
        const open = !done[i] && isOpen(i);
        if (open && !isRun) stack.push(i);
        isRun = open;
      }
    }
  }
  return { count, touchesRim };
}
