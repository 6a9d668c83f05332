import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binaryMetrics,
  confusionCounts,
  confusionMatrix,
  decide,
  diagnosticTable,
  fBeta,
  netBenefit,
  normalisedExpectedCost,
  predictiveValuesAt,
  regressionErrors,
  weightedKappa,
} from '../../src/index.ts';

const cells = fc.record({ tp: fc.nat(40), fp: fc.nat(40), fn: fc.nat(40), tn: fc.nat(40) });

describe('confusion counts', () => {
  it('count every row once, and weights as copies', () => {
    const y = [1, 1, 0, 0, 1];
    const d = [1, 0, 1, 0, 1];
    expect(confusionCounts(y, d)).toEqual({ tp: 2, fp: 1, fn: 1, tn: 1 });
    expect(confusionCounts(y, d, [2, 1, 0, 3, 1])).toEqual({ tp: 3, fp: 0, fn: 1, tn: 3 });
    expect(() => confusionCounts(y, [1, 0, 2, 0, 1])).toThrow(/stats\/bad-argument/);
  });

  it('call a score at the threshold positive', () => {
    expect(Array.from(decide([0.49, 0.5, Number.POSITIVE_INFINITY], 0.5))).toEqual([0, 1, 1]);
    expect(() => decide([Number.NaN], 0.5)).toThrow(/stats\/not-a-number/);
  });
});

describe('binary metrics', () => {
  it('mirror when the classes swap names', () => {
    fc.assert(
      fc.property(cells, ({ tp, fp, fn, tn }) => {
        const a = binaryMetrics({ tp, fp, fn, tn });
        const b = binaryMetrics({ tp: tn, fp: fn, fn: fp, tn: tp });
        expect(b.sensitivity.value).toBe(a.specificity.value);
        expect(b.ppv.value).toBe(a.npv.value);
        for (const name of ['mcc', 'cohenKappa', 'accuracy', 'balancedAccuracy', 'youden'] as const)
          if (a[name].value === null) expect(b[name].value).toBeNull();
          else expect(b[name].value).toBeCloseTo(a[name].value, 12);
      }),
    );
  });

  it('never answer NaN or infinity, and give a reason instead', () => {
    fc.assert(
      fc.property(
        fc.record({ tp: fc.nat(2), fp: fc.nat(2), fn: fc.nat(2), tn: fc.nat(2) }),
        (counts) => {
          for (const v of Object.values(binaryMetrics(counts)) as {
            value: number | null;
            reason?: string;
          }[])
            if (v.value === null) expect(v.reason).toMatch(/^[a-z-]+$/);
            else expect(Number.isFinite(v.value)).toBe(true);
        },
      ),
    );
  });

  it('F rises from precision to recall with beta', () => {
    const counts = { tp: 8, fp: 8, fn: 1, tn: 20 };
    expect(fBeta(counts, 1e-6).value).toBeCloseTo(8 / 16, 6);
    expect(fBeta(counts, 1e6).value).toBeCloseTo(8 / 9, 6);
    expect(fBeta({ tp: 0, fp: 0, fn: 0, tn: 3 }, 1).reason).toBe('no-positives-anywhere');
  });

  it('kappa agrees with the table form', () => {
    fc.assert(
      fc.property(cells, ({ tp, fp, fn, tn }) => {
        const matrix = { classes: [0, 1], table: Float64Array.of(tn, fp, fn, tp) };
        const a = binaryMetrics({ tp, fp, fn, tn }).cohenKappa.value;
        const b = weightedKappa(matrix).value;
        if (a === null || b === null) expect(a).toBe(b);
        else expect(a).toBeCloseTo(b, 12);
      }),
    );
  });
});

describe('diagnostic table', () => {
  it('keeps estimates inside their limits', () => {
    fc.assert(
      fc.property(cells, (counts) => {
        for (const entry of Object.values(diagnosticTable(counts)) as {
          estimate: { value: number | null };
          limits: readonly [number, number] | null;
        }[]) {
          if (entry.estimate.value === null) expect(entry.limits).toBeNull();
          else if (entry.limits) {
            expect(entry.limits[0]).toBeLessThanOrEqual(entry.estimate.value + 1e-12);
            expect(entry.limits[1]).toBeGreaterThanOrEqual(entry.estimate.value - 1e-12);
          }
        }
      }),
    );
  });

  it('has no ratio over a zero cell', () => {
    const table = diagnosticTable({ tp: 5, fp: 0, fn: 5, tn: 10 });
    expect(table.lrPositive.estimate).toEqual({ value: null, reason: 'zero-cell' });
    expect(table.lrNegative.limits).not.toBeNull();
    expect(() => diagnosticTable({ tp: 0.5, fp: 0, fn: 1, tn: 1 })).toThrow(/stats\/bad-argument/);
  });
});

describe('predictive values', () => {
  it('give back those of the table at its own prevalence', () => {
    const result = predictiveValuesAt({
      sensitivity: 0.9,
      specificity: 0.8,
      nPositive: 100,
      nNegative: 300,
      prevalence: 0.25,
    });
    expect(result.ppv.estimate.value).toBeCloseTo(90 / 150, 12);
    expect(result.npv.estimate.value).toBeCloseTo(240 / 250, 12);
  });

  it('have no logit limits at the ends', () => {
    const input = { sensitivity: 1, specificity: 0.8, nPositive: 9, nNegative: 9, prevalence: 0.1 };
    expect(predictiveValuesAt(input).npv).toMatchObject({ estimate: { value: 1 }, limits: null });
    expect(() => predictiveValuesAt({ ...input, prevalence: 0 })).toThrow(/stats\/bad-argument/);
  });
});

describe('net benefit', () => {
  it('is the prevalence at threshold 0 and that of acting on all below every p', () => {
    const y = [1, 0, 0, 1];
    const p = [0.9, 0.2, 0.4, 0.3];
    const [zero, low] = netBenefit(y, p, [0, 0.1]);
    expect(zero).toMatchObject({
      model: { value: 0.5 },
      avoidedPer100: { reason: 'zero-threshold' },
    });
    expect(low!.model.value).toBeCloseTo(low!.treatAll.value!, 12);
  });

  it('matches its definition at any threshold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.nat(20)), {
          minLength: 1,
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 19 }),
        (data, step) => {
          const t = step / 20;
          const y = data.map((d) => d[0]);
          const p = data.map((d) => d[1] / 20);
          const tp = data.filter((d) => d[0] === 1 && d[1] / 20 >= t).length;
          const fp = data.filter((d) => d[0] === 0 && d[1] / 20 >= t).length;
          const want = tp / data.length - (fp / data.length) * (t / (1 - t));
          expect(netBenefit(y, p, [t])[0]!.model.value).toBeCloseTo(want, 12);
          const own = y.reduce((a, b) => a + b, 0) / y.length;
          if (own > 0 && own < 1)
            expect(netBenefit(y, p, [t], { prevalence: own })[0]!.model.value).toBeCloseTo(
              want,
              12,
            );
        },
      ),
    );
  });

  it('refuses scores above 1 and says why there is none', () => {
    expect(() => netBenefit([1], [1.2], [0.5])).toThrow(/stats\/bad-argument/);
    expect(netBenefit([1], [0.2], [0.5], { prevalence: 0.1 })[0]!.model.reason).toBe(
      'single-class',
    );
  });
});

describe('expected cost', () => {
  it('is 0 for a perfect and 1 for a constant decision', () => {
    expect(normalisedExpectedCost([10, 0, 0, 3], 2).value).toBe(0);
    expect(normalisedExpectedCost([10, 0, 3, 0], 2).value).toBeCloseTo(1, 12);
    expect(normalisedExpectedCost([0, 0, 3, 0], 2).reason).toBe('class-absent');
    expect(() => normalisedExpectedCost([1, 2, 3], 2)).toThrow(/stats\/bad-argument/);
  });

  it('takes given costs and priors', () => {
    const value = normalisedExpectedCost([8, 2, 1, 9], 2, {
      costs: [0, 1, 5, 0],
      priors: [0.9, 0.1],
    }).value;
    expect(value).toBeCloseTo((0.9 * 0.2 + 5 * 0.1 * 0.1) / 0.5, 12);
  });
});

describe('regression errors', () => {
  it('reads off a known set', () => {
    const result = regressionErrors([1, 2, 3, 4], [2, 2, 2, 6]);
    expect(result).toMatchObject({
      n: 4,
      bias: { value: 0.5 },
      mae: { value: 1 },
      mse: { value: 1.5 },
      medianAbsoluteError: { value: 1 },
      maxError: { value: 2 },
    });
    expect(result.r2.value).toBeCloseTo(1 - 6 / 5, 12);
    expect(regressionErrors([2, 2], [1, 3]).r2.reason).toBe('no-variation');
    expect(regressionErrors([], []).mae.reason).toBe('no-rows');
  });
});

describe('tables of more classes', () => {
  it('keep a given order and refuse unknown codes', () => {
    const matrix = confusionMatrix([0, 2, 2], [0, 0, 2], { classes: [2, 1, 0] });
    expect(Array.from(matrix.table)).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 1]);
    expect(() => confusionMatrix([0], [5], { classes: [0, 1] })).toThrow(/stats\/bad-argument/);
  });
});
