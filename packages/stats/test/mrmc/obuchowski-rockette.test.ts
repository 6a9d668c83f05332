import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CovarianceMethod,
  dorfmanBerbaumMetz,
  obuchowskiRockette,
  obuchowskiRocketteJackknife,
  type RandomFactors,
  uStatistic,
} from '../../src/mrmc/index.ts';
import { delongPaired } from '../../src/roc/delong-paired.ts';
import { drawStudy, reorder } from './support.ts';

const methods: readonly CovarianceMethod[] = ['delong', 'jackknife', 'unbiased'];
const factors: readonly RandomFactors[] = ['readers+cases', 'cases', 'readers'];
const seeds = fc.integer({ min: 1, max: 5000 });

describe('Obuchowski and Rockette', () => {
  it('does not depend on the order of cases or readers, nor on a rising change of the ratings', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom(...methods),
        fc.constantFrom(...factors),
        (seed, covariance, random) => {
          const study = drawStudy(seed);
          const base = obuchowskiRockette(study, { covariance, random });
          const order = study.truth.map((_, i) => i).reverse();
          const turned = reorder(study, order);
          const ratings = turned.ratings.map((readers) =>
            [...readers].reverse().map((row) => row.map((x) => Math.exp(x) - 3)),
          );
          const other = obuchowskiRockette(
            { truth: turned.truth, ratings },
            { covariance, random },
          );
          expect(other.overall.p.value ?? -1).toBeCloseTo(base.overall.p.value ?? -1, 8);
          expect(other.differences[0]!.se.value ?? -1).toBeCloseTo(
            base.differences[0]!.se.value ?? -1,
            10,
          );
          expect(other.means[1]!.se.value).toBeCloseTo(base.means[1]!.se.value!, 10);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('two tests in the other order turn the sign of the difference and leave p', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...factors), (seed, random) => {
        const study = drawStudy(seed);
        const [d] = obuchowskiRockette(study, { random }).differences;
        const turned = { truth: study.truth, ratings: [...study.ratings].reverse() };
        const [e] = obuchowskiRockette(turned, { random }).differences;
        expect(e!.estimate.value).toBeCloseTo(-d!.estimate.value!, 12);
        expect(e!.p.value ?? -1).toBeCloseTo(d!.p.value ?? -1, 9);
      }),
      { numRuns: 30 },
    );
  });

  it('an interval holds its estimate and the test agrees with it', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...factors), (seed, random) => {
        const [d] = obuchowskiRockette(drawStudy(seed), { random }).differences;
        if (!d?.limits || d.p.value === null) return;
        const [low, high] = d.limits;
        expect(low).toBeLessThanOrEqual(d.estimate.value!);
        expect(high).toBeGreaterThanOrEqual(d.estimate.value!);
        expect(d.p.value < 0.05).toBe(low > 0 || high < 0);
      }),
      { numRuns: 40 },
    );
  });

  it('F of two tests is the squared t of their difference', () => {
    const { overall, differences } = obuchowskiRockette(drawStudy(5));
    const t = differences[0]!.estimate.value! / differences[0]!.se.value!;
    expect(overall.statistic.value).toBeCloseTo(t * t, 10);
    expect(overall.p.value).toBeCloseTo(differences[0]!.p.value!, 10);
  });

  it('equals the analysis of pseudovalues when the covariance is jackknifed', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 4 }), (seed, tests) => {
        const study = drawStudy(seed, tests, 4, 30);
        const or = obuchowskiRockette(study).overall;
        const dbm = dorfmanBerbaumMetz(study);
        expect(dbm.statistic.value).toBeCloseTo(or.statistic.value!, 7);
        expect(dbm.df2.value! / or.df2!).toBeCloseTo(1, 7);
      }),
      { numRuns: 20 },
    );
  });

  it('one reader is a paired comparison over cases', () => {
    const study = drawStudy(9, 2, 1, 40);
    const result = obuchowskiRockette(study, { covariance: 'delong' });
    const paired = delongPaired(study.truth, study.ratings[0]![0]!, study.ratings[1]![0]!);
    expect(result.isSingleReader).toBe(true);
    expect(result.differences[0]!.p.value).toBeCloseTo(paired.p.value!, 10);
    expect(result.overall.p).toEqual({ value: null, reason: 'one-reader' });
    expect(result.components.cov2).toEqual({ value: null, reason: 'one-reader' });
  });

  it('one test has a mean with interval and no comparison', () => {
    const result = obuchowskiRockette(drawStudy(9, 1, 4));
    expect(result.differences).toEqual([]);
    expect(result.overall.statistic.value).toBeNull();
    expect(result.means[0]!.limits).not.toBeNull();
  });

  it('identical tests have difference 0 and p 1 and are flagged', () => {
    for (const covariance of methods)
      for (const random of factors) {
        const { truth, ratings } = drawStudy(3);
        const result = obuchowskiRockette(
          { truth, ratings: [ratings[0]!, ratings[0]!] },
          { covariance, random },
        );
        expect(result.differences[0]!.estimate.value).toBe(0);
        expect(result.differences[0]!.p.value).toBe(1);
        expect(result.overall.p.value).toBe(1);
        expect(result.identicalTests).toEqual([[0, 1]]);
      }
    expect(obuchowskiRockette(drawStudy(3)).identicalTests).toEqual([]);
  });

  it('constant ratings give one half without variance', () => {
    const truth = [1, 1, 0, 0, 0];
    const row = [2, 2, 2, 2, 2];
    const result = obuchowskiRockette({
      truth,
      ratings: [
        [row, row],
        [row, row],
      ],
    });
    expect(result.means[0]!.estimate.value).toBe(0.5);
    expect(result.differences[0]!.p.value).toBe(1);
  });

  it('a truth that is absent leaves everything null with a reason', () => {
    for (const covariance of methods) {
      const row = [1, 2, 3];
      const result = obuchowskiRockette(
        {
          truth: [1, 1, 1],
          ratings: [
            [row, row],
            [row, row],
          ],
        },
        { covariance },
      );
      expect(result.overall.p).toEqual({ value: null, reason: 'single-class' });
      expect(result.differences[0]!.p.value).toBeNull();
      expect(result.means[0]!.estimate.value).toBeNull();
      expect(result.withoutFigure).toHaveLength(4);
      expect(JSON.stringify(result)).not.toContain('NaN');
    }
  });

  it('no case at all, or no reading at all, is null and not a crash', () => {
    const empty = obuchowskiRockette({ truth: [], ratings: [[[]], [[]]] });
    expect(empty.differences[0]!.p.value).toBeNull();
    const blank = [Number.NaN, Number.NaN];
    const unread = obuchowskiRockette({
      truth: [0, 1],
      ratings: [
        [blank, blank],
        [blank, blank],
      ],
    });
    expect(unread.missingReadings).toBe(8);
    expect(unread.differences[0]!.estimate.value).toBeNull();
  });

  it('a single case of a truth has figures and no variance', () => {
    const study = { truth: [1, 0, 0, 0], ratings: [[[4, 2, 3, 1]], [[2, 3, 1, 4]]] };
    const result = obuchowskiRockette(study, { covariance: 'unbiased' });
    expect(result.readers[0]!.estimate.value).toBe(1);
    expect(result.differences[0]!.p.value).toBeNull();
  });

  it('DeLong and pseudovalues refuse an incomplete crossing with its count; jackknife and unbiased go on', () => {
    const study = drawStudy(4);
    study.ratings[0]![0]![2] = Number.NaN;
    expect(() => obuchowskiRockette(study, { covariance: 'delong' })).toThrow(/1 of 144 readings/);
    expect(() => dorfmanBerbaumMetz(study)).toThrow(/stats\/bad-argument/);
    for (const covariance of ['jackknife', 'unbiased'] as const) {
      const result = obuchowskiRockette(study, { covariance });
      expect(result.missingReadings).toBe(1);
      expect(result.overall.p.value).not.toBeNull();
    }
  });

  it('readers without a shared case have covariance 0', () => {
    const { truth, ratings } = drawStudy(6, 2, 2, 40);
    const split = ratings.map((readers) =>
      readers.map((row, r) => row.map((x, i) => (i < 20 === (r === 0) ? x : Number.NaN))),
    );
    const { components } = obuchowskiRockette(
      { truth, ratings: split },
      { covariance: 'unbiased' },
    );
    expect(components.cov2.value).toBe(0);
    expect(components.cov3.value).toBe(0);
    expect(components.cov1.value).not.toBe(0);
  });

  it('agrees with the U-statistic about the variance of a complete study with unbiased covariance', () => {
    // Both estimate the variance over readers and cases without a bias; on one test they coincide.
    const study = drawStudy(21, 1, 5, 45);
    const or = obuchowskiRockette(study, { covariance: 'unbiased' }).means[0]!;
    const u = uStatistic(study).tests[0]!;
    expect(or.se.value! * or.se.value!).toBeCloseTo(u.variance.value!, 12);
  });

  it('accepts any figure with leave-one-out values', () => {
    const flat = (x: number) => ({ figure: x, leaveOneOut: Float64Array.of(x, x + 0.1, x - 0.1) });
    const result = obuchowskiRocketteJackknife([
      [flat(0.5), flat(0.6)],
      [flat(0.7), flat(0.9)],
    ]);
    expect(result.differences[0]!.estimate.value).toBeCloseTo(-0.25, 12);
    expect(() =>
      obuchowskiRocketteJackknife([[flat(0.5), { figure: 1, leaveOneOut: Float64Array.of(1) }]]),
    ).toThrow(/length-mismatch/);
  });

  it('refuses shapes that do not fit, a partial area without jackknife and a wrong level', () => {
    const { truth, ratings } = drawStudy(2);
    expect(() => obuchowskiRockette({ truth, ratings: [] })).toThrow(/bad-argument/);
    expect(() => obuchowskiRockette({ truth, ratings: [ratings[0]!, [ratings[0]![0]!]] })).toThrow(
      /length-mismatch/,
    );
    expect(() => obuchowskiRockette({ truth: [1, 0], ratings })).toThrow(/length-mismatch/);
    const metric = {
      kind: 'partial-auc',
      range: { axis: 'specificity', low: 0.8, high: 1 },
    } as const;
    expect(() => obuchowskiRockette({ truth, ratings }, { metric, covariance: 'delong' })).toThrow(
      /jackknife/,
    );
    expect(() => obuchowskiRockette({ truth, ratings }, { level: 1 })).toThrow(/level/);
  });

  it('leaves its input alone', () => {
    const study = drawStudy(8);
    const before = JSON.stringify(study);
    obuchowskiRockette(study);
    uStatistic(study);
    expect(JSON.stringify(study)).toBe(before);
  });
});
