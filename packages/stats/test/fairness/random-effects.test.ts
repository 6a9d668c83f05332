import { describe, expect, it } from 'vitest';
import { leaveOneSiteOut, poolSites } from '../../src/fairness/random-effects.ts';
import { randomStream } from '../../src/random.ts';
import { normalQuantile } from '../../src/special/normal.ts';

describe('poolSites', () => {
  it('the interval holds the mean and the prediction interval a new site about as often as it says', () => {
    const u = randomStream(31);
    const normal = (): number => normalQuantile(u() || 0.5);
    const runs = 1500;
    let mean = 0;
    let next = 0;
    let plugIn = 0;
    for (let r = 0; r < runs; r++) {
      const se = Array.from({ length: 8 }, (_, i) => 0.1 + 0.05 * (i % 3));
      const values = se.map((s) => 1 + 0.2 * normal() + s * normal());
      const pooled = poolSites(values, se);
      if (pooled.limits![0] <= 1 && pooled.limits![1] >= 1) mean++;
      const site = 1 + 0.2 * normal();
      if (pooled.predictionLimits![0] <= site && pooled.predictionLimits![1] >= site) next++;
      const plain = pooled.plugInPredictionLimits!;
      if (plain[0] <= site && plain[1] >= site) plugIn++;
    }
    expect(mean / runs).toBeGreaterThan(0.93);
    expect(mean / runs).toBeLessThan(0.98);
    expect(next / runs).toBeGreaterThan(0.92);
    expect(next / runs).toBeLessThan(0.98);
    // The counter-example: without the doubt about the variance it falls short here.
    expect(plugIn / runs).toBeLessThan(0.925);
  });

  it('the prediction interval is wider than that of the mean and absent under three sites', () => {
    const pooled = poolSites([0.5, 0.9, 0.7], [0.1, 0.1, 0.1]);
    expect(pooled.predictionLimits![1]).toBeGreaterThan(pooled.limits![1]);
    expect(poolSites([0.5, 0.9], [0.1, 0.1]).predictionLimits).toBeNull();
    expect(poolSites([0.5], [0.1]).mean.value).toBe(0.5);
    expect(poolSites([], []).mean.reason).toBe('no-site');
  });

  it('leaving out the odd site moves the mean most', () => {
    const values = [0.8, 0.82, 0.79, 0.81, 0.4];
    const left = leaveOneSiteOut(
      values,
      values.map(() => 0.02),
    );
    const moves = left.map((entry) => Math.abs(entry.change.value!));
    expect(moves.indexOf(Math.max(...moves))).toBe(4);
    expect(left[4]!.pooled.siteCount).toBe(4);
    expect(left[4]!.pooled.tau2).toBeLessThan(1e-6);
  });
});
