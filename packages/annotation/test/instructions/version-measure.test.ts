import { mean, variance } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import {
  addPair,
  agreementMeasure,
  pairTable,
  qualityMeasure,
} from '../../src/instructions/version-measure.ts';

describe('a quality of readings', () => {
  it('is the mean of each reader over the own cases, however many', () => {
    const measure = qualityMeasure([
      { version: 0, reader: 2, caseIndex: 0, value: 1 },
      { version: 0, reader: 2, caseIndex: 1, value: 0 },
      { version: 0, reader: 2, caseIndex: 5, value: 0.5 },
      { version: 0, reader: 0, caseIndex: 1, value: 0.9 },
      { version: 1, reader: 0, caseIndex: 1, value: 0.1 },
    ]);
    const { readers, values, parts } = measure.of(0, [0, 1, 2]);
    expect(readers).toEqual([0, 2]);
    expect([...values]).toEqual([0.9, 0.5]);
    expect([...parts]).toEqual([0.9, 0.5]);
    expect(measure.casesOf(0, 2)).toEqual([0, 1, 5]);
    expect(measure.casesOf(1, 2)).toEqual([]);
  });
});

describe('agreement within a version', () => {
  it('is each reader’s mean with the others; what a reader adds has the variance of the jackknife', () => {
    // Pairs of four readers: shares of equal answers on two cases each.
    const shares = [
      [0, 1, 1],
      [0, 2, 0.5],
      [0, 3, 0],
      [1, 2, 0.5],
      [1, 3, 0.5],
      [2, 3, 1],
    ] as const;
    const table = pairTable(2, 5);
    for (const [a, b, share] of shares) {
      addPair(table, 1, [a, b], 0, share >= 0.5 ? 1 : 0);
      addPair(table, 1, [a, b], 1, share > 0.5 ? 1 : 0);
    }
    const measure = agreementMeasure(table);
    const { readers, values, parts } = measure.of(1, [0, 1, 2, 3, 4]);
    expect(readers).toEqual([0, 1, 2, 3]);
    const byHand = [0.5, 2 / 3, 2 / 3, 0.5];
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(byHand[at]!, 14);
    // Leaving reader 0 out leaves pairs 0.5, 0.5 and 1, and so on.
    const without = [2, 1.5, 1.5, 2].map((sum) => sum / 3);
    const middle = mean(without);
    const jackknife = (3 / 4) * without.reduce((sum, x) => sum + (x - middle) * (x - middle), 0);
    expect(mean(parts)).toBeCloseTo(mean(byHand), 14);
    expect(variance(parts) / 4).toBeCloseTo(jackknife, 14);
    expect(measure.of(0, [0, 1]).readers).toEqual([]);
    expect(measure.casesOf(1, 0)).toEqual([0, 1]);
  });

  it('among some readers counts these alone', () => {
    const table = pairTable(1, 3);
    addPair(table, 0, [0, 1], 0, 1);
    addPair(table, 0, [0, 2], 0, 0);
    addPair(table, 0, [1, 2], 0, 0);
    expect([...agreementMeasure(table).of(0, [0, 1]).values]).toEqual([1, 1]);
    expect([...agreementMeasure(table).of(0, [0, 1, 2]).values]).toEqual([0.5, 0.5, 0]);
  });
});
