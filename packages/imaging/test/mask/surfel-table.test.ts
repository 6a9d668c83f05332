import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../../../../test/support/skip.ts';
import { contourLengths, surfelAreas, surfelTriangles } from '../../src/index.ts';

const file = sharedOrSkip('data', 'surfel_triangles.json');

type Triangle = [number, number, number][];

function area([a, b, c]: Triangle, spacing: readonly number[]): number {
  const u = [0, 1, 2].map((k) => ((b![k]! - a![k]!) * spacing[k]!) / 2);
  const v = [0, 1, 2].map((k) => ((c![k]! - a![k]!) * spacing[k]!) / 2);
  const cross = [
    u[1]! * v[2]! - u[2]! * v[1]!,
    u[2]! * v[0]! - u[0]! * v[2]!,
    u[0]! * v[1]! - u[1]! * v[0]!,
  ];
  return Math.hypot(...cross) / 2;
}

describe('table of surface elements', () => {
  it.skipIf(file === null)('has the areas of the published table at any spacing', () => {
    const { codes } = JSON.parse(readFileSync(file ?? '', 'utf8')) as { codes: Triangle[][] };
    for (const spacing of [
      [1, 1, 1],
      [3, 0.8, 0.7],
      [0.3, 2, 5],
    ] as const) {
      const got = surfelAreas(spacing);
      codes.forEach((triangles, code) => {
        const want = triangles.reduce((sum, t) => sum + area(t, spacing), 0);
        expect(got[code], `code ${code}`).toBeCloseTo(want, 12);
      });
    }
    expect(surfelTriangles().map((t) => t.length)).toEqual(codes.map((t) => t.length));
  });

  it('is the same for a mask and its inverse, and nothing only where nothing passes', () => {
    const areas = surfelAreas([2, 0.5, 1.25]);
    for (let code = 0; code < 256; code++) {
      // A code with four set corners has its own surface, and its inverse another of the same pattern.
      const bits = [...code.toString(2)].filter((c) => c === '1').length;
      if (bits !== 4) expect(areas[code]).toBe(areas[255 - code]);
      expect(areas[code]! > 0).toBe(code !== 0 && code !== 255);
    }
  });

  it('gives a flat face the area of a cell side and a corner an eighth of an octahedron', () => {
    const areas = surfelAreas([3, 2, 1]);
    expect(areas[0b00001111]).toBeCloseTo(2 * 1, 12);
    expect(areas[0b01010101]).toBeCloseTo(3 * 2, 12);
    expect(surfelAreas([1, 1, 1])[1]).toBeCloseTo(Math.sqrt(3) / 8, 12);
  });

  it('of contours gives sides, half diagonals and diagonals', () => {
    const lengths = contourLengths(3, 4);
    expect([lengths[0], lengths[15]]).toEqual([0, 0]);
    expect(lengths[12]).toBe(4);
    expect(lengths[10]).toBe(3);
    expect(lengths[1]).toBe(2.5);
    expect(lengths[7]).toBe(2.5);
    expect(lengths[6]).toBe(5);
  });

  it('refuses a spacing of zero', () => {
    expect(() => surfelAreas([1, 0, 1])).toThrow(/imaging\/bad-argument/);
  });
});
