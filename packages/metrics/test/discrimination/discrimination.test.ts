import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binary, metric } from '../values.ts';

describe('metrics of scores', () => {
  test('AUROC is the share of pairs in the right order, ties one half', () => {
    const row = fc.record({ y: fc.integer({ min: 0, max: 1 }), s: fc.integer({ min: 0, max: 6 }) });
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), (rows) => {
        const [positives, negatives] = [1, 0].map((y) => rows.filter((one) => one.y === y));
        let wins = 0;
        for (const a of positives!) {
          for (const b of negatives!) wins += a.s > b.s ? 1 : a.s === b.s ? 0.5 : 0;
        }
        const pairs = positives!.length * negatives!.length;
        const value = metric(
          'auroc',
          binary(
            rows.map(({ y }) => y),
            { scores: rows.map(({ s }) => s) },
          ),
        );
        if (pairs === 0) expect(value.reason).toBe('single-class');
        else expect(value.value).toBeCloseTo(wins / pairs, 12);
      }),
    );
  });

  test('infinite scores keep their place', () => {
    const scores = [Number.POSITIVE_INFINITY, 1, 0, Number.NEGATIVE_INFINITY];
    expect(metric('auroc', binary([1, 1, 0, 0], { scores })).value).toBe(1);
  });

  test('average precision of equal scores is the prevalence', () => {
    expect(metric('auprc', binary([1, 0, 0, 0], { scores: [3, 3, 3, 3] })).value).toBeCloseTo(
      0.25,
      12,
    );
    expect(metric('auprc', binary([0, 0], { scores: [1, 2] })).reason).toBe('no-positives');
  });

  test('average precision steps down the ranking', () => {
    const scores = [0.9, 0.8, 0.7, 0.6];
    expect(metric('auprc', binary([1, 0, 1, 0], { scores })).value).toBeCloseTo(
      0.5 + 0.5 * (2 / 3),
      12,
    );
  });

  test('two classes give both averages the AUROC', () => {
    const labels = [0, 1, 1, 0, 1];
    const scores = [0.2, 0.7, 0.4, 0.5, 0.9];
    const input = {
      kind: 'multiclass',
      labels,
      decisions: null,
      columns: [scores.map((s) => 1 - s), scores],
      classCount: 2,
      weights: null,
    } as const;
    const { value } = metric('auroc', binary(labels, { scores }));
    expect(metric('auroc-ovr', input).value).toBeCloseTo(value!, 12);
    expect(metric('auroc-ovo', input).value).toBeCloseTo(value!, 12);
    expect(metric('auroc-ovo', { ...input, labels: [0, 0, 0, 0, 0] }).reason).toBe('class-absent');
  });
});
