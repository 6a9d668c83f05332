import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  argsort,
  covariance,
  denseCodes,
  invertSpd,
  mean,
  midRanks,
  pairwiseSum,
  quantile,
  quantiles,
  variance,
} from '../../src/index.ts';

const numbers = fc.array(
  fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(0, -0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  ),
  { minLength: 1, maxLength: 60 },
);

describe('argsort', () => {
  it('is stable and ascending, short or long', () => {
    fc.assert(
      fc.property(numbers, fc.boolean(), (values, long) => {
        const x = long ? Array.from({ length: 700 }, (_, i) => values[i % values.length]!) : values;
        const order = argsort(x);
        const want = x
          .map((_, i) => i)
          .sort((a, b) => (x[a]! < x[b]! ? -1 : x[a]! > x[b]! ? 1 : a - b));
        expect(Array.from(order)).toEqual(want);
      }),
    );
  });

  it('gives mid-ranks that sum to n (n + 1) / 2', () => {
    fc.assert(
      fc.property(numbers, (x) => {
        const n = x.length;
        expect(pairwiseSum(midRanks(x))).toBe((n * (n + 1)) / 2);
      }),
    );
    expect(Array.from(midRanks([3, 1, 3, 2]))).toEqual([3.5, 1, 3.5, 2]);
  });
});

describe('quantile', () => {
  it('interpolates between order statistics', () => {
    expect(quantiles([4, 1, 3, 2], [0, 0.25, 0.5, 1])).toEqual([1, 1.75, 2.5, 4]);
    expect(quantile([7], 0.3)).toBe(7);
  });

  it('refuses an empty list, NaN and a share outside [0, 1]', () => {
    expect(() => quantile([], 0.5)).toThrow(/stats\/bad-argument/);
    expect(() => quantile([1, Number.NaN], 0.5)).toThrow(/stats\/not-a-number/);
    expect(() => quantile([1], 1.5)).toThrow(/stats\/bad-argument/);
  });
});

describe('sums', () => {
  it('keep the small parts of a long sum', () => {
    const x = new Float64Array(1_000_001).fill(0.1);
    expect(Math.abs(pairwiseSum(x) - 100_000.1)).toBeLessThan(1e-9);
  });

  it('take variances in two passes', () => {
    const x = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16];
    expect(variance(x)).toBe(30);
    expect(mean(x)).toBe(1e9 + 10);
    expect(
      covariance(
        x,
        x.map((v) => -v),
      ),
    ).toBe(-30);
  });
});

describe('small linear algebra', () => {
  it('inverts a positive definite matrix and refuses a singular one', () => {
    const inverse = invertSpd(Float64Array.of(4, 2, 2, 3), 2)!;
    expect(inverse[0]).toBeCloseTo(3 / 8, 14);
    expect(inverse[1]).toBeCloseTo(-2 / 8, 14);
    expect(invertSpd(Float64Array.of(1, 1, 1, 1), 2)).toBeNull();
  });

  it('codes ids in order of appearance', () => {
    const { codes, count } = denseCodes(['b', 'a', 'b']);
    expect(Array.from(codes)).toEqual([0, 1, 0]);
    expect(count).toBe(2);
  });
});
