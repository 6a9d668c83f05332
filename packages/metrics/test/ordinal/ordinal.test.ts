import { describe, expect, test } from 'vitest';
import type { MetricInput } from '../../src/index.ts';
import { metric } from '../values.ts';

function grades(labels: readonly number[], decisions: readonly number[]): MetricInput {
  return { kind: 'ordinal', labels, decisions, gradeCount: 3, weights: null };
}

describe('metrics of grades', () => {
  test('follow their formulas', () => {
    // Table: (0,0) 2, (0,1) 1, (1,1) 1, (2,2) 1, (2,0) 1; rows 3, 1, 2; columns 3, 2, 1.
    const input = grades([0, 0, 0, 1, 2, 2], [0, 0, 1, 1, 2, 0]);
    expect(metric('mean-absolute-error', input).value).toBeCloseTo(3 / 6, 12);
    // Expected disagreement: sum of rows × columns × weight / 36.
    const linear = (3 * 2 * 1 + 3 * 1 * 2 + 1 * 3 * 1 + 1 * 1 * 1 + 2 * 3 * 2 + 2 * 2 * 1) / 36;
    const quadratic = (3 * 2 * 1 + 3 * 1 * 4 + 1 * 3 * 1 + 1 * 1 * 1 + 2 * 3 * 4 + 2 * 2 * 1) / 36;
    expect(metric('linear-kappa', input).value).toBeCloseTo(1 - 3 / 6 / linear, 12);
    expect(metric('quadratic-kappa', input).value).toBeCloseTo(1 - 5 / 6 / quadratic, 12);
  });

  test('a miss by two grades costs more than two misses by one', () => {
    const far = metric('quadratic-kappa', grades([0, 1, 2, 0], [0, 1, 2, 2])).value!;
    const near = metric('quadratic-kappa', grades([0, 1, 2, 0], [0, 1, 2, 1])).value!;
    expect(near).toBeGreaterThan(far);
  });

  test('kappa has no value where only one grade occurs', () => {
    expect(metric('quadratic-kappa', grades([1, 1], [1, 1])).value).toBeNull();
  });
});
