import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closedCurve,
  countsOfRuns,
  encodeRuns,
  issuesOfCounts,
  type Mask,
  maskIssues,
  outlineRuns,
  suspectInverted,
} from '../../src/index.ts';
import type { OutlinePoint } from '../../src/mask/outline-runs.ts';

/** Cells of an outline as rows of text. */
function drawn(points: readonly OutlinePoint[], width: number, height: number): string[] {
  const rows = Array.from({ length: height }, () => new Array<string>(width).fill('.'));
  outlineRuns(points, width, height, (row, from, to) => rows[row]!.fill('#', from, to));
  return rows.map((row) => row.join(''));
}

describe('cells inside an outline', () => {
  it('are those whose centre it holds', () => {
    const box: readonly OutlinePoint[] = [
      [0.6, 0.4],
      [3.4, 0.4],
      [3.4, 2.6],
      [0.6, 2.6],
    ];
    expect(drawn(box, 5, 4)).toEqual(['.##..', '.##..', '.##..', '.....']);
  });

  it('belong to one of two outlines that touch', () => {
    const left: readonly OutlinePoint[] = [
      [0, 0],
      [2.5, 0],
      [2.5, 2],
      [0, 2],
    ];
    const right = left.map(([x, y]): OutlinePoint => [x + 2.5, y]);
    expect(drawn(left, 5, 2)).toEqual(['##...', '##...']);
    expect(drawn(right, 5, 2)).toEqual(['..###', '..###']);
  });

  it('end where the image ends, and leave out what an outline crosses twice', () => {
    const star: readonly OutlinePoint[] = [
      [-3, -2],
      [9, -2],
      [9, 9],
      [-3, 9],
      [-3, -2],
      [2, 1],
      [2, 3],
      [4, 3],
      [4, 1],
      [2, 1],
    ];
    expect(drawn(star, 6, 4)).toEqual(['######', '##..##', '##..##', '######']);
  });

  it('are those of every centre, asked one by one', () => {
    const place = fc.double({ min: -2, max: 12, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, place), { minLength: 3, maxLength: 8 }), (points) => {
        const rows = drawn(points, 10, 9);
        for (let y = 0; y < 9; y++) {
          for (let x = 0; x < 10; x++) {
            let isIn = false;
            points.forEach(([x0, y0], k) => {
              const [x1, y1] = points[(k + 1) % points.length]!;
              if (y0 <= y + 0.5 === y1 <= y + 0.5) return;
              if (x0 + ((y + 0.5 - y0) / (y1 - y0)) * (x1 - x0) <= x + 0.5) isIn = !isIn;
            });
            expect(rows[y]![x]).toBe(isIn ? '#' : '.');
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of a curve run through its points', () => {
    const points: readonly OutlinePoint[] = [
      [2, 2],
      [12, 3],
      [11, 13],
      [3, 11],
    ];
    const curve = closedCurve(points);
    expect(curve).toHaveLength(48);
    points.forEach(([x, y], k) => {
      expect(curve[12 * k]![0]).toBeCloseTo(x, 12);
      expect(curve[12 * k]![1]).toBeCloseTo(y, 12);
    });
    expect(closedCurve(points.slice(0, 2))).toEqual(points.slice(0, 2));
    // Around a square it swells: half way between corners it is (9 (b + c) − a − d) / 16.
    const square: readonly OutlinePoint[] = [
      [0, 0],
      [8, 0],
      [8, 8],
      [0, 8],
    ];
    const halves = [6, 18, 30, 42].map((at) =>
      closedCurve(square)[at]!.map((one) => +one.toFixed(9)),
    );
    expect(halves).toEqual([
      [4, -1],
      [9, 4],
      [4, 9],
      [-1, 4],
    ]);
  });
});

describe('a mask as runs', () => {
  it('has the issues of its cells', () => {
    const side = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(side, side), fc.tuple(side, side, side)),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.constantFrom(0, 0.2, 0.6, 0.9, 1),
        (shape, stream, share) => {
          const count = shape.reduce((product, n) => product * n, 1);
          const data = Uint8Array.from({ length: count }, () =>
            Number(stream.next().value) < share ? 1 : 0,
          );
          const mask: Mask = { shape, spacingMm: shape.map(() => 1), data };
          const places: number[] = [];
          let at = 0;
          encodeRuns(data).forEach((run, k) => {
            if (k % 2 === 1) places.push(at, at + run);
            at += run;
          });
          const counts = countsOfRuns(shape, places);
          expect(counts.rimShare).toBe(suspectInverted(mask).rimShare);
          expect(issuesOfCounts(counts, 'it')).toEqual(maskIssues({ ...mask, name: 'it' }));
        },
      ),
      { numRuns: 100 },
    );
  });
});
