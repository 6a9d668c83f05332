import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  betaQuantilePair,
  binomialCdf,
  binomialPmf,
  binomialUpper,
  chiSquareCdf,
  chiSquareQuantile,
  chiSquareUpper,
  fCdf,
  fQuantile,
  fUpper,
  gammaP,
  gammaQ,
  incompleteBeta,
  incompleteBetaTails,
  lgamma,
  logBeta,
  tCdf,
  tQuantile,
  tTwoSided,
} from '../../src/index.ts';

const close = (got: number, want: number, rel = 1e-13): void => {
  expect(Math.abs(got - want)).toBeLessThanOrEqual(rel * Math.abs(want));
};

describe('gamma', () => {
  it('is accurate next to its zeros, small and large', () => {
    close(lgamma(0.5), 0.5723649429247001, 1e-15);
    close(lgamma(1.001), -0.00057639359828330615, 1e-13);
    close(lgamma(100.3), 360.51470572905812, 1e-13);
    expect(lgamma(1)).toBe(0);
    expect(lgamma(2)).toBe(0);
  });

  it('obeys its recurrence', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), (x) => {
        const gap = lgamma(x + 1) - lgamma(x) - Math.log(x);
        expect(Math.abs(gap)).toBeLessThan(1e-15 * (10 + Math.abs(lgamma(x + 1)) * 4));
      }),
    );
  });

  it('has complementary incomplete forms', () => {
    close(gammaQ(3, 20), 4.5551495055892128e-7);
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 500, noNaN: true }),
        fc.double({ min: 0, max: 800, noNaN: true }),
        (a, x) => {
          expect(gammaP(a, x) + gammaQ(a, x)).toBeCloseTo(1, 13);
        },
      ),
    );
  });
});

describe('beta', () => {
  it('mirrors', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0.1, max: 200, noNaN: true }),
        fc.double({ min: 0.1, max: 200, noNaN: true }),
        (x, a, b) => {
          expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 11);
        },
      ),
    );
  });

  it('inverts', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        fc.double({ min: 0.5, max: 3000, noNaN: true }),
        fc.double({ min: 0.5, max: 3000, noNaN: true }),
        (p, a, b) => {
          const [x, y] = betaQuantilePair(p, a, b);
          const tails = incompleteBetaTails(x, y, a, b);
          expect(tails[0]).toBeCloseTo(p, 10);
          expect(tails[1]).toBeCloseTo(1 - p, 10);
          expect(betaQuantile(p, a, b)).toBe(x);
        },
      ),
    );
  });

  it('has the uniform distribution as a special case', () => {
    for (const p of [0, 0.2, 0.71, 1]) {
      expect(betaQuantile(p, 1, 1)).toBeCloseTo(p, 15);
      expect(incompleteBeta(p, 1, 1)).toBeCloseTo(p, 15);
    }
    close(Math.exp(logBeta(3, 4)), 1 / 60);
  });
});

describe('t, chi-square and F', () => {
  it('give tabulated quantiles', () => {
    close(tQuantile(0.975, 1), 12.706204736174705);
    close(tQuantile(0.975, 10), 2.228138851986274);
    close(tQuantile(0.975, 3.7), 2.867520707191188, 1e-12);
    close(chiSquareQuantile(0.95, 1), 3.841458820694124);
    close(tQuantile(0.975, Number.POSITIVE_INFINITY), 1.959963984540054, 1e-15);
  });

  it('t with one degree is the Cauchy distribution, chi-square with two the exponential', () => {
    for (const x of [-30, -1, 0.2, 4]) close(tCdf(x, 1), 0.5 + Math.atan(x) / Math.PI, 1e-12);
    for (const x of [0.1, 2, 50]) close(chiSquareUpper(x, 2), Math.exp(-x / 2));
    expect(chiSquareCdf(2, 2)).toBeCloseTo(1 - Math.exp(-1), 14);
  });

  it('F with one numerator degree is a squared t', () => {
    for (const t of [0.4, 1.9, 6]) close(fUpper(t * t, 1, 9), tTwoSided(t, 9), 1e-12);
    expect(fCdf(fQuantile(0.9, 4, 11), 4, 11)).toBeCloseTo(0.9, 12);
  });
});

describe('binomial', () => {
  it('sums its terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.nat(60),
        (n, p, k) => {
          let sum = 0;
          for (let i = 0; i <= Math.min(k, n); i++) sum += binomialPmf(i, n, p);
          expect(binomialCdf(k, n, p)).toBeCloseTo(sum, 12);
          expect(binomialUpper(k + 1, n, p)).toBeCloseTo(1 - sum, 12);
        },
      ),
    );
  });

  it('stays exact with many trials', () => {
    close(binomialPmf(500_000, 1_000_000, 0.5), 0.00079788436133175009, 1e-12);
  });
});
