import { describe, expect, it } from 'vitest';
import { pooledRateSe, worstGroup } from '../../src/fairness/worst-group.ts';
import { randomStream } from '../../src/random.ts';
import { normalQuantile } from '../../src/special/normal.ts';

const quick = { drawCount: 0 };

describe('worstGroup', () => {
  it.each([2, 4, 8, 20])('with %i equal groups the bias is within .01, raw far below', (groups) => {
    const u = randomStream(21, groups);
    const runs = 3000;
    let raw = 0;
    let corrected = 0;
    for (let r = 0; r < runs; r++) {
      const se = Array.from({ length: groups }, (_, g) => 0.03 + 0.01 * (g % 5));
      const values = se.map((s) => 0.8 + s * normalQuantile(u() || 0.5));
      const result = worstGroup(values, se, quick);
      raw += result.raw.value! - 0.8;
      corrected += result.corrected.value! - 0.8;
    }
    expect(Math.abs(corrected / runs)).toBeLessThan(0.01);
    expect(raw / runs).toBeLessThan(-0.02);
  });

  it('equal rates of unequal groups: bias within .01 for 8 and 20 groups', () => {
    for (const groups of [8, 20]) {
      const u = randomStream(22, groups);
      const runs = 1500;
      let bias = 0;
      for (let r = 0; r < runs; r++) {
        const n = Array.from({ length: groups }, (_, g) => 40 + 40 * (g % 4));
        const k = n.map((size) => {
          let hits = 0;
          for (let i = 0; i < size; i++) if (u() < 0.8) hits++;
          return hits;
        });
        const rates = k.map((hits, g) => hits / n[g]!);
        bias += worstGroup(rates, pooledRateSe(k, n), quick).corrected.value! - 0.8;
      }
      expect(Math.abs(bias / runs)).toBeLessThan(0.01);
    }
  });

  it('finds a truly bad group and says how sure it is', () => {
    const result = worstGroup([0.8, 0.82, 0.5, 0.79], [0.03, 0.03, 0.03, 0.03]);
    expect(result.place).toBe(2);
    expect(result.corrected.value!).toBeLessThan(0.56);
    expect(result.probabilityWorst[2]!).toBeGreaterThan(0.99);
  });

  it('lower-is-better takes the largest; no group has no value; an SE of 0 is refused', () => {
    expect(worstGroup([0.1, 0.4], [0.02, 0.02], { better: 'lower' }).place).toBe(1);
    expect(worstGroup([], []).corrected.reason).toBe('no-group');
    expect(() => worstGroup([1], [0])).toThrow(/stats\/bad-argument/);
    expect(worstGroup([0.7], [0.05]).corrected.value).toBe(0.7);
  });
});
