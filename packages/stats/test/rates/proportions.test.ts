import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binomialPmf,
  clopperPearson,
  clusterCorrelation,
  clusteredProportion,
  clusteredProportionFromCounts,
  mcNemar,
  miettinenNurminen,
  newcombe,
  pairedDifference,
  proportionDifference,
  proportionInterval,
  wilson,
} from '../../src/index.ts';

const counts = fc
  .integer({ min: 1, max: 300 })
  .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 0, max: n }) }));
const methods = ['wilson', 'clopper-pearson', 'jeffreys', 'agresti-coull', 'wald'] as const;

/** Share of outcomes whose interval holds the truth. */
function coverage(n: number, p: number, limits: (k: number) => readonly [number, number]): number {
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    const [low, high] = limits(k);
    if (low <= p && p <= high) sum += binomialPmf(k, n, p);
  }
  return sum;
}

/** A small deterministic stream, enough for simulated patients. */
function stream(seed: number): () => number {
  let s = seed;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe('intervals of one proportion', () => {
  it('hold the estimate, mirror, and widen with the level', () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(...methods), ({ n, k }, method) => {
        const narrow = proportionInterval(k, n, { method, level: 0.8 });
        const wide = proportionInterval(k, n, { method, level: 0.99 });
        const mirror = proportionInterval(n - k, n, { method, level: 0.99 });
        const [low, high] = wide.limits!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(narrow.limits![0] + 1e-12);
        expect(high).toBeGreaterThanOrEqual(narrow.limits![1] - 1e-12);
        expect(mirror.limits![0]).toBeCloseTo(1 - high, 9);
        if (method !== 'jeffreys') {
          expect(low).toBeLessThanOrEqual(k / n + 1e-12);
          expect(high).toBeGreaterThanOrEqual(k / n - 1e-12);
        }
      }),
    );
  });

  it('exact intervals never cover less than promised; Wilson stays near', () => {
    for (const n of [12, 40])
      for (const p of [0.03, 0.2, 0.5, 0.77]) {
        expect(coverage(n, p, (k) => clopperPearson(k, n))).toBeGreaterThanOrEqual(0.95);
        expect(coverage(n, p, (k) => wilson(k, n))).toBeGreaterThan(0.9);
      }
  });

  it('have no value without rows and refuse impossible counts', () => {
    expect(proportionInterval(0, 0)).toMatchObject({
      estimate: { value: null, reason: 'no-rows' },
      limits: null,
    });
    expect(() => proportionInterval(4, 3)).toThrow(/stats\/bad-argument/);
    expect(() => wilson(1, 3, 1)).toThrow(/stats\/bad-argument/);
  });
});

describe('differences', () => {
  it('change sign when the samples swap', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        for (const f of [newcombe, miettinenNurminen]) {
          const one = f(a.k, a.n, b.k, b.n);
          const two = f(b.k, b.n, a.k, a.n);
          expect(one[0]).toBeCloseTo(-two[1], 8);
          expect(one[0]).toBeLessThanOrEqual(a.k / a.n - b.k / b.n + 1e-12);
          expect(one[1]).toBeGreaterThanOrEqual(a.k / a.n - b.k / b.n - 1e-12);
        }
      }),
    );
    expect(proportionDifference(0, 0, 1, 2).estimate.reason).toBe('no-rows');
  });

  it('reproduce the published paired example', () => {
    const { limits } = pairedDifference(36, 12, 2, 0);
    expect(limits![0]).toBeCloseTo(0.0569, 4);
    expect(limits![1]).toBeCloseTo(0.3404, 4);
  });

  it('McNemar: mid-p lies below the exact p and both are 1 without disagreement', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (b, c) => {
        const test = mcNemar(b, c);
        expect(test.midP).toBeLessThanOrEqual(test.exactP + 1e-12);
        expect(mcNemar(c, b).exactP).toBe(test.exactP);
      }),
    );
    expect(mcNemar(0, 0)).toMatchObject({ exactP: 1, chiSquare: { reason: 'no-discordant-rows' } });
  });
});

describe('clustered proportion', () => {
  it('is the same when every patient is copied', () => {
    const outcome = [1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1];
    const once = clusteredProportion(
      outcome,
      outcome.map((_, i) => i),
    );
    const many = clusteredProportion(
      outcome.flatMap((v) => [v, v, v, v]),
      outcome.flatMap((_, i) => [i, i, i, i]),
    );
    expect(many.limits![0]).toBeCloseTo(once.limits![0], 6);
    expect(many.se.value).toBeCloseTo(once.se.value!, 12);
    expect(many.rows).toBe(48);
    expect(many.clusters).toBe(12);
  });

  it('has limits inside [0, 1] when all rows agree, wider than for independent rows', () => {
    const all = clusteredProportionFromCounts([5, 5, 5, 5], [5, 5, 5, 5]);
    expect(all.limits![1]).toBe(1);
    expect(all.limits![0]).toBeLessThan(wilson(20, 20)[0]);
    expect(all.designEffect.reason).toBe('no-variation');
  });

  it('says so with one cluster or no rows', () => {
    expect(clusteredProportion([1, 0], [7, 7])).toMatchObject({
      limits: null,
      se: { reason: 'one-cluster' },
    });
    expect(clusteredProportion([], []).estimate.reason).toBe('no-rows');
  });

  it('covers the truth near 95 % whatever the correlation within patients', () => {
    const random = stream(5);
    const runs = 800;
    for (const [patients, images, share, least] of [
      [200, 5, 0.5, 0.93],
      [200, 20, 0, 0.93],
      [50, 5, 0.3, 0.9],
    ] as const) {
      let hits = 0;
      for (let r = 0; r < runs; r++) {
        const k = new Float64Array(patients);
        for (let g = 0; g < patients; g++) {
          // With chance `share` a row repeats the patient's common outcome: correlation share^2.
          const common = random() < 0.8 ? 1 : 0;
          for (let i = 0; i < images; i++)
            k[g]! += random() < Math.sqrt(share) ? common : random() < 0.8 ? 1 : 0;
        }
        const { limits } = clusteredProportionFromCounts(
          k,
          new Float64Array(patients).fill(images),
        );
        if (limits![0] <= 0.8 && 0.8 <= limits![1]) hits++;
      }
      expect(hits / runs).toBeGreaterThan(least);
      expect(hits / runs).toBeLessThan(0.98);
    }
  });
});

describe('intra-cluster correlation', () => {
  it('is 1 for copies, and the design effect then the cluster size', () => {
    const values = [1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0];
    const ids = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4];
    const result = clusterCorrelation(values, ids);
    expect(result.icc.value).toBeCloseTo(1, 12);
    expect(result.designEffect.value).toBeCloseTo(3, 12);
    expect(result.effectiveRows.value).toBeCloseTo(4, 12);
  });

  it('equals the textbook analysis of variance with unequal sizes', () => {
    // Groups (1,2,3), (4,6), (5): MSB = 7.75, MSW = 4/3, m0 = (6 - 14/6) / 2.
    const result = clusterCorrelation([1, 2, 3, 4, 6, 5], ['a', 'a', 'a', 'b', 'b', 'c']);
    const m0 = (6 - 14 / 6) / 2;
    expect(result.typicalSize.value).toBeCloseTo(m0, 12);
    expect(result.icc.value).toBeCloseTo((6.75 - 4 / 3) / (6.75 + ((m0 - 1) * 4) / 3), 12);
  });

  it('does not depend on the origin of a continuous value', () => {
    const x = [1.2, 1.4, 3.1, 2.9, 0.3, 0.8, 2.2, 2.0];
    const ids = [1, 1, 2, 2, 3, 3, 4, 4];
    const a = clusterCorrelation(x, ids);
    const b = clusterCorrelation(
      x.map((v) => v + 1e6),
      ids,
    );
    expect(b.icc.value).toBeCloseTo(a.icc.value!, 7);
    expect(a.iccLimits![0]).toBeLessThan(a.icc.value!);
    expect(a.iccLimits![1]).toBeLessThanOrEqual(1);
  });

  it('says why there is none', () => {
    expect(clusterCorrelation([1, 0, 1], [1, 2, 3]).icc.reason).toBe('singletons');
    expect(clusterCorrelation([1, 0, 1], [1, 1, 1]).icc.reason).toBe('one-cluster');
    expect(clusterCorrelation([1, 1, 1, 1], [1, 1, 2, 2]).icc.reason).toBe('no-variation');
  });
});
