import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auroc,
  averagePrecision,
  clusteredAuroc,
  delong,
  delongComponents,
  delongPaired,
  delongUnpaired,
  hanleyMcNeilSe,
  multiclassAuroc,
  operatingPoint,
  partialAuroc,
  precisionRecallCurve,
  rocCurve,
  youdenMaximum,
} from '../../src/index.ts';

const rows = fc.array(
  fc.record({ y: fc.integer({ min: 0, max: 1 }), s: fc.integer({ min: 0, max: 12 }) }),
  {
    minLength: 4,
    maxLength: 60,
  },
);
const split = (data: readonly { y: number; s: number }[]): readonly [number[], number[]] => [
  data.map((r) => r.y),
  data.map((r) => r.s),
];

/** The definition: every pair looked at. */
function byPairs(y: readonly number[], s: readonly number[]): number | null {
  let wins = 0;
  let pairs = 0;
  for (let i = 0; i < y.length; i++)
    for (let j = 0; j < y.length; j++)
      if (y[i] === 1 && y[j] === 0) {
        pairs++;
        wins += s[i]! > s[j]! ? 1 : s[i] === s[j] ? 0.5 : 0;
      }
  return pairs ? wins / pairs : null;
}

describe('AUROC', () => {
  it('equals the share of won pairs', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const [y, s] = split(data);
        const want = byPairs(y, s);
        const got = auroc(y, s);
        if (want === null) expect(got).toEqual({ value: null, reason: 'single-class' });
        else expect(got.value).toBeCloseTo(want, 12);
      }),
    );
  });

  it('turns over when the score is negated and ignores rising maps', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const [y, s] = split(data);
        const a = auroc(y, s).value;
        if (a === null) return;
        expect(
          auroc(
            y,
            s.map((v) => -v),
          ).value,
        ).toBeCloseTo(1 - a, 12);
        expect(
          auroc(
            y,
            s.map((v) => Math.exp(v)),
          ).value,
        ).toBeCloseTo(a, 12);
      }),
    );
  });

  it('takes a weight of k as k copies of the row', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }), (data, counts) => {
        const [y, s] = split(data);
        const w = y.map((_, i) => counts[i]!);
        const copies = data.flatMap((r, i) => Array.from({ length: w[i]! }, () => r));
        const [cy, cs] = split(copies);
        const want = copies.length ? auroc(cy, cs).value : null;
        const got = auroc(y, s, w).value;
        if (want === null) expect(got).toBeNull();
        else expect(got).toBeCloseTo(want, 12);
      }),
    );
  });

  it('refuses NaN, odd labels and unequal lengths, and says how many rows', () => {
    expect(() => auroc([0, 1], [0.1, Number.NaN])).toThrow(/stats\/not-a-number.*1 of 2/);
    expect(() => auroc([0, 2], [0.1, 0.2])).toThrow(/stats\/bad-argument/);
    expect(() => auroc([0, 1], [0.1])).toThrow(/stats\/length-mismatch/);
  });

  it('equals the area under the polygon', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const [y, s] = split(data);
        const a = auroc(y, s).value;
        if (a === null) return;
        const whole = partialAuroc(y, s, { axis: 'specificity', low: 0, high: 1 }).area.value;
        const other = partialAuroc(y, s, { axis: 'sensitivity', low: 0, high: 1 }).area.value;
        expect(whole).toBeCloseTo(a, 12);
        expect(other).toBeCloseTo(a, 12);
      }),
    );
  });
});

describe('DeLong', () => {
  it('has placement values whose means are the area', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const parts = delongComponents(...split(data));
        if (!parts) return;
        const avg = (x: Float64Array): number => x.reduce((a, b) => a + b, 0) / x.length;
        expect(avg(parts.v10)).toBeCloseTo(parts.auroc, 12);
        expect(avg(parts.v01)).toBeCloseTo(parts.auroc, 12);
      }),
    );
  });

  it('equals the clustered form when every row is its own cluster', () => {
    fc.assert(
      fc.property(rows, (data) => {
        const [y, s] = split(data);
        const plain = delong(y, s).se.value;
        if (plain === null) return;
        const clustered = clusteredAuroc(
          y,
          s,
          y.map((_, i) => i),
        );
        expect(clustered.se.value).toBeCloseTo(plain, 12);
      }),
    );
  });

  it('is not fooled by copies of patients, unlike the plain form', () => {
    const y = [0, 0, 1, 1, 0, 1, 0, 1, 1, 0];
    const s = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.7, 0.3, 0.6];
    const copies = 5;
    const repeat = (x: readonly number[]): number[] =>
      x.flatMap((v) => Array.from({ length: copies }, () => v));
    const once = delong(y, s).se.value!;
    const many = clusteredAuroc(repeat(y), repeat(s), repeat(y.map((_, i) => i)));
    expect(many.se.value).toBeCloseTo(once, 12);
    expect(many.seNaive.value!).toBeLessThan(0.6 * once);
    expect(many.designEffect.value!).toBeGreaterThan(3);
  });

  it('flags perfect separation and gives no logit interval there', () => {
    const result = delong([0, 0, 1, 1], [1, 2, 3, 4]);
    expect(result).toMatchObject({
      auroc: { value: 1 },
      se: { value: 0 },
      logitLimits: null,
      degenerate: true,
    });
  });

  it('says why a class of one row has no standard error', () => {
    expect(delong([1, 0, 0], [1, 2, 0]).se).toEqual({ value: null, reason: 'one-row-class' });
    expect(delong([1, 1], [1, 2]).auroc.reason).toBe('single-class');
    expect(clusteredAuroc([1, 0, 0, 1], [1, 2, 3, 4], [1, 1, 2, 1]).se.reason).toBe(
      'one-cluster-class',
    );
  });

  it('calls equal rankings equal and changes sign when the two swap', () => {
    fc.assert(
      fc.property(rows, rows, (data, other) => {
        const n = Math.min(data.length, other.length);
        const [y, a] = split(data.slice(0, n));
        const b = other.slice(0, n).map((r) => r.s);
        const one = delongPaired(y, a, b);
        const two = delongPaired(y, b, a);
        if (one.z.value === null || two.z.value === null) return;
        expect(one.z.value + two.z.value).toBeCloseTo(0, 9);
        expect(delongPaired(y, a, a)).toMatchObject({
          z: { value: 0 },
          p: { value: 1 },
          degenerate: true,
        });
      }),
    );
  });

  it('compares independent samples with fewer degrees than rows', () => {
    const y = [0, 0, 1, 1, 0, 1, 0, 1, 1, 0];
    const s = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.7, 0.3, 0.6];
    const test = delongUnpaired(y, s, y, s);
    expect(test.t.value).toBe(0);
    expect(test.p.value).toBe(1);
    expect(test.df.value).toBeCloseTo(18, 9);
    expect(delongUnpaired(y, s, [1, 1], [0, 1]).p.reason).toBe('single-class');
  });

  it('plans with the classical formula', () => {
    expect(hanleyMcNeilSe(0.5, 10, 10)).toBeCloseTo(Math.sqrt(0.25 + 18 / 12) / 10, 12);
    expect(() => hanleyMcNeilSe(1.2, 10, 10)).toThrow(/stats\/bad-argument/);
  });
});

describe('operating points', () => {
  it('meet their constraint with a real cut-point that no other beats', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 20 }), (data, step) => {
        const [y, s] = split(data);
        const curve = rocCurve(y, s);
        if (!curve) return;
        const bound = step / 20;
        const spec = operatingPoint(y, s, { fix: 'sensitivity', atLeast: bound });
        const sens = operatingPoint(y, s, { fix: 'specificity', atLeast: bound });
        let bestSpec = 0;
        let bestSens = 0;
        for (let k = 0; k < curve.fpr.length; k++) {
          if (curve.tpr[k]! >= bound - 1e-12) bestSpec = Math.max(bestSpec, 1 - curve.fpr[k]!);
          if (1 - curve.fpr[k]! >= bound - 1e-12) bestSens = Math.max(bestSens, curve.tpr[k]!);
        }
        expect(spec.achievable.value).toBe(bestSpec);
        expect(sens.achievable.value).toBe(bestSens);
        expect(spec.interpolated.value!).toBeGreaterThanOrEqual(bestSpec - 1e-9);
        expect(sens.interpolated.value!).toBeGreaterThanOrEqual(bestSens - 1e-9);
        const { threshold, sensitivity } = sens.point!;
        const hits = y.filter((label, i) => label === 1 && s[i]! >= threshold).length;
        expect(sensitivity).toBeCloseTo(hits / curve.positives, 12);
        expect(spec.point!.specificity).toBe(bestSpec);
      }),
    );
  });

  it('find the largest Youden index', () => {
    const best = youdenMaximum([0, 0, 1, 1], [1, 3, 2, 4]);
    expect(best.youden.value).toBe(0.5);
    expect(best.point).toEqual({ threshold: 4, sensitivity: 0.5, specificity: 1 });
  });

  it('refuse a range that is none', () => {
    expect(() =>
      partialAuroc([0, 1], [1, 2], { axis: 'specificity', low: 0.9, high: 0.9 }),
    ).toThrow();
    expect(() => operatingPoint([0, 1], [1, 2], { fix: 'sensitivity', atLeast: 2 })).toThrow();
    expect(
      partialAuroc([1, 1], [1, 2], { axis: 'specificity', low: 0.9, high: 1 }).area.reason,
    ).toBe('single-class');
  });
});

describe('average precision', () => {
  it('is the prevalence for a constant score and 1 for a perfect one', () => {
    expect(averagePrecision([0, 1, 0, 0], [5, 5, 5, 5]).ap.value).toBe(0.25);
    expect(averagePrecision([0, 1, 1], [1, 2, 3])).toMatchObject({
      ap: { value: 1 },
      logitLimits: null,
    });
  });

  it('takes a weight of k as k copies of the row', () => {
    const once = averagePrecision([0, 1, 0, 1], [1, 2, 3, 4], { weights: [2, 1, 3, 1] });
    const copies = averagePrecision([0, 0, 1, 0, 0, 0, 1], [1, 1, 2, 3, 3, 3, 4]);
    expect(once.ap.value).toBeCloseTo(copies.ap.value!, 14);
  });

  it('has no value without positives', () => {
    expect(averagePrecision([0, 0], [1, 2]).ap).toEqual({ value: null, reason: 'no-positives' });
    expect(precisionRecallCurve([0, 0], [1, 2])).toBeNull();
  });
});

describe('more classes', () => {
  it('with two classes is the binary area', () => {
    const y = [0, 1, 1, 0, 1];
    const p = [0.2, 0.6, 0.4, 0.5, 0.9];
    const result = multiclassAuroc(y, [p.map((v) => 1 - v), p]);
    const want = auroc(y, p).value!;
    for (const v of [result.ovoMacro, result.ovoWeighted, result.ovrMacro, result.ovrWeighted])
      expect(v.value).toBeCloseTo(want, 12);
  });

  it('says which mean lacks a class and refuses labels without column', () => {
    const p = [0.2, 0.6];
    expect(multiclassAuroc([0, 1], [p, p, p]).ovoMacro).toEqual({
      value: null,
      reason: 'class-absent',
    });
    expect(() => multiclassAuroc([0, 3], [p, p])).toThrow(/stats\/bad-argument/);
  });
});
