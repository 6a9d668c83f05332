import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortPath } from '../../src/charts/short-path.ts';

type Point = [number, number];

/** Points of a path as this project writes them: M, absolute; l, relative to the one before. */
function read(path: string): Point[] {
  const numbers = [...path.matchAll(/-?\d*\.?\d+/g)].map(([text]) => Number(text));
  const points: Point[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const before = points.at(-1);
    points.push([numbers[i]! + (before?.[0] ?? 0), numbers[i + 1]! + (before?.[1] ?? 0)]);
  }
  return points;
}

function away([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length;
  const inside = Math.max(0, Math.min(1, share));
  return Math.hypot(x - ax - inside * dx, y - ay - inside * dy);
}

describe('shortPath', () => {
  it('leaves out points on a line and writes the rest relative', () => {
    expect(shortPath('M0,0L1,1L2,2L3,3L3,0')).toBe('M0,0l3,3 0-3');
    expect(shortPath('M10,10L20,10L20,20Z')).toBe('M10,10l10,0 0,10Z');
    expect(shortPath('M0.5,0L0.2,0.9L4,9')).toBe('M.5,0l-.3,.9 3.8,8.1');
  });

  it('keeps short lines and paths with curves as they are', () => {
    for (const path of ['M0,0L4,4', 'M4,0A4,4,0,1,1,-4,0', 'M1,2V5', '']) {
      expect(shortPath(path)).toBe(path);
    }
  });

  it('never moves the line by more than a third of a pixel, nor its ends', () => {
    const coordinate = fc.integer({ min: -3000, max: 3000 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 3 }), (points) => {
        const short = read(shortPath(`M${points.map(([x, y]) => `${x},${y}`).join('L')}`));
        const close = ([ax, ay]: Point, [bx, by]: Point): boolean =>
          Math.abs(ax - bx) < 1e-6 && Math.abs(ay - by) < 1e-6;
        expect(close(short[0]!, points[0]!)).toBe(true);
        expect(close(short.at(-1)!, points.at(-1)!)).toBe(true);
        for (const point of points) {
          const nearest = Math.min(
            ...short.slice(1).map((end, at) => away(point, short[at]!, end)),
            ...(short.length === 1 ? [0] : []),
          );
          expect(nearest).toBeLessThanOrEqual(0.34);
        }
      }),
    );
  });

  it('keeps the parts of a broken line apart', () => {
    expect(shortPath('M0,0L1,0L2,5M9,9L8,8L7,9')).toBe('M0,0l1,0 1,5M9,9l-1-1-1,1');
  });
});
