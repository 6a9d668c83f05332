import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random.ts';
import { fitBetaBinomial } from '../../src/shrinkage/beta-binomial.ts';
import { fitLogisticNormal } from '../../src/shrinkage/logistic-normal.ts';
import { fitNormalRandomEffects, logitRates } from '../../src/shrinkage/normal.ts';
import { gaussHermite } from '../../src/special/gauss-hermite.ts';
import { normalQuantile } from '../../src/special/normal.ts';
import { findRoot, minimiseScalar } from '../../src/special/scalar-search.ts';

describe('fitNormalRandomEffects', () => {
  it('keeps every shrunken value between the raw one and the mean', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: -3, max: 3, noNaN: true }),
            fc.double({ min: 0.01, max: 2, noNaN: true }),
          ),
          { minLength: 2, maxLength: 10 },
        ),
        fc.constantFrom('DL' as const, 'REML' as const, 'PM' as const),
        (rows, method) => {
          const y = rows.map((r) => r[0]);
          const fit = fitNormalRandomEffects(
            y,
            rows.map((r) => r[1]),
            method,
          );
          expect(fit.tau2).toBeGreaterThanOrEqual(0);
          fit.blup.forEach((b, i) => {
            expect(b).toBeGreaterThanOrEqual(Math.min(y[i]!, fit.mu) - 1e-9);
            expect(b).toBeLessThanOrEqual(Math.max(y[i]!, fit.mu) + 1e-9);
          });
        },
      ),
    );
  });

  it('REML has no slope at its solution when tau2 is above 0', () => {
    const y = [0.1, 0.9, -0.4, 1.6, 0.3];
    const v = [0.05, 0.1, 0.2, 0.04, 0.3];
    const { tau2 } = fitNormalRandomEffects(y, v, 'REML');
    const log = (t: number): number => {
      const w = v.map((x) => 1 / (x + t));
      const sum = w.reduce((a, b) => a + b);
      const mu = w.reduce((a, b, i) => a + b * y[i]!, 0) / sum;
      const q = w.reduce((a, b, i) => a + b * (y[i]! - mu) * (y[i]! - mu), 0);
      return -0.5 * (v.reduce((a, x) => a + Math.log(x + t), 0) + Math.log(sum) + q);
    };
    expect(tau2).toBeGreaterThan(0);
    const slope = (log(tau2 + 1e-5) - log(tau2 - 1e-5)) / 2e-5;
    expect(Math.abs(slope)).toBeLessThan(1e-6);
  });

  it('refuses groups without variance and mismatched arrays', () => {
    expect(() => fitNormalRandomEffects([1], [0])).toThrow(/stats\/bad-argument/);
    expect(() => fitNormalRandomEffects([1, 2], [1])).toThrow(/stats\/length-mismatch/);
    expect(() => logitRates([3], [2])).toThrow(/stats\/bad-argument/);
  });

  it('adds a half to empty and full cells only', () => {
    const { logit, variance } = logitRates([0, 5, 10], [10, 10, 10]);
    expect(logit[0]).toBeCloseTo(Math.log(0.5 / 10.5), 12);
    expect(logit[1]).toBe(0);
    expect(logit[2]).toBeCloseTo(-logit[0]!, 12);
    expect(variance[1]).toBeCloseTo(0.4, 12);
  });
});

describe('fitBetaBinomial', () => {
  it('pools completely when groups vary no more than by chance, or all rates are equal to 0', () => {
    expect(fitBetaBinomial([50, 51, 49], [100, 100, 100]).isCompletePooling).toBe(true);
    expect(fitBetaBinomial([0, 0], [10, 10]).isCompletePooling).toBe(true);
    expect(fitBetaBinomial([0, 0], [10, 10]).alpha.value).toBeNull();
  });

  it('finds planted shapes from many groups', () => {
    const u = randomStream(4, 4);
    const k: number[] = [];
    for (let g = 0; g < 3000; g++) {
      // Beta(2, 2) is the median of three uniforms.
      const rate = [u(), u(), u()].sort((a, b) => a - b)[1]!;
      let hits = 0;
      for (let i = 0; i < 20; i++) if (u() < rate) hits++;
      k.push(hits);
    }
    const fit = fitBetaBinomial(k, new Array<number>(3000).fill(20));
    expect(fit.alpha.value).toBeGreaterThan(1.8);
    expect(fit.alpha.value).toBeLessThan(2.2);
    expect(fit.mean).toBeCloseTo(0.5, 1);
  });

  it('is exact for large groups too (sums against log-gamma)', () => {
    const fit = fitBetaBinomial([900, 4000, 300], [1000, 5000, 500]);
    expect(fit.isCompletePooling).toBe(false);
    fit.posteriorMean.forEach((m, i) => {
      expect(Math.abs(m - [0.9, 0.8, 0.6][i]!)).toBeLessThan(0.01);
    });
  });
});

describe('fitLogisticNormal', () => {
  it('finds planted mean and spread', () => {
    const u = randomStream(5, 5);
    const k: number[] = [];
    const n: number[] = [];
    for (let g = 0; g < 400; g++) {
      const rate = 1 / (1 + Math.exp(-(0.5 + 0.8 * normalQuantile(u() || 0.5))));
      let hits = 0;
      for (let i = 0; i < 30; i++) if (u() < rate) hits++;
      k.push(hits);
      n.push(30);
    }
    const fit = fitLogisticNormal(k, n);
    expect(Math.abs(fit.mu - 0.5)).toBeLessThan(0.15);
    expect(Math.abs(fit.sd - 0.8)).toBeLessThan(0.12);
  });

  it('has no spread for equal rates and stays defined for all hits', () => {
    expect(fitLogisticNormal([10, 10], [20, 20]).isCompletePooling).toBe(true);
    expect([...fitLogisticNormal([5, 7], [5, 7]).rate]).toEqual([1, 1]);
  });
});

describe('numerical tools', () => {
  it('Gauss-Hermite is exact for even moments, odd and even rules', () => {
    for (const count of [1, 2, 7, 25, 40]) {
      const { nodes, weights } = gaussHermite(count);
      const moment = (power: number): number =>
        weights.reduce((a, w, i) => {
          let x = w;
          for (let p = 0; p < power; p++) x *= nodes[i]!;
          return a + x;
        }, 0);
      const root = Math.sqrt(Math.PI);
      expect(moment(0)).toBeCloseTo(root, 12);
      if (count >= 2) expect(moment(2)).toBeCloseTo(root / 2, 12);
      if (count >= 3) expect(moment(4)).toBeCloseTo((3 * root) / 4, 11);
    }
  });

  it('findRoot and minimiseScalar find what is known', () => {
    expect(findRoot((x) => x * x * x - 2, 0, 4)).toBeCloseTo(1.2599210498948732, 12);
    expect(findRoot((x) => x, 1, 2)).toBeNaN();
    expect(minimiseScalar((x) => (x - 3) * (x - 3) + 1, -50, 100)).toBeCloseTo(3, 6);
  });
});
