import { describe, expect, it } from 'vitest';
import { maxT } from '../../src/multiplicity/max-t.ts';
import { normalBox } from '../../src/special/multivariate-normal.ts';
import { normalCdf, normalTwoSided, twoSidedZ } from '../../src/special/normal.ts';

const identity = (m: number): number[][] =>
  Array.from({ length: m }, (_, i) => Array.from({ length: m }, (_, j) => (i === j ? 1 : 0)));

describe('normalBox', () => {
  it('is a product of margins for independent coordinates', () => {
    const { probability, standardError } = normalBox(identity(3))([-1, -2, -0.5], [1, 0.5, 3]);
    const expected =
      (normalCdf(1) - normalCdf(-1)) *
      (normalCdf(0.5) - normalCdf(-2)) *
      (normalCdf(3) - normalCdf(-0.5));
    expect(probability).toBeCloseTo(expected, 10);
    expect(standardError).toBeLessThan(1e-9);
  });

  it('gives the orthant probability 1/4 + asin(r)/(2 pi)', () => {
    for (const r of [-0.9, -0.3, 0, 0.5, 0.95]) {
      const box = normalBox([
        [1, r],
        [r, 1],
      ]);
      const high = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
      expect(box([0, 0], high).probability).toBeCloseTo(0.25 + Math.asin(r) / (2 * Math.PI), 4);
    }
  });

  it('takes singular matrices: two equal coordinates are one', () => {
    const box = normalBox([
      [1, 1],
      [1, 1],
    ]);
    expect(box([-1.5, -1.5], [1.5, 1.5]).probability).toBeCloseTo(1 - normalTwoSided(1.5), 10);
  });

  it('refuses a matrix that is no correlation matrix', () => {
    const bad = [
      [1, 0.9, -0.9],
      [0.9, 1, 0.9],
      [-0.9, 0.9, 1],
    ];
    expect(() => normalBox(bad)).toThrow(/stats\/bad-argument/);
  });
});

describe('maxT', () => {
  it('is the single test for one statistic and Šidák for independent ones', () => {
    expect(maxT([[1]], [2]).critical.value).toBe(twoSidedZ(0.95));
    const { critical, pValues } = maxT(identity(4), [2.5, 1, 0, -3]);
    const single = -Math.expm1(Math.log(0.95) / 4);
    expect(critical.value).toBeCloseTo(twoSidedZ(1 - single), 4);
    const p = normalTwoSided(2.5);
    expect(pValues[0]).toBeCloseTo(1 - (1 - p) * (1 - p) * (1 - p) * (1 - p), 5);
  });

  it('lies between the single test and Bonferroni for correlated statistics, and equal ones cost nothing', () => {
    const r = 0.6;
    const corr = identity(5).map((row, i) => row.map((v, j) => (i === j ? v : r)));
    const critical = maxT(corr, [1, 1, 1, 1, 1]).critical.value ?? 0;
    expect(critical).toBeGreaterThan(twoSidedZ(0.95));
    expect(critical).toBeLessThan(twoSidedZ(0.99));
    const same = identity(3).map((row) => row.map(() => 1));
    expect(maxT(same, [1, 2, 3]).critical.value).toBeCloseTo(twoSidedZ(0.95), 4);
  });

  it('leaves missing statistics out of the family', () => {
    const result = maxT(identity(3), [2, Number.NaN, 1]);
    expect(result.count).toBe(2);
    expect(result.pValues[1]).toBeNull();
    expect(maxT([], []).critical.value).toBeNull();
  });
});
