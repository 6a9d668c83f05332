import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uStatistic } from '../../src/mrmc/index.ts';
import { auroc } from '../../src/roc/auroc.ts';
import { drawStudy } from './support.ts';

/** Unbiased variance by the definition: products over pairs of readings that share nothing, subtracted. */
function slowVariance(truth: number[], readers: number[][]): number {
  const cells: { r: number; i: number; j: number; s: number }[] = [];
  readers.forEach((row, r) => {
    truth.forEach((a, i) => {
      truth.forEach((b, j) => {
        const [x, y] = [row[i]!, row[j]!];
        if (a !== 1 || b !== 0 || Number.isNaN(x) || Number.isNaN(y)) return;
        cells.push({ r, i, j, s: x > y ? 1 : x === y ? 0.5 : 0 });
      });
    });
  });
  let sum = 0;
  let apart = 0;
  let apartCount = 0;
  for (const a of cells)
    for (const b of cells) {
      sum += a.s * b.s;
      if (a.r === b.r || a.i === b.i || a.j === b.j) continue;
      apart += a.s * b.s;
      apartCount++;
    }
  return sum / (cells.length * cells.length) - apart / apartCount;
}

describe('one-shot U-statistics', () => {
  it('have the variance of the definition, with readings missing here and there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 5 }),
        (seed, gaps) => {
          const { truth, ratings } = drawStudy(seed, 1, 3, 12, 4);
          for (let k = 0; k < gaps; k++) ratings[0]![k % 3]![(seed + 5 * k) % 12] = Number.NaN;
          const [one] = uStatistic({ truth, ratings }).tests;
          expect(one!.variance.value).toBeCloseTo(slowVariance(truth, ratings[0]!), 11);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('pool pairs, and say what the plain mean of the readers is', () => {
    const truth = [1, 1, 1, 0, 0];
    const ratings = [
      [
        [3, 2, 1, 2, 0],
        [1, Number.NaN, Number.NaN, 2, 0],
      ],
    ];
    const [one] = uStatistic({ truth, ratings }).tests;
    expect(one!.estimate.value).toBeCloseTo((4.5 + 1) / 8, 12);
    expect(one!.meanOfReaders.value).toBeCloseTo((4.5 / 6 + 0.5) / 2, 12);
  });

  it('a reader without readings changes no estimate', () => {
    const { truth, ratings } = drawStudy(31);
    const base = uStatistic({ truth, ratings });
    const idle = truth.map(() => Number.NaN);
    const more = uStatistic({ truth, ratings: ratings.map((rows) => [...rows, idle]) });
    expect(more.differences[0]!.variance.value).toBeCloseTo(
      base.differences[0]!.variance.value!,
      14,
    );
    expect(more.tests[0]!.readerCount).toBe(3);
    expect(more.differences[0]!.dfExact.value).toBeCloseTo(base.differences[0]!.dfExact.value!, 8);
  });

  it('cases nobody read change nothing', () => {
    const { truth, ratings } = drawStudy(32);
    const base = uStatistic({ truth, ratings });
    const more = uStatistic({
      truth: [...truth, 0, 1],
      ratings: ratings.map((rows) => rows.map((row) => [...row, Number.NaN, Number.NaN])),
    });
    expect(more.differences[0]!.p.value).toBeCloseTo(base.differences[0]!.p.value!, 12);
    expect(more.missingReadings).toBe(12);
  });

  it('one reader: the area, its variance over cases alone', () => {
    const { truth, ratings } = drawStudy(33, 2, 1, 40);
    const result = uStatistic({ truth, ratings });
    expect(result.tests[0]!.estimate.value).toBeCloseTo(auroc(truth, ratings[0]![0]!).value!, 12);
    expect(result.tests[0]!.variance.value).toBeGreaterThan(0);
    expect(result.differences[0]!.p.value).not.toBeNull();
    const idle = truth.map(() => Number.NaN);
    const more = uStatistic({ truth, ratings: ratings.map((rows) => [...rows, idle]) });
    expect(more.tests[0]!.variance.value).toBeCloseTo(result.tests[0]!.variance.value!, 14);
  });

  it('sensitivity and specificity are shares of right calls', () => {
    const { truth, ratings } = drawStudy(34, 1, 2, 30);
    const share = (of: number, hit: (x: number) => boolean): number => {
      const calls = ratings[0]!.flatMap((row) => row.filter((_, i) => truth[i] === of));
      return calls.filter(hit).length / calls.length;
    };
    const sens = uStatistic({ truth, ratings }, { metric: { kind: 'sensitivity', threshold: 3 } });
    expect(sens.tests[0]!.estimate.value).toBeCloseTo(
      share(1, (x) => x >= 3),
      12,
    );
    const spec = uStatistic({ truth, ratings }, { metric: { kind: 'specificity', threshold: 3 } });
    expect(spec.tests[0]!.estimate.value).toBeCloseTo(
      share(0, (x) => x < 3),
      12,
    );
  });

  it('identical tests have difference 0 and p 1', () => {
    const { truth, ratings } = drawStudy(35);
    const result = uStatistic({ truth, ratings: [ratings[0]!, ratings[0]!] });
    expect(result.differences[0]).toMatchObject({ estimate: { value: 0 }, p: { value: 1 } });
  });

  it('a negative unbiased variance is reported, has no interval, and the MLE moments have one', () => {
    let found = 0;
    for (let seed = 1; seed < 200 && found === 0; seed++) {
      const study = drawStudy(seed, 1, 2, 9, 3);
      const result = uStatistic(study);
      if (!result.hasNegativeVariance) continue;
      found++;
      expect(result.tests[0]!.limits).toBeNull();
      expect(result.tests[0]!.se).toEqual({ value: null, reason: 'negative-variance' });
      expect(uStatistic(study, { moments: 'mle' }).tests[0]!.limits).not.toBeNull();
    }
    expect(found).toBe(1);
  });

  it('a truth that is absent leaves every number null', () => {
    const row = [1, 2, 3];
    const result = uStatistic({
      truth: [0, 0, 0],
      ratings: [
        [row, row],
        [row, row],
      ],
    });
    expect(result.tests[0]!.estimate).toEqual({ value: null, reason: 'no-figure' });
    expect(result.tests[0]!.variance).toEqual({ value: null, reason: 'single-class' });
    expect(result.differences[0]!.p.value).toBeNull();
    expect(result.differences[0]!.pNormal.value).toBeNull();
  });
});
