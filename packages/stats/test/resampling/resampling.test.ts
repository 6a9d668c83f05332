import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random.ts';
import { bootstrapDifference, bootstrapPValue } from '../../src/resampling/difference.ts';
import { jackknife } from '../../src/resampling/jackknife.ts';
import { pairedAurocPermutation } from '../../src/resampling/paired-permutation.ts';
import {
  bootstrapReplicates,
  leaveOneOut,
  replicatesFromClusterDraws,
  replicatesFromIndices,
} from '../../src/resampling/replicates.ts';
import { resampledAuroc } from '../../src/resampling/resampled-auroc.ts';
import { resampledAveragePrecision } from '../../src/resampling/resampled-average-precision.ts';
import {
  basicLimits,
  bcaLimits,
  percentileLimits,
  summariseBootstrap,
} from '../../src/resampling/summary.ts';
import { weightedMean } from '../../src/resampling/weighted-mean.ts';

const cases = fc.array(
  fc.record({ y: fc.constantFrom(0, 1), score: fc.integer({ min: 0, max: 6 }), times: fc.nat(3) }),
  { minLength: 2, maxLength: 25 },
);

function pairAuroc(y: number[], score: number[]): number {
  let wins = 0;
  let pairs = 0;
  for (let i = 0; i < y.length; i++) {
    for (let j = 0; j < y.length; j++) {
      if (y[i] !== 1 || y[j] !== 0) continue;
      pairs++;
      wins += score[i]! > score[j]! ? 1 : score[i] === score[j] ? 0.5 : 0;
    }
  }
  return pairs === 0 ? Number.NaN : wins / pairs;
}

describe('resampled statistics', () => {
  it('AUROC of count weights equals the pair count of the repeated rows, ties included', () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const y: number[] = [];
        const score: number[] = [];
        for (const row of rows) {
          for (let t = 0; t < row.times; t++) {
            y.push(row.y);
            score.push(row.score);
          }
        }
        const auroc = resampledAuroc(
          rows.map((r) => r.y),
          rows.map((r) => r.score),
        );
        const got = auroc(rows.map((r) => r.times));
        const want = pairAuroc(y, score);
        if (Number.isNaN(want)) expect(got).toBeNaN();
        else expect(got).toBeCloseTo(want, 12);
      }),
    );
  });

  it('takes infinite scores and refuses NaN', () => {
    const inf = Number.POSITIVE_INFINITY;
    expect(resampledAuroc([1, 0, 1, 0], [inf, -inf, inf, inf])([1, 1, 1, 1])).toBe(0.75);
    expect(() => resampledAuroc([1, 0], [Number.NaN, 1])).toThrow(/stats\/not-a-number/);
    expect(() => resampledAuroc([1], [1, 2])).toThrow(/stats\/length-mismatch/);
  });

  it('average precision is the prevalence for constant scores and has no value without positives', () => {
    const ap = resampledAveragePrecision([1, 0, 0, 1, 0], [2, 2, 2, 2, 2]);
    expect(ap([1, 1, 1, 1, 1])).toBeCloseTo(0.4, 12);
    expect(ap([0, 1, 1, 0, 1])).toBeNaN();
  });
});

describe('replicates', () => {
  const y = [1, 0, 1, 0, 1, 0, 1, 0];
  const score = [5, 1, 3, 4, 2, 2, 6, 3];
  const auroc = resampledAuroc(y, score);

  it('clusters of one row are single rows', () => {
    const plan = { rowCount: 8, replicateCount: 50, seed: 3 };
    const single = bootstrapReplicates(auroc, plan);
    const clustered = bootstrapReplicates(auroc, { ...plan, cluster: [0, 1, 2, 3, 4, 5, 6, 7] });
    expect([...clustered]).toEqual([...single]);
  });

  it('a replicate does not depend on how many there are', () => {
    const few = bootstrapReplicates(auroc, { rowCount: 8, replicateCount: 5, seed: 3 });
    const many = bootstrapReplicates(auroc, { rowCount: 8, replicateCount: 20, seed: 3 });
    expect([...many.slice(0, 5)]).toEqual([...few]);
    const other = bootstrapReplicates(auroc, { rowCount: 8, replicateCount: 5, seed: 4 });
    expect([...other]).not.toEqual([...few]);
  });

  it('strata keep their size: no replicate lacks a class', () => {
    const plan = { rowCount: 8, replicateCount: 400, seed: 1 };
    const free = bootstrapReplicates(auroc, plan);
    const stratified = bootstrapReplicates(auroc, { ...plan, stratum: y });
    expect(free.some(Number.isNaN)).toBe(true);
    expect(stratified.some(Number.isNaN)).toBe(false);
  });

  it('drawing a cluster draws all its rows', () => {
    const mean = weightedMean([1, 2, 10]);
    expect(
      replicatesFromClusterDraws(
        mean,
        [0, 0, 1],
        [
          [0, 0],
          [0, 1],
          [1, 1],
        ],
      ),
    ).toEqual(Float64Array.of(1.5, 13 / 3, 10));
    expect(() => replicatesFromIndices(mean, [[3]], 3)).toThrow(/stats\/bad-argument/);
  });

  it('leaving out clusters equals computing without their rows', () => {
    const left = leaveOneOut(weightedMean([1, 2, 10, 4]), 4, [0, 1, 0, 1]);
    expect([...left]).toEqual([3, 5.5]);
  });
});

describe('summaries', () => {
  const x = Float64Array.from({ length: 40 }, (_, i) => ((i * 37) % 41) / 10);
  const statistic = weightedMean(x);
  const estimate = statistic(new Uint8Array(40).fill(1));
  const replicates = bootstrapReplicates(statistic, {
    rowCount: 40,
    replicateCount: 2000,
    seed: 6,
  });

  it('percentile, basic and BCa hold the estimate and are near the normal interval for a mean', () => {
    const left = leaveOneOut(statistic, 40);
    const se = jackknife(estimate, left).se.value ?? 0;
    for (const result of [
      percentileLimits(replicates),
      basicLimits(replicates, estimate),
      bcaLimits(replicates, estimate, left).limits,
    ]) {
      const [low, high] = result.limits!;
      expect(low).toBeLessThan(estimate);
      expect(high).toBeGreaterThan(estimate);
      expect((high - low) / (2 * 1.96 * se)).toBeGreaterThan(0.9);
      expect((high - low) / (2 * 1.96 * se)).toBeLessThan(1.1);
    }
  });

  it('the jackknife error of a mean is s / sqrt(n), without bias', () => {
    let squares = 0;
    for (const v of x) squares += (v - estimate) * (v - estimate);
    const result = jackknife(estimate, leaveOneOut(statistic, 40));
    expect(result.se.value).toBeCloseTo(Math.sqrt(squares / 39 / 40), 10);
    expect(result.bias.value).toBeCloseTo(0, 10);
  });

  it('drops and counts replicates without a value, and warns above one in a hundred', () => {
    const summary = summariseBootstrap(1, [1, Number.NaN, 2, 3]);
    expect(summary.invalidCount).toBe(1);
    expect(summary.isManyInvalid).toBe(true);
    expect(summary.mean.value).toBe(2);
  });

  it('gives reasons instead of limits', () => {
    expect(percentileLimits([Number.NaN]).reason).toBe('too-few-replicates');
    expect(bcaLimits([2, 2, 2], 1, [1, 2]).limits.reason).toBe('all-replicates-on-one-side');
    expect(summariseBootstrap(Number.NaN, [1, 2]).se.reason).toBe('no-estimate');
    expect(() => percentileLimits([1, 2], 1)).toThrow(/stats\/bad-argument/);
  });
});

describe('differences', () => {
  it('identical models have difference 0 and p 1', () => {
    const same = bootstrapDifference(0.8, 0.8, [0.7, 0.9, 0.8], [0.7, 0.9, 0.8]);
    expect(same.summary.estimate.value).toBe(0);
    expect(same.pValue.value).toBe(1);
    expect(bootstrapPValue([]).reason).toBe('too-few-replicates');
  });

  it('permutation of two equal models gives p 1, of a useless and a perfect one a small p', () => {
    const u = randomStream(1);
    const y = Array.from({ length: 60 }, (_, i) => i % 2);
    const perfect = y.map((v) => v + u() / 2);
    const useless = y.map(() => u());
    const flips = { seed: 5, count: 199 };
    expect(pairedAurocPermutation(y, perfect, perfect, flips).pValue.value).toBe(1);
    const test = pairedAurocPermutation(y, perfect, useless, flips);
    expect(test.observed.value).toBeGreaterThan(0.3);
    expect(test.pValue.value).toBeLessThan(0.02);
    const one = pairedAurocPermutation([1, 1], [1, 2], [2, 1], flips);
    expect(one.pValue.reason).toBe('one-class');
  });
});
