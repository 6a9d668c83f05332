import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceTransform, signedDistance } from '../../src/index.ts';
import { cellsOf, distance, drawn, masks } from '../support/masks.ts';

describe('distance transform', () => {
  it('is the smallest distance to any object cell', () => {
    fc.assert(
      fc.property(masks(7), (mask) => {
        const got = distanceTransform(mask);
        const object = cellsOf(mask);
        const all = cellsOf({ ...mask, data: new Uint8Array(mask.data.length).fill(1) });
        all.forEach((cell, i) => {
          const want = Math.min(...object.map((o) => distance(cell, o, mask.spacingMm)));
          if (object.length === 0) expect(got[i]).toBe(Number.POSITIVE_INFINITY);
          else expect(got[i]).toBeCloseTo(want, 10);
        });
      }),
    );
  });

  it('holds for spacings that differ a thousandfold', () => {
    const line = drawn(['#......................#'], [1, 0.001]);
    const got = distanceTransform({ ...line, shape: [24, 1], spacingMm: [0.001, 5000] });
    expect(got[10]).toBeCloseTo(0.01, 12);
    const far = drawn(['#..', '...', '...', '...', '...', '..#'], [0.0001, 7]);
    expect(distanceTransform(far)[3 * 3 + 1]).toBeCloseTo(Math.sqrt(49 + 4e-8), 12);
  });

  it('is negative inside and positive outside when signed', () => {
    const got = signedDistance(drawn(['....', '.##.', '.##.', '....']));
    expect(Math.min(...got)).toBe(-1);
    expect(got[0]).toBeCloseTo(Math.SQRT2, 12);
    expect(signedDistance(drawn(['##', '##']))[0]).toBe(Number.NEGATIVE_INFINITY);
  });
});
