import { normalQuantile, randomStream } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import {
  chooseNumberMethod,
  fitNumberModel,
  fuseNumbers,
  type NumberReadings,
} from '../../src/consensus/number-fusion.ts';

const bias = [2, -1, 0, -1];
const sd = [1, 0.5, 3, 1];

/** Four readers with known offsets and spreads; `keep` leaves readings out. */
function study(cases: number, keep: (t: number, r: number) => boolean = () => true, seed = 1) {
  const uniform = randomStream(seed, 9);
  const normal = (): number => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, uniform())));
  const rows: { t: number; r: number; y: number }[] = [];
  const truth = Float64Array.from({ length: cases }, () => 50 + 10 * normal());
  for (let t = 0; t < cases; t++)
    for (let r = 0; r < 4; r++) {
      const y = truth[t]! + bias[r]! + sd[r]! * normal();
      if (keep(t, r)) rows.push({ t, r, y });
    }
  const readings: NumberReadings = {
    caseIndex: Int32Array.from(rows, ({ t }) => t),
    reader: Int32Array.from(rows, ({ r }) => r),
    value: Float64Array.from(rows, ({ y }) => y),
    caseCount: cases,
    readerCount: 4,
  };
  return { readings, truth };
}

const rmse = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((sum, x, t) => sum + (x - b[t]!) * (x - b[t]!), 0) / a.length);

describe('numbers of several readers', () => {
  it('offsets and spreads come back, with every reader on every case and with gaps', () => {
    for (const keep of [undefined, (t: number, r: number) => (t + r) % 3 !== 0]) {
      const { readings } = study(3000, keep);
      const model = fitNumberModel(readings)!;
      expect(model.isConverged).toBe(true);
      expect(model.between).toBeCloseTo(10, 0);
      bias.forEach((b, r) => {
        expect(model.bias[r]!).toBeCloseTo(b, 0.7);
        expect(Math.abs(model.bias[r]! - b)).toBeLessThan(0.25);
        expect(Math.abs(model.sd[r]! - sd[r]!)).toBeLessThan(0.2);
      });
      expect(model.bias.reduce((sum, b) => sum + b, 0)).toBeCloseTo(0, 9);
    }
  });

  it('the weighted mean is nearer to the truth than the mean, and its error says how near', () => {
    const { readings, truth } = study(1500);
    const model = fitNumberModel(readings)!;
    const by = (method: 'mean' | 'median' | 'weighted-mean' | 'random-effects') =>
      fuseNumbers(readings, model, method);
    const errors = (['mean', 'median', 'weighted-mean', 'random-effects'] as const).map((method) =>
      rmse(by(method).value, truth),
    );
    expect(errors[2]!).toBeLessThan(0.7 * errors[0]!);
    expect(errors[3]!).toBeLessThanOrEqual(errors[2]! * 1.01);
    const { value, standardError } = by('random-effects');
    let inside = 0;
    truth.forEach((x, t) => {
      if (Math.abs(value[t]! - x) <= 1.96 * standardError[t]!) inside++;
    });
    expect(inside / truth.length).toBeGreaterThan(0.93);
    expect(inside / truth.length).toBeLessThan(0.97);
  });

  it('mean and median are those computed by hand; a case without readings has none', () => {
    const readings: NumberReadings = {
      caseIndex: Int32Array.of(0, 0, 0, 1, 1),
      reader: Int32Array.of(0, 1, 2, 0, 1),
      value: Float64Array.of(1, 2, 9, 4, 6),
      caseCount: 3,
      readerCount: 3,
    };
    const model = fitNumberModel(readings);
    expect([...fuseNumbers(readings, model, 'mean').value]).toEqual([4, 5, Number.NaN]);
    expect([...fuseNumbers(readings, model, 'median').value]).toEqual([2, 5, Number.NaN]);
  });

  it('moving and stretching all numbers moves and stretches the fit', () => {
    const { readings } = study(200);
    const model = fitNumberModel(readings)!;
    const other = fitNumberModel({ ...readings, value: readings.value.map((x) => 1e6 + 3 * x) })!;
    model.bias.forEach((b, r) => {
      expect(other.bias[r]!).toBeCloseTo(3 * b, 4);
      expect(other.sd[r]!).toBeCloseTo(3 * model.sd[r]!, 4);
    });
    expect(other.posteriorMean[7]!).toBeCloseTo(1e6 + 3 * model.posteriorMean[7]!, 4);
  });

  it('one reading a case, or equal readings, fit no model: the mean stands without an error', () => {
    const { readings } = study(50, (t, r) => r === t % 4);
    expect(fitNumberModel(readings)).toBeNull();
    const fused = fuseNumbers(readings, null, 'mean');
    expect(fused.value[3]).toBe(readings.value[3]);
    expect(fused.standardError[3]).toBeNaN();
    const equal = { ...study(20).readings, value: new Float64Array(80).fill(7) };
    expect(fitNumberModel(equal)).toBeNull();
  });

  it('the rule: median for few readers or cases, the model else', () => {
    expect(chooseNumberMethod('auto', 3, 500, false).method).toBe('median');
    expect(chooseNumberMethod('auto', 5, 99, false).method).toBe('median');
    expect(chooseNumberMethod('auto', 5, 100, false).method).toBe('random-effects');
    expect(chooseNumberMethod('auto', 5, 100, true).method).toBe('median');
    expect(chooseNumberMethod('mean', 5, 100, false).method).toBe('mean');
  });
});
