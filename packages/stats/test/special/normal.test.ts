import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  erf,
  erfc,
  erfcx,
  logNdtr,
  normalCdf,
  normalPdf,
  normalQuantile,
  normalTwoSided,
  normalUpper,
  twoSidedZ,
} from '../../src/index.ts';

const close = (got: number, want: number, rel = 3e-15): void => {
  expect(Math.abs(got - want)).toBeLessThanOrEqual(rel * Math.abs(want));
};

describe('normal distribution', () => {
  it('gives the usual critical values to the last digits', () => {
    close(twoSidedZ(0.95), 1.9599639845400542, 2.3e-16);
    close(normalQuantile(0.995), 2.5758293035489004);
    close(normalQuantile(1e-300), -37.047096299361199);
    expect(normalQuantile(0.5)).toBe(0);
  });

  it('keeps relative accuracy in the far tail', () => {
    close(normalCdf(-8), 6.220960574271784e-16);
    close(normalCdf(-20), 2.7536241186062337e-89);
    close(normalUpper(37), 5.725571222524577e-300);
    close(logNdtr(-40), -804.6084420137538);
  });

  it('is its own inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 13);
      }),
    );
  });

  it('has symmetric tails that rise', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (x) => {
        expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 14);
        expect(normalCdf(x)).toBeLessThanOrEqual(normalCdf(x + 1e-6));
        expect(normalTwoSided(x)).toBeCloseTo(2 * normalCdf(-Math.abs(x)), 15);
      }),
    );
  });

  it('answers at the ends and outside', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
  });

  it('matches density and slope', () => {
    for (const x of [-2, -0.3, 0.1, 1.7])
      expect((normalCdf(x + 1e-5) - normalCdf(x - 1e-5)) / 2e-5).toBeCloseTo(normalPdf(x), 9);
  });
});

describe('error function', () => {
  it('agrees with published values', () => {
    close(erf(0.5), 0.5204998778130465);
    close(erf(-2), -0.9953222650189527);
    close(erfc(3), 2.209049699858544e-5);
    close(erfcx(10), 0.05614099274382259);
  });
});
