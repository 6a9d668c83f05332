import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectableShift, minDetectableGap } from '../../src/power/min-detectable-gap.ts';
import {
  detectableProportion,
  powerTwoProportions,
  powerUnequalProportions,
  sizeTwoProportions,
} from '../../src/power/two-proportions.ts';
import { twoSidedZ } from '../../src/special/normal.ts';

const share = fc.double({ min: 0.05, max: 0.95, noNaN: true });

describe('power of two proportions', () => {
  it('size and power undo each other', () => {
    fc.assert(
      fc.property(share, share, (p1, p2) => {
        fc.pre(Math.abs(p1 - p2) > 0.01);
        const n = sizeTwoProportions(p1, p2, { power: 0.9 }).value ?? 0;
        expect(powerTwoProportions(n, p1, p2).value).toBeCloseTo(0.9, 9);
      }),
    );
  });

  it('the detectable proportion has the wanted power, above and below', () => {
    for (const direction of ['above', 'below'] as const) {
      const p2 = detectableProportion(150, 0.6, {}, direction).value ?? 0;
      expect(p2 > 0.6).toBe(direction === 'above');
      expect(powerTwoProportions(150, 0.6, p2).value).toBeCloseTo(0.8, 9);
    }
    expect(detectableProportion(3, 0.9).reason).toBe('not-detectable');
  });

  it('counts both tails with unequal sizes: power at no difference is alpha', () => {
    expect(powerUnequalProportions(80, 0.4, 300, 0.4).value).toBeCloseTo(0.05, 10);
  });

  it('gives reasons where nothing can be said', () => {
    expect(sizeTwoProportions(0.5, 0.5).reason).toBe('no-difference');
    expect(powerTwoProportions(10, 1, 1).reason).toBe('no-variance');
    expect(() => powerTwoProportions(0, 0.5, 0.6)).toThrow(/stats\/bad-argument/);
  });
});

describe('minDetectableGap', () => {
  it('agrees with the shift at the single critical value and grows with it', () => {
    const se = Math.hypot(0.03, 0.04);
    expect(minDetectableGap(0.03, 0.04)).toBeCloseTo(detectableShift(se, twoSidedZ(0.95)), 12);
    expect(detectableShift(se, 2.7)).toBeGreaterThan(minDetectableGap(0.03, 0.04));
    expect(() => detectableShift(-1, 2)).toThrow(/stats\/bad-argument/);
  });
});
