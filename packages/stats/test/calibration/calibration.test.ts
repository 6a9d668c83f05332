import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  brierDecomposition,
  brierScore,
  brierSkill,
  calibrationIndices,
  expectedCalibrationError,
  expit,
  loess,
  logisticFit,
  logit,
  logLoss,
  multiclassCalibration,
  observedOverExpected,
  reliabilityBins,
  spiegelhalter,
  weakCalibration,
} from '../../src/index.ts';

const forecasts = fc.array(fc.tuple(fc.nat(1), fc.nat(20)), { minLength: 2, maxLength: 80 });
const split = (data: readonly (readonly [number, number])[]): readonly [number[], number[]] => [
  data.map((d) => d[0]),
  data.map((d) => d[1] / 20),
];

describe('probability scores', () => {
  it('refuse what is no probability and say how many', () => {
    expect(() => brierScore([0, 1], [0.2, 1.769])).toThrow(/1 of 2 rows.*1\.769/);
    expect(() => logLoss([0, 1], [0.2, Number.NaN])).toThrow(/stats\/not-a-number/);
    expect(() => logLoss([0, 1], [0.2, 0.3], { eps: 0.7 })).toThrow(/stats\/bad-argument/);
  });

  it('give 0 to a sure and right forecast, 1/4 and log 2 to a coin', () => {
    expect(brierScore([0, 1], [0, 1]).value).toBe(0);
    expect(brierScore([0, 1], [0.5, 0.5]).value).toBe(0.25);
    expect(logLoss([0, 1], [0.5, 0.5]).logLoss.value).toBeCloseTo(Math.LN2, 15);
    expect(brierSkill([0, 1, 1, 0], [0.5, 0.5, 0.5, 0.5]).value).toBe(0);
    expect(brierSkill([1, 1], [0.5, 0.5]).reason).toBe('single-class');
    expect(brierScore([], []).reason).toBe('no-rows');
  });

  it('report the clip and an infinite loss', () => {
    expect(logLoss([1, 0], [0, 0.3], { eps: 1e-15 })).toMatchObject({ eps: 1e-15, clipped: 1 });
    expect(logLoss([1, 0], [0, 0.3], { eps: 0 }).logLoss.reason).toBe('infinite');
  });

  it('split the Brier score without remainder', () => {
    fc.assert(
      fc.property(forecasts, (data) => {
        const d = brierDecomposition(...split(data));
        const sum = d.reliability.value! - d.resolution.value! + d.uncertainty.value!;
        expect(sum).toBeCloseTo(d.brier.value!, 12);
      }),
    );
  });

  it('test calibration with a statistic that mirrors', () => {
    fc.assert(
      fc.property(forecasts, (data) => {
        const [y, p] = split(data);
        const a = spiegelhalter(y, p);
        const b = spiegelhalter(
          y.map((v) => 1 - v),
          p.map((v) => 1 - v),
        );
        if (a.z.value === null) expect(b.z.reason).toBe('zero-variance');
        else expect(b.z.value).toBeCloseTo(a.z.value, 9);
      }),
    );
    expect(observedOverExpected([1, 0], [0, 0]).reason).toBe('no-expected-positives');
    expect(observedOverExpected([1, 0], [0.25, 0.25]).value).toBe(2);
  });
});

describe('logistic fit', () => {
  it('solves the score equations', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1), fc.double({ min: -3, max: 3, noNaN: true })), {
          minLength: 12,
          maxLength: 60,
        }),
        (data) => {
          const y = data.map((d) => d[0]);
          const x = data.map((d) => d[1]);
          const { fit } = logisticFit([x.map(() => 1), x], y);
          if (!fit) return;
          let a = 0;
          let b = 0;
          y.forEach((v, i) => {
            a += v - fit.fitted[i]!;
            b += (v - fit.fitted[i]!) * x[i]!;
          });
          expect(Math.abs(a)).toBeLessThan(1e-6);
          expect(Math.abs(b)).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it('gives the closed form of a two by two table', () => {
    const x = [0, 0, 0, 0, 1, 1, 1, 1, 1];
    const y = [1, 0, 0, 0, 1, 1, 1, 0, 0];
    const { fit } = logisticFit([x.map(() => 1), x], y);
    expect(fit!.coefficients[0]).toBeCloseTo(Math.log(1 / 3), 10);
    expect(fit!.coefficients[1]).toBeCloseTo(Math.log(3 / 2) - Math.log(1 / 3), 10);
    expect(fit!.covariance[3]).toBeCloseTo(1 / 1 + 1 / 3 + 1 / 3 + 1 / 2, 9);
  });

  it('names separation and a constant column', () => {
    const ones = [1, 1, 1, 1];
    expect(logisticFit([ones, [1, 2, 3, 4]], [0, 0, 1, 1]).reason).toBe('separation');
    expect(logisticFit([ones, [2, 2, 2, 2]], [0, 1, 0, 1]).reason).toBe('singular');
    expect(logisticFit([[]], []).reason).toBe('no-rows');
    expect(logisticFit([ones, [1, 2, 3, 4]], [0, 0, 1, 1], { ridge: 0.1 }).fit).not.toBeNull();
  });

  it('takes a weight of k as k copies', () => {
    const x = [0.1, 0.5, 0.9, 1.4, 2];
    const y = [0, 1, 0, 1, 1];
    const once = logisticFit([x.map(() => 1), x], y, { weights: [2, 1, 3, 1, 1] });
    const cx = [0.1, 0.1, 0.5, 0.9, 0.9, 0.9, 1.4, 2];
    const copies = logisticFit([cx.map(() => 1), cx], [0, 0, 1, 0, 0, 0, 1, 1]);
    expect(once.fit!.coefficients[1]).toBeCloseTo(copies.fit!.coefficients[1]!, 9);
  });
});

describe('weak calibration', () => {
  it('undoes a known distortion', () => {
    // Expected outcomes as fractional copies: 100 rows per level, positives by the true p.
    const y: number[] = [];
    const p: number[] = [];
    for (const truth of [0.1, 0.3, 0.5, 0.8])
      for (let i = 0; i < 100; i++) {
        y.push(i < truth * 100 ? 1 : 0);
        p.push(expit(0.5 + 2 * logit(truth)));
      }
    const result = weakCalibration(y, p);
    expect(result.slope.estimate.value).toBeCloseTo(0.5, 8);
    expect(result.interceptWithSlope.estimate.value).toBeCloseTo(-0.25, 8);
    expect(result.slope.limits![0]).toBeLessThan(0.5);
  });

  it('is 1 and 0 for calibrated forecasts and says when p does not vary', () => {
    const y = [1, 0, 0, 0, 1, 1, 1, 0];
    const p = [0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75];
    expect(weakCalibration(y, p).slope.estimate.value).toBeCloseTo(1, 9);
    expect(weakCalibration(y, p).calibrationInTheLarge.estimate.value).toBeCloseTo(0, 9);
    const flat = weakCalibration(
      y,
      p.map(() => 0.5),
    );
    expect(flat.slope.estimate.reason).toBe('singular');
    expect(flat.calibrationInTheLarge.estimate.value).toBeCloseTo(0, 9);
    expect(weakCalibration([0, 1, 0], [0, 1, 0.5]).clipped).toBe(2);
  });
});

describe('loess', () => {
  it('reproduces a parabola exactly and a line with degree 1', () => {
    const x = Array.from({ length: 60 }, (_, i) => ((i * 37) % 60) / 60);
    const parabola = x.map((v) => 2 - 3 * v + 5 * v * v);
    loess(x, parabola).forEach((v, i) => {
      expect(v).toBeCloseTo(parabola[i]!, 9);
    });
    const line = x.map((v) => 1 + v);
    loess(x, line, { degree: 1, span: 0.4 }).forEach((v, i) => {
      expect(v).toBeCloseTo(line[i]!, 9);
    });
  });

  it('with knots stays near the direct fit', () => {
    const n = 3000;
    const x = Float64Array.from({ length: n }, (_, i) => i / n);
    const y = x.map((v) => Math.sin(6 * v));
    const direct = loess(x, y, { knots: n });
    const fast = loess(x, y, { knots: 256 });
    let worst = 0;
    direct.forEach((v, i) => {
      worst = Math.max(worst, Math.abs(v - fast[i]!));
    });
    expect(worst).toBeLessThan(5e-4);
  });

  it('survives ties and few rows', () => {
    expect(Array.from(loess([1, 1, 1], [0, 1, 2]))).toEqual([1, 1, 1]);
    expect(loess([], []).length).toBe(0);
    for (const v of loess([0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 1, 0]))
      expect(Number.isFinite(v)).toBe(true);
  });
});

describe('calibration indices', () => {
  it('are ordered and near 0 for calibrated forecasts', () => {
    const y: number[] = [];
    const p: number[] = [];
    for (let k = 1; k < 20; k++)
      for (let i = 0; i < 20; i++) {
        y.push(i < k ? 1 : 0);
        p.push(k / 20);
      }
    const good = calibrationIndices(y, p);
    expect(good.ici.value!).toBeLessThan(0.002);
    const bad = calibrationIndices(
      y,
      p.map((v) => v * v),
    );
    expect(bad.ici.value!).toBeGreaterThan(0.05);
    expect(bad.e50.value!).toBeLessThanOrEqual(bad.e90.value!);
    expect(bad.e90.value!).toBeLessThanOrEqual(bad.emax.value!);
    expect(calibrationIndices([1, 1], [0.2, 0.3]).ici.reason).toBe('single-class');
  });
});

describe('expected calibration error', () => {
  it('puts a p on an edge into the bin that starts there', () => {
    const bins = reliabilityBins([0, 0, 0], [0.3, 0.6, 0.7], { bins: 10, binning: 'equal-width' });
    expect(bins.map((b) => b.count)).toEqual([0, 0, 0, 1, 0, 0, 1, 1, 0, 0]);
    expect(bins[0]!.observed).toBeNull();
    expect(reliabilityBins([1], [1], { bins: 4, binning: 'equal-width' })[3]!.count).toBe(1);
  });

  it('shares rows evenly, first bins taking the remainder', () => {
    const p = Array.from({ length: 11 }, (_, i) => i / 10);
    expect(
      reliabilityBins(
        p.map(() => 0),
        p,
        { bins: 4 },
      ).map((b) => b.count),
    ).toEqual([3, 3, 3, 2]);
    expect(reliabilityBins([1, 0], [0.2, 0.4], { bins: 5 }).length).toBe(2);
  });

  it('orders its norms and bounds the gap in the large', () => {
    fc.assert(
      fc.property(forecasts, fc.integer({ min: 1, max: 12 }), fc.boolean(), (data, bins, width) => {
        const [y, p] = split(data);
        const e = expectedCalibrationError(y, p, {
          bins,
          binning: width ? 'equal-width' : 'equal-mass',
        });
        const gap =
          Math.abs(y.reduce((a, b) => a + b, 0) - p.reduce((a, b) => a + b, 0)) / y.length;
        expect(e.l1.value!).toBeGreaterThanOrEqual(gap - 1e-12);
        expect(e.l2.value!).toBeGreaterThanOrEqual(e.l1.value! - 1e-12);
        expect(e.max.value!).toBeGreaterThanOrEqual(e.l2.value! - 1e-12);
        expect(e.l2Debiased.value!).toBeLessThanOrEqual(e.l2.value! + 1e-12);
      }),
    );
    expect(expectedCalibrationError([], []).l1.reason).toBe('no-rows');
    expect(() => reliabilityBins([1], [0.5], { bins: 0 })).toThrow(/stats\/bad-argument/);
  });

  it('of two classes is that of the binary forecast', () => {
    const y = [0, 1, 1, 0, 1, 0];
    const p = [0.2, 0.7, 0.6, 0.4, 0.9, 0.1];
    const two = multiclassCalibration(y, [p.map((v) => 1 - v), p], {
      bins: 5,
      binning: 'equal-width',
    });
    expect(two.classwise[1]!.l1.value).toBeCloseTo(
      expectedCalibrationError(y, p, { bins: 5, binning: 'equal-width' }).l1.value!,
      12,
    );
    expect(two.brierSum.value).toBeCloseTo(2 * brierScore(y, p).value!, 12);
    expect(two.logLoss.value).toBeCloseTo(logLoss(y, p).logLoss.value!, 12);
    expect(multiclassCalibration([0], [[0], [1]]).logLoss.reason).toBe('infinite');
    expect(() => multiclassCalibration([2], [[0.5], [0.5]])).toThrow(/stats\/bad-argument/);
  });
});
