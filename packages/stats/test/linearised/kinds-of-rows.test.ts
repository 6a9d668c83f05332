import {
  addAuroc,
  addRatioOfKinds,
  ascendingOrder,
  debiasedCalibrationError,
  keepDraws,
  linearisedAuroc,
  linearisedLimits,
  ratioOf,
} from '@equipoise/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const row = fc.record({
  label: fc.constantFrom(0, 1),
  decision: fc.constantFrom(0, 1),
  score: fc.integer({ min: 0, max: 12 }).map((x) => x / 12),
  cluster: fc.integer({ min: 0, max: 6 }),
  weight: fc.constantFrom(0, 0.5, 1, 3),
  isIn: fc.boolean(),
});

describe('statistics of some rows', () => {
  it('a ratio of kinds is the ratio of the rows they stand for, weighted or not', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.boolean(), (all, hasWeight) => {
        const rows = Int32Array.from(all.flatMap((one, i) => (one.isIn ? [i] : [])));
        const own = all.filter((one) => one.isIn);
        const w = (one: { weight: number }): number => (hasWeight ? one.weight : 1);
        const byCluster = new Float64Array(7);
        const value = addRatioOfKinds(
          rows,
          0,
          rows.length,
          Uint8Array.from(all, (one) => 2 * one.label + one.decision),
          { top: Float64Array.of(0, 0, 0, 1), bottom: Float64Array.of(0, 0, 1, 1) },
          {
            cluster: Int32Array.from(all, (one) => one.cluster),
            weight: hasWeight ? Float64Array.from(all, w) : null,
          },
          byCluster,
        );
        const expected = ratioOf(
          own.map((one) => one.label * one.decision * w(one)),
          own.map((one) => one.label * w(one)),
          Int32Array.from(own, (one) => one.cluster),
          7,
        );
        expect(value).toEqual(expected?.value ?? null);
        byCluster.forEach((move, c) => {
          expect(move).toBeCloseTo(expected?.byCluster[c] ?? 0, 12);
        });
      }),
    );
  });

  it('an area over some rows is the area of these rows alone', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), fc.boolean(), (all, hasWeight) => {
        const own = all.flatMap((one, i) => (one.isIn ? [{ ...one, i }] : []));
        const rows = Int32Array.from(own, ({ i }) => i);
        const scores = Float64Array.from(own, (one) => one.score);
        const order = ascendingOrder(scores);
        const weights = Float64Array.from(own, (one) => one.weight);
        const byCluster = new Float64Array(7);
        const value = addAuroc(
          rows,
          order.map((k) => rows[k]!),
          0,
          rows.length,
          {
            label: Uint8Array.from(all, (one) => one.label),
            score: Float64Array.from(all, (one) => one.score),
            cluster: Int32Array.from(all, (one) => one.cluster),
            weight: hasWeight ? Float64Array.from(all, (one) => one.weight) : null,
            placement: new Float64Array(all.length),
          },
          byCluster,
        );
        const expected = linearisedAuroc(
          Uint8Array.from(own, (one) => one.label),
          scores,
          Int32Array.from(own, (one) => one.cluster),
          7,
          hasWeight ? weights : null,
        );
        expect(value).toEqual(expected?.value ?? null);
        byCluster.forEach((move, c) => {
          expect(move).toBeCloseTo(expected?.byCluster[c] ?? 0, 12);
        });
      }),
    );
  });

  it('limits do not change when clusters that cannot move the value are left out', () => {
    const whole = { value: 0.4, byCluster: Float64Array.of(0.1, 0, -0.2, 0, 0.05) };
    const part = { value: 0.4, byCluster: Float64Array.of(0.1, -0.2, 0.05), clusterCount: 5 };
    expect(linearisedLimits(part, 0.95)).toEqual(linearisedLimits(whole, 0.95));
  });

  it('draws that are kept give the calibration error of draws made anew, and weights of 1 that of none', () => {
    const p = Float64Array.from({ length: 300 }, (_, i) => ((i * 37) % 100) / 100);
    const y = p.map((x, i) => (((i * 61) % 100) / 100 < 0.8 * x ? 1 : 0));
    const cluster = Int32Array.from(p, (_, i) => Math.floor(i / 3));
    const options = { bins: 15, seed: 4, level: 0.95, weight: null };
    const plain = debiasedCalibrationError(y, p, cluster, 100, options);
    const draws = keepDraws();
    debiasedCalibrationError(y, p, cluster, 100, { ...options, draws });
    expect(debiasedCalibrationError(y, p, cluster, 100, { ...options, draws })).toEqual(plain);
    const ones = new Float64Array(300).fill(1);
    expect(debiasedCalibrationError(y, p, cluster, 100, { ...options, weight: ones })).toEqual(
      plain,
    );
    expect(plain?.value).toBeGreaterThan(0.05);
  });
});
