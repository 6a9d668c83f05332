import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MetricInput } from '../../src/index.ts';
import { metric } from '../values.ts';

function pairs(labels: readonly number[], predictions: readonly number[]): MetricInput {
  return { kind: 'regression', labels, predictions, weights: null };
}

describe('metrics of measured numbers', () => {
  test('follow their formulas', () => {
    const input = pairs([1, 2, 3, 4], [2, 2, 3, 6]);
    expect(metric('mae', input).value).toBeCloseTo(0.75, 12);
    expect(metric('rmse', input).value).toBeCloseTo(Math.sqrt(5 / 4), 12);
    expect(metric('bias', input).value).toBeCloseTo(0.75, 12);
    expect(metric('r2', input).value).toBeCloseTo(0, 12);
    // cov 1.625, variances 1.25 and 2.6875, means 2.5 and 3.25.
    expect(metric('concordance', input).value).toBeCloseTo(3.25 / (1.25 + 2.6875 + 0.5625), 12);
  });

  test('r2 and concordance have no value where nothing varies', () => {
    expect(metric('r2', pairs([3, 3], [1, 2])).reason).toBe('no-variation');
    expect(metric('concordance', pairs([3, 3], [3, 3])).reason).toBe('no-variation');
  });

  test('bias is never larger than the mean absolute error, nor that than the root mean square', () => {
    const numbers = fc.array(
      fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(numbers, (rows) => {
        const input = pairs(
          rows.map(([a]) => a),
          rows.map(([, b]) => b),
        );
        const [bias, mae, rmse] = ['bias', 'mae', 'rmse'].map((id) => metric(id, input).value!);
        expect(Math.abs(bias!)).toBeLessThanOrEqual(mae! + 1e-9);
        expect(mae!).toBeLessThanOrEqual(rmse! + 1e-9);
      }),
    );
  });
});
