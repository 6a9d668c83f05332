import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginEdit,
  countVoxels,
  emptyMask,
  endEdit,
  hasVoxel,
  paintRun,
  type SegmentMask,
  segmentSlice,
  slicesOf,
  toggleChanges,
} from '../../../src/stage/core/mask.ts';
import { sweepBall } from '../../../src/stage/core/paint.ts';
import { packRuns, unpackRuns } from '../../../src/stage/core/run-length.ts';
import { fillPolygon, floodFill, sweepDisc } from '../../../src/stage/core/runs.ts';
import { gridOf } from '../../../src/stage/index.ts';
import { imageInfo } from '../support/images.ts';

/** All tiles as plain data, for comparison. */
function tilesOf(mask: SegmentMask): unknown {
  return [...mask.tiles].sort(([a], [b]) => a - b).map(([key, tile]) => [key, [...tile]]);
}

describe('a segment mask', () => {
  it('keeps what a plain array keeps, for runs of overlapping segments', () => {
    const run = fc.record({
      segment: fc.integer({ min: 1, max: 12 }),
      isErasing: fc.boolean(),
      z: fc.integer({ min: -1, max: 2 }),
      y: fc.integer({ min: -2, max: 140 }),
      from: fc.integer({ min: -10, max: 150 }),
      length: fc.integer({ min: 0, max: 150 }),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 40 }), (runs) => {
        const [w, h, d] = [135, 130, 2];
        const mask = emptyMask(w, h, d);
        const plain = Array.from({ length: 13 }, () => new Uint8Array(w * h * d));
        const undo: Parameters<typeof toggleChanges>[1][] = [];
        for (const { segment, isErasing, z, y, from, length } of runs) {
          const edit = beginEdit(mask, segment, isErasing);
          paintRun(edit, z, y, from, from + length);
          undo.push(endEdit(edit));
          if (z < 0 || z >= d || y < 0 || y >= h) continue;
          for (let x = Math.max(0, from); x <= Math.min(w - 1, from + length); x++) {
            plain[segment]![(z * h + y) * w + x] = isErasing ? 0 : 1;
          }
        }
        for (let segment = 1; segment <= 12; segment++) {
          for (let z = 0; z < d; z++) {
            const expected = plain[segment]!.subarray(z * w * h, (z + 1) * w * h);
            expect(Buffer.compare(segmentSlice(mask, segment, z), expected)).toBe(0);
          }
        }
        expect([...mask.tiles.values()].every((tile) => tile.some((v) => v !== 0))).toBe(true);
        const after = tilesOf(mask);
        for (const changes of [...undo].reverse()) toggleChanges(mask, changes);
        expect(mask.tiles.size).toBe(0);
        for (const changes of undo) toggleChanges(mask, changes);
        expect(tilesOf(mask)).toEqual(after);
      }),
      { numRuns: 40 },
    );
  });

  it('paints only values within the gate', () => {
    const samples = Uint16Array.from({ length: 100 }, (_, i) => i);
    const mask = emptyMask(10, 10, 1);
    const edit = beginEdit(mask, 1, false, { low: 42, high: 44, samples: () => samples });
    for (let y = 0; y < 10; y++) paintRun(edit, 0, y, 0, 9);
    endEdit(edit);
    expect(countVoxels(mask, 1)).toBe(3);
    expect(hasVoxel(mask, 1, 3, 4, 0)).toBe(true);
  });

  it('erasing what is not there makes no tile and no change', () => {
    const mask = emptyMask(100, 100, 1);
    const edit = beginEdit(mask, 1, true);
    paintRun(edit, 0, 3, 0, 99);
    expect(endEdit(edit)).toEqual([]);
    expect(mask.tiles.size).toBe(0);
    expect(slicesOf(mask, 1)).toEqual([]);
  });

  it('packs tiles and unpacks the same bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 900 }))),
        (parts) => {
          const bytes = Uint8Array.from(parts.flatMap(([v, n]) => new Array<number>(n).fill(v)));
          expect(unpackRuns(packRuns(bytes), bytes.length)).toEqual(bytes);
          expect(() => unpackRuns(packRuns(bytes), bytes.length + 1)).toThrow('web/bad-document');
        },
      ),
    );
  });
});

describe('brushes and fills', () => {
  const collect = (paint: (sink: (y: number, a: number, b: number) => void) => void) => {
    const seen = new Set<string>();
    paint((y, from, to) => {
      for (let x = from; x <= to; x++) {
        if (seen.has(`${x},${y}`)) throw new Error('A pixel came twice.');
        seen.add(`${x},${y}`);
      }
    });
    return seen;
  };

  it('a swept disc covers the pixels whose centre is near enough to the line', () => {
    const place = fc.double({ min: 5, max: 45, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(place, place, place, place),
        fc.double({ min: 0.6, max: 15, noNaN: true }),
        fc.constantFrom(1, 0.5, 3),
        ([ax, ay, bx, by], r, aspect) => {
          const seen = collect((sink) =>
            sweepDisc({ x: ax, y: ay }, { x: bx, y: by }, r, aspect, sink),
          );
          let wrong = 0;
          for (let y = -40; y < 90; y++) {
            for (let x = -20; x < 70; x++) {
              const [dx, dy] = [bx - ax, (by - ay) * aspect];
              const [px, py] = [x + 0.5 - ax, (y + 0.5 - ay) * aspect];
              const square = dx * dx + dy * dy;
              const t = square > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / square)) : 0;
              const distance = Math.hypot(px - t * dx, py - t * dy);
              if (Math.abs(distance - r) < 1e-6) continue;
              if (seen.has(`${x},${y}`) !== distance < r) wrong++;
            }
          }
          expect(wrong).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('the smallest brush still covers the pixel under it', () => {
    const seen = collect((sink) => sweepDisc({ x: 3.5, y: 4.5 }, { x: 3.5, y: 4.5 }, 0, 1, sink));
    expect([...seen]).toEqual(['3,4']);
  });

  it('a polygon fills the pixels whose centre it holds, holes by even-odd', () => {
    const outer = [
      { x: 1, y: 1 },
      { x: 9, y: 1 },
      { x: 9, y: 9 },
      { x: 1, y: 9 },
    ];
    expect(collect((sink) => fillPolygon(outer, 20, sink)).size).toBe(64);
    const star = [
      { x: 10, y: 0 },
      { x: 16, y: 19 },
      { x: 0, y: 7 },
      { x: 20, y: 7 },
      { x: 4, y: 19 },
    ];
    const seen = collect((sink) => fillPolygon(star, 20, sink));
    expect(seen.has('10,3')).toBe(true);
    expect(seen.has('10,10')).toBe(false);
  });

  it('a flood fills what is connected and says whether it reached the rim', () => {
    const picture = ['#######', '#..#..#', '#..#..#', '#######', '.......'];
    const isOpen = (i: number): boolean => picture[Math.floor(i / 7)]![i % 7] === '.';
    const inside = floodFill(isOpen, 7, 5, { x: 1, y: 1 }, () => undefined);
    expect(inside).toEqual({ count: 4, touchesRim: false });
    const below = floodFill(isOpen, 7, 5, { x: 3, y: 4 }, () => undefined);
    expect(below).toEqual({ count: 7, touchesRim: true });
    expect(floodFill(isOpen, 7, 5, { x: 0, y: 0 }, () => undefined).count).toBe(0);
  });

  it('a flood agrees with a plain search on random pictures', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 120, maxLength: 120 }), (open) => {
        const [w, h] = [12, 10];
        const seen = collect((sink) => floodFill((i) => open[i]!, w, h, { x: 5, y: 5 }, sink));
        const expected = new Set<string>();
        const stack = [[5, 5]];
        while (stack.length > 0) {
          const [x, y] = stack.pop()! as [number, number];
          if (x < 0 || y < 0 || x >= w || y >= h || !open[y * w + x]) continue;
          if (expected.has(`${x},${y}`)) continue;
          expected.add(`${x},${y}`);
          stack.push([x + 1, y], [x - 1, y], [x, y + 1], [x, y - 1]);
        }
        expect(seen).toEqual(expected);
      }),
    );
  });

  it('a ball is round in millimetres and always paints its own slice', () => {
    const image = imageInfo({
      width: 60,
      height: 60,
      frameCount: 9,
      spacingMm: [1, 1],
      positions: Array.from({ length: 9 }, (_, z) => [0, 0, 5 * z]),
    });
    const mask = emptyMask(60, 60, 9);
    const edit = beginEdit(mask, 1);
    sweepBall(edit, gridOf(image), [30, 30, 4.5], [30, 30, 4.5], 12);
    endEdit(edit);
    // Slices lie 5 mm apart, so a radius of 12 mm reaches two slices up and down.
    expect(slicesOf(mask, 1)).toEqual([2, 3, 4, 5, 6]);
    const counts = [0, 1, 2].map((k) => countVoxels(mask, 1, 4 + k));
    counts.forEach((count, k) => {
      const area = Math.PI * (144 - 25 * k * k);
      expect(Math.abs(count - area) / area).toBeLessThan(0.06);
    });
    const thin = beginEdit(mask, 2);
    sweepBall(thin, gridOf(image), [30, 30, 4.9], [30, 30, 4.9], 1);
    endEdit(thin);
    expect(slicesOf(mask, 2)).toEqual([4]);
  });
});
