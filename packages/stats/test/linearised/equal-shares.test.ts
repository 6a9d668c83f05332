import { describe, expect, it } from 'vitest';
import { equalShares } from '../../src/linearised/equal-shares.ts';
import { randomStream } from '../../src/random.ts';

interface Sample {
  readonly y: Uint8Array;
  readonly codes: Int32Array;
  readonly cluster: Int32Array;
  readonly clusters: number;
}

/** Clusters of four rows with their own share of ones; levels vary inside clusters and mean nothing. */
function nullSample(seed: number, clusters: number, levels: number): Sample {
  const u = randomStream(seed, 404);
  const share = Float64Array.from({ length: clusters }, () => (u() < 0.5 ? 0.1 : 0.6));
  const tilt = Float64Array.from({ length: clusters }, () => u());
  const cluster = Int32Array.from({ length: 4 * clusters }, (_, i) => i >> 2);
  return {
    clusters,
    cluster,
    y: Uint8Array.from(cluster, (c) => (u() < share[c]! ? 1 : 0)),
    codes: Int32Array.from(cluster, (c) =>
      u() < tilt[c]! ? 0 : 1 + Math.floor(u() * (levels - 1)),
    ),
  };
}

const test = ({ y, codes, cluster, clusters }: Sample, levels: number): number =>
  equalShares(y, codes, levels, cluster, clusters).p.value!;

describe('equal shares over levels', () => {
  it('holds its level with clusters and with levels that vary inside them (400 samples)', () => {
    for (const levels of [2, 4]) {
      let rejected = 0;
      for (let seed = 0; seed < 400; seed += 1) {
        if (test(nullSample(seed, 150, levels), levels) <= 0.05) rejected += 1;
      }
      // P(X > 35) = .001 and P(X < 8) = .001 for 400 samples at 5 %.
      expect(rejected).toBeLessThanOrEqual(35);
      expect(rejected).toBeGreaterThanOrEqual(8);
    }
  });

  it('finds a level with another share', () => {
    const sample = nullSample(3, 200, 3);
    const y = sample.y.map((one, i) => (sample.codes[i] === 2 ? 1 - one : one));
    expect(test({ ...sample, y }, 3)).toBeLessThan(0.001);
  });

  it('is the squared score over its variance, by hand, for two levels', () => {
    const { y, codes, cluster, clusters } = nullSample(9, 40, 2);
    const mean = y.reduce((a, b) => a + b, 0) / y.length;
    const inside = codes.filter((k) => k === 0).length / codes.length;
    const own = Array.from({ length: clusters }, (_, c) =>
      [0, 1, 2, 3].reduce((sum, j) => {
        const i = 4 * c + j;
        return sum + (y[i]! - mean) * ((codes[i] === 0 ? 1 : 0) - inside);
      }, 0),
    );
    const score = own.reduce((a, b) => a + b, 0);
    const variance = own.reduce((a, b) => a + b * b, 0);
    expect(equalShares(y, codes, 2, cluster, clusters).statistic.value).toBeCloseTo(
      (score * score) / variance,
      10,
    );
  });

  it('does not change when rows are said twice, levels are renamed, or rows without a level are added', () => {
    const sample = nullSample(5, 60, 3);
    const p = test(sample, 3);
    const twice = <T extends Uint8Array | Int32Array>(values: T): number[] => [
      ...values,
      ...values,
    ];
    expect(
      test(
        {
          ...sample,
          y: Uint8Array.from(twice(sample.y)),
          codes: Int32Array.from(twice(sample.codes)),
          cluster: Int32Array.from(twice(sample.cluster)),
        },
        3,
      ),
    ).toBeCloseTo(p, 10);
    expect(test({ ...sample, codes: sample.codes.map((k) => (k + 1) % 3) }, 3)).toBeCloseTo(p, 10);
    expect(
      test(
        {
          ...sample,
          y: Uint8Array.from([...sample.y, 1, 1, 1]),
          codes: Int32Array.from([...sample.codes, -1, -1, -1]),
          cluster: Int32Array.from([...sample.cluster, 0, 1, 2]),
        },
        3,
      ),
    ).toBeCloseTo(p, 10);
  });

  it('says why there is no test: one level, one class, one cluster', () => {
    const cluster = Int32Array.of(0, 1, 2, 3);
    const codes = Int32Array.of(0, 0, 1, 1);
    const of = (y: number[], levels: Int32Array): string | null =>
      equalShares(y, levels, 2, cluster, 4).p.reason ?? null;
    expect(of([0, 1, 0, 1], new Int32Array(4))).toBe('fewer-than-two-levels');
    expect(of([1, 1, 1, 1], codes)).toBe('one-class');
    expect(equalShares([0, 1], Int32Array.of(0, 1), 2, Int32Array.of(0, 0), 1).p.reason).toBe(
      'too-few-clusters',
    );
  });
});
