import { combineDraws, drawLimits, tQuantile } from '@equipoise/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('combining draws', () => {
  it('follows the rules by hand', () => {
    // W = .01, B = 1/3, M = 3: T = .01 + 4/3 × 1/3.
    const found = combineDraws([1, 2, 1], [0.1, 0.1, 0.1], 99)!;
    expect(found.value).toBeCloseTo(4 / 3, 12);
    expect(found.withinVariance).toBeCloseTo(0.01, 12);
    expect(found.betweenVariance).toBeCloseTo(4 / 9, 12);
    const total = 0.01 + 4 / 9;
    expect(found.standardError).toBeCloseTo(Math.sqrt(total), 12);
    const share = 4 / 9 / total;
    expect(found.drawnShare).toBeCloseTo(share, 12);
    const drawn = 2 / (share * share);
    const observed = (100 / 102) * 99 * (1 - share);
    expect(found.df).toBeCloseTo(1 / (1 / drawn + 1 / observed), 10);
  });

  it('is the plain estimate where all draws agree', () => {
    const found = combineDraws([0.8, 0.8, 0.8], [0.05, 0.05, 0.05], 40)!;
    expect(found.standardError).toBeCloseTo(0.05, 12);
    expect(found.drawnShare).toBeCloseTo(0, 12);
    expect(found.df).toBeCloseTo((40 * 41) / 43, 10);
  });

  it('leaves undefined draws out, and needs two', () => {
    expect(combineDraws([0.5, Number.NaN, 0.7], [0.1, 0.1, 0.1], 50)!.drawCount).toBe(2);
    expect(combineDraws([0.5, Number.NaN], [0.1, 0.1], 50)).toBeNull();
  });

  it('never gives less variance than sampling alone, nor more freedom than complete data', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.double({ min: 0.001, max: 1, noNaN: true }),
          ),
          { minLength: 2, maxLength: 30 },
        ),
        fc.integer({ min: 2, max: 5000 }),
        (draws, df) => {
          const found = combineDraws(
            draws.map(([value]) => value),
            draws.map(([, error]) => error),
            df,
          )!;
          expect(found.standardError).toBeGreaterThanOrEqual(
            Math.sqrt(found.withinVariance) * (1 - 1e-12),
          );
          expect(found.df).toBeLessThanOrEqual(df);
          expect(found.df).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});

describe('limits over draws', () => {
  const combined = { value: 0.8, standardError: 0.04, df: 60 };

  it('take the scale of the metric', () => {
    const t = tQuantile(0.975, 60);
    const [low, high] = drawLimits(combined, 'plain', 0.95)!;
    expect(low).toBeCloseTo(0.8 - t * 0.04, 12);
    expect(high).toBeCloseTo(0.8 + t * 0.04, 12);
    const n = 0.16 / 0.0016;
    const centre = (0.8 + (t * t) / (2 * n)) / (1 + (t * t) / n);
    const share = drawLimits(combined, 'share', 0.95)!;
    expect((share[0] + share[1]) / 2).toBeCloseTo(centre, 12);
    const logit = drawLimits(combined, 'logit', 0.95)!;
    const odds = (p: number): number => Math.log(p / (1 - p));
    expect(odds(logit[1]) - odds(0.8)).toBeCloseTo((t * 0.04) / 0.16, 10);
    expect(drawLimits({ ...combined, value: 0.99 }, 'bounded', 0.95)![1]).toBe(1);
  });

  it('of a share that is 1 in every draw rest on the patients, or are not given', () => {
    const sure = { value: 1, standardError: 0, df: 30 };
    expect(drawLimits(sure, 'share', 0.95)).toBeNull();
    const [low, high] = drawLimits(sure, 'share', 0.95, 30)!;
    expect(high).toBe(1);
    expect(low).toBeGreaterThan(0.8);
    expect(low).toBeLessThan(0.95);
    expect(drawLimits(sure, 'plain', 0.95, 30)).toBeNull();
  });
});
