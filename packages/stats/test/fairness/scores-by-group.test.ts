import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aurocByGroup } from '../../src/fairness/auroc-by-group.ts';
import { calibrationByGroup } from '../../src/fairness/calibration-by-group.ts';
import { crossAuroc } from '../../src/fairness/cross-auroc.ts';
import { fisherExact } from '../../src/fairness/fisher-exact.ts';
import { encodeGroups } from '../../src/fairness/group-codes.ts';
import { thresholdForFpr } from '../../src/fairness/group-thresholds.ts';
import { multicalibration } from '../../src/fairness/multicalibration.ts';
import { predictiveAtPrevalence } from '../../src/fairness/predictive-at-prevalence.ts';
import { atPrevalence, countsAtPrevalence } from '../../src/fairness/prevalence-adjusted.ts';
import { rateGaps } from '../../src/fairness/rate-gaps.ts';
import { randomStream } from '../../src/random.ts';
import { delong } from '../../src/roc/delong.ts';

const u = randomStream(77);
const n = 400;
const y = Array.from({ length: n }, () => (u() < 0.4 ? 1 : 0));
const score = y.map((v) => Math.round(10 * (v * 0.3 + u())) / 10);
const group = y.map(() => (u() < 0.5 ? 'a' : 'b'));
const groups = encodeGroups(group);

describe('aurocByGroup', () => {
  it('has the DeLong values of each group alone', () => {
    const result = aurocByGroup(y, score, groups);
    const rows = group.flatMap((g, i) => (g === 'b' ? [i] : []));
    const alone = delong(
      rows.map((i) => y[i]!),
      rows.map((i) => score[i]!),
    );
    expect(result.estimates[1]).toEqual(alone);
    expect(result.pairs).toHaveLength(1);
    // With two groups the homogeneity test is the squared z.
    expect(result.homogeneityQ.value).toBeCloseTo((result.pairs[0]!.z.value ?? 0) ** 2, 10);
  });

  it('lists groups of one class and leaves them out', () => {
    const result = aurocByGroup(
      [1, 0, 1, 0, 1],
      [3, 1, 2, 2, 5],
      encodeGroups(['a', 'a', 'a', 'a', 'b']),
    );
    expect(result.undefinedPlaces).toEqual([1]);
    expect(result.gap.reason).toBe('too-few-groups');
  });
});

describe('crossAuroc', () => {
  it('the diagonal is the AUROC within the group; reversing scores gives one minus', () => {
    const cross = crossAuroc(y, score, groups);
    const within = aurocByGroup(y, score, groups);
    expect(cross.matrix[0]![0]!.value).toBeCloseTo(within.estimates[0]!.auroc.value!, 12);
    const reversed = crossAuroc(
      y,
      score.map((s) => -s),
      groups,
    );
    expect(reversed.matrix[0]![1]!.value).toBeCloseTo(1 - cross.matrix[0]![1]!.value!, 12);
  });
});

describe('calibration by group', () => {
  const p = y.map(() => 0.05 + 0.9 * u());
  const outcome = p.map((q) => (u() < q ? 1 : 0));

  it('calibrated groups have slope near 1 and alpha near 0; a shifted group is found', () => {
    for (const entry of calibrationByGroup(outcome, p, groups)) {
      const { slope, calibrationInTheLarge: large } = entry.calibration;
      expect(Math.abs(slope.estimate.value! - 1)).toBeLessThan(4 * slope.se.value!);
      expect(Math.abs(large.estimate.value!)).toBeLessThan(4 * large.se.value!);
    }
    const shifted = p.map((q, i) => (group[i] === 'a' ? q / 2 : q));
    const [a, b] = calibrationByGroup(outcome, shifted, groups);
    expect(a!.calibration.calibrationInTheLarge.estimate.value!).toBeGreaterThan(0.5);
    expect(Math.abs(b!.calibration.calibrationInTheLarge.estimate.value!)).toBeLessThan(0.5);
    const m = multicalibration(outcome, shifted, groups);
    expect(m.perGroup[0]!.ece.value!).toBeGreaterThan(m.perGroup[1]!.ece.value! + 0.1);
  });

  it('refuses probabilities outside 0 to 1', () => {
    expect(() => multicalibration([1, 0], [1.2, 0.1], encodeGroups(['a', 'a']))).toThrow(
      /stats\/bad-argument/,
    );
  });
});

describe('fisherExact', () => {
  it('equals enumeration with exact binomials', () => {
    const choose = (m: number, k: number): number => {
      let c = 1;
      for (let i = 0; i < k; i++) c = (c * (m - i)) / (i + 1);
      return c;
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 15 }),
        fc.nat(15),
        fc.nat(15),
        (n1, n2, r1, r2) => {
          const k1 = Math.min(n1, r1);
          const k2 = Math.min(n2, r2);
          const hits = k1 + k2;
          let sum = 0;
          let all = 0;
          const own = choose(n1, k1) * choose(n2, k2);
          for (let x = Math.max(0, hits - n2); x <= Math.min(n1, hits); x++) {
            const w = choose(n1, x) * choose(n2, hits - x);
            all += w;
            if (w <= own * (1 + 1e-7)) sum += w;
          }
          expect(fisherExact(k1, n1, k2, n2)).toBeCloseTo(sum / all, 10);
        },
      ),
    );
  });

  it('stays in range for large and extreme tables', () => {
    expect(fisherExact(0, 50000, 200, 50000)).toBeLessThan(1e-50);
    expect(fisherExact(25000, 50000, 25010, 50000)).toBeGreaterThan(0.9);
    expect(fisherExact(0, 5, 0, 7)).toBe(1);
  });
});

describe('rateGaps', () => {
  it('two groups: the homogeneity chi-square is the squared pooled z', () => {
    const result = rateGaps([30, 50], [60, 70]);
    expect(result.chiSquare.value).toBeCloseTo(result.pairs[0]!.z.value! ** 2, 10);
    expect(result.pValue.value).toBeCloseTo(result.pairs[0]!.pValue.value!, 10);
  });

  it('zero rates have no ratio limits, equal full rates no z', () => {
    const pair = rateGaps([0, 5], [5, 5]).pairs[0]!;
    expect(pair.katz).toBeNull();
    expect(
      rateGaps(
        [5, 5],
        [0, 5].map(() => 5),
      ).pairs[0]!.z.reason,
    ).toBe('no-variance');
    expect(rateGaps([1, 0], [5, 5]).pairs[0]!.ratio.reason).toBe('zero-denominator');
  });
});

describe('prevalence', () => {
  it('at its own prevalence a group has its own PPV, NPV and accuracy', () => {
    const counts = { tp: 30, fn: 10, fp: 20, tn: 60 };
    const own = countsAtPrevalence(counts, 40 / 120);
    expect(own.ppv.value).toBeCloseTo(30 / 50, 12);
    expect(own.npv.value).toBeCloseTo(60 / 70, 12);
    expect(own.accuracy.value).toBeCloseTo(90 / 120, 12);
    expect(atPrevalence(0.5, 1, 0).ppv.reason).toBe('no-predicted-positives');
    expect(() => atPrevalence(1, 1, 2)).toThrow(/stats\/bad-argument/);
  });

  it('limits of single rows are those of Mercaldo, Lau and Zhou up to the divisor', () => {
    const counts = { tp: 80, fn: 20, fp: 30, tn: 170 };
    const labels: number[] = [];
    const pred: number[] = [];
    for (const [c, a, b] of [
      [counts.tp, 1, 1],
      [counts.fn, 1, 0],
      [counts.fp, 0, 1],
      [counts.tn, 0, 0],
    ] as const) {
      for (let i = 0; i < c; i++) {
        labels.push(a);
        pred.push(b);
      }
    }
    const result = predictiveAtPrevalence(labels, pred, new Int32Array(300), 1, 0.1);
    const variance = 0.2 / (0.8 * 100) + 0.85 / (0.15 * 200);
    const centre = Math.log((0.8 * 0.1) / (0.15 * 0.9));
    const low = 1 / (1 + Math.exp(-(centre - 1.959963984540054 * Math.sqrt(variance))));
    expect(result.groups[0]!.ppvLimits![0]).toBeCloseTo(low, 3);
  });

  it('doubling every row of a patient leaves the clustered limits as they are', () => {
    const codes = Int32Array.from(group, (g) => (g === 'a' ? 0 : 1));
    const pred = score.map((s) => (s > 0.6 ? 1 : 0));
    const once = predictiveAtPrevalence(y, pred, codes, 2, 0.2);
    const twice = predictiveAtPrevalence(
      [...y, ...y],
      [...pred, ...pred],
      [...codes, ...codes],
      2,
      0.2,
      [...y.keys(), ...y.keys()],
    );
    expect(twice.groups[0]!.ppvLimits![0]).toBeCloseTo(once.groups[0]!.ppvLimits![0], 10);
    expect(twice.gap('npv', 0, 1).se.value).toBeCloseTo(once.gap('npv', 0, 1).se.value!, 10);
  });
});

describe('thresholdForFpr', () => {
  it('keeps the limit, and one more score would break it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (limit) => {
        const point = thresholdForFpr(y, score, limit)!;
        expect(point.fpr).toBeLessThanOrEqual(limit + 1e-12);
        const lower = Math.max(...score.filter((s) => s < point.threshold), -1);
        const fp = y.filter((v, i) => v === 0 && score[i]! >= lower).length;
        const negatives = y.filter((v) => v === 0).length;
        if (lower > -1) expect(fp / negatives).toBeGreaterThan(limit - 1e-12);
      }),
    );
    expect(thresholdForFpr([1, 1], [1, 2], 0.1)).toBeNull();
  });
});
