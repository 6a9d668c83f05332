import { some } from '@equipoise/stats';
import { describe, expect, test } from 'vitest';
import { checkMetric, defineMetric, findMetric, type MetricDefinition } from '../src/index.ts';

const honest: MetricDefinition = {
  id: 'share-right',
  title: 'Share right',
  question: 'How many?',
  formula: 'right / all',
  assumptions: ['none'],
  notWhen: ['never'],
  range: [0, 1],
  better: 'higher',
  unit: 'proportion',
  taskTypes: ['binary'],
  needs: 'decision',
  prevalenceDependent: true,
  denominator: 'all',
  source: 'doi:10.1038/s41592-023-02151-z',
  compute: { binary: (input) => findMetric('accuracy')!.compute(input) },
};

function breachesOf(changes: Partial<MetricDefinition>): string {
  return checkMetric(defineMetric({ ...honest, ...changes })).join('\n');
}

describe('checkMetric', () => {
  test('is silent about an honest metric', () => {
    expect(breachesOf({ symmetric: true })).toBe('');
  });

  test('catches a value outside the range', () => {
    expect(breachesOf({ compute: { binary: () => some(1.5) } })).toContain('leaves its range');
  });

  test('catches dependence on the order of rows', () => {
    expect(
      breachesOf({ compute: { binary: ({ scores }) => some(scores![0]!) }, needs: 'score' }),
    ).toContain('depends on the order of rows');
  });

  test('catches weights that are not used', () => {
    const compute = {
      binary: (input: Parameters<NonNullable<typeof honest.compute.binary>>[0]) =>
        findMetric('accuracy')!.compute({ ...input, weights: null }),
    };
    expect(breachesOf({ compute })).toContain('whole weights');
  });

  test('catches a false claim of symmetry', () => {
    const compute = {
      binary: (input: Parameters<NonNullable<typeof honest.compute.binary>>[0]) =>
        findMetric('sensitivity')!.compute(input),
    };
    expect(breachesOf({ compute, symmetric: true })).toContain('symmetric');
  });

  test('catches a wrong direction', () => {
    expect(breachesOf({ better: 'lower' })).toContain('ranks a perfect model');
  });

  test('catches a changed input', () => {
    const compute: MetricDefinition['compute'] = {
      binary: (input) => {
        if (Array.isArray(input.labels)) input.labels.reverse();
        return some(0.5);
      },
    };
    expect(breachesOf({ compute })).toContain('changes its input');
  });

  test('catches another answer the second time', () => {
    let calls = 0;
    const compute = { binary: () => some((calls++ % 10) / 10) };
    expect(breachesOf({ compute })).toContain('another answer');
  });

  test('catches a number where the denominator is empty', () => {
    const compute = { binary: () => some(0) };
    expect(breachesOf({ compute, denominator: 'positives' })).toContain('has a value without any');
  });

  test('catches row values whose mean is another number', () => {
    expect(breachesOf({ rowValue: () => 0.25 })).toContain('row values');
  });

  test('catches a rank metric that reads more than the order', () => {
    const compute: MetricDefinition['compute'] = {
      binary: ({ scores }) => some(Math.min(1, Math.max(...Array.from(scores!)) / 100)),
    };
    expect(breachesOf({ compute, needs: 'score' })).toContain('order of scores only');
  });
});

describe('defineMetric', () => {
  test('refuses a declaration that cannot be', () => {
    expect(() => defineMetric({ ...honest, id: 'Share right' })).toThrow(/metrics\/bad-definition/);
    expect(() => defineMetric({ ...honest, range: [1, 0] })).toThrow(/empty range/);
    expect(() => defineMetric({ ...honest, compute: {} })).toThrow(/no way to compute/);
  });

  test('refuses input of another kind of task, and rows of other length', () => {
    const sensitivity = findMetric('sensitivity')!;
    expect(() =>
      sensitivity.compute({ kind: 'regression', labels: [1], predictions: [1], weights: null }),
    ).toThrow(/metrics\/wrong-task/);
    expect(() =>
      sensitivity.compute({
        kind: 'binary',
        labels: [1, 0],
        scores: null,
        decisions: [1],
        threshold: null,
        weights: null,
      }),
    ).toThrow(/metrics\/length-mismatch/);
  });

  test('turns a number that is none into a reason', () => {
    const broken = defineMetric({ ...honest, compute: { binary: () => some(Number.NaN) } });
    const value = broken.compute({
      kind: 'binary',
      labels: [1],
      scores: null,
      decisions: [1],
      threshold: null,
      weights: null,
    });
    expect(value).toEqual({ value: null, reason: 'not-finite' });
  });
});
