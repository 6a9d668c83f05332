import {
  agreementWeightedVote,
  agreementWithVote,
  majorityVote,
  readingsFromMatrix,
  weightedVote,
} from '@equipoise/annotation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestGap } from '../support.ts';

const cells = (readers: number): fc.Arbitrary<number[]> =>
  fc
    .array(fc.array(fc.integer({ min: -1, max: 2 }), { minLength: readers, maxLength: readers }), {
      minLength: 1,
      maxLength: 20,
    })
    .map((rows) => rows.flat());

describe('majority vote', () => {
  it('reports a tie and a case without answers, and settles neither', () => {
    const vote = majorityVote(readingsFromMatrix([0, 1, -1, -1, 1, 1], 2, 2));
    expect([...vote.labels]).toEqual([-1, -1, 1]);
    expect([...vote.isTied]).toEqual([1, 0, 0]);
    expect([...vote.posterior.values]).toEqual([0.5, 0.5, 0, 0, 0, 1]);
  });

  it('calls a three-way tie a tie', () => {
    expect([...majorityVote(readingsFromMatrix([0, 1, 2], 3)).isTied]).toEqual([1]);
  });

  it('does not change with the order of the readers', () => {
    fc.assert(
      fc.property(cells(4), (matrix) => {
        const turned = matrix.map((_, i) => matrix[i - (i % 4) + (3 - (i % 4))]!);
        const a = majorityVote(readingsFromMatrix(matrix, 4, 3));
        const b = majorityVote(readingsFromMatrix(turned, 4, 3));
        expect(largestGap(a.posterior.values, b.posterior.values)).toBeLessThan(1e-15);
        expect([...a.labels]).toEqual([...b.labels]);
      }),
    );
  });

  it('does not change when all weights grow alike', () => {
    fc.assert(
      fc.property(
        cells(3),
        fc.array(fc.double({ min: 0.1, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (matrix, weights) => {
          const readings = readingsFromMatrix(matrix, 3, 3);
          const a = weightedVote(readings, weights);
          const b = weightedVote(
            readings,
            weights.map((one) => one * 7),
          );
          expect(largestGap(a.posterior.values, b.posterior.values)).toBeLessThan(1e-12);
          expect([...a.labels]).toEqual([...b.labels]);
        },
      ),
    );
  });

  it('a reader of weight 0 has no say', () => {
    const vote = weightedVote(readingsFromMatrix([0, 0, 1], 3), [0, 0, 1]);
    expect(vote.labels[0]).toBe(1);
  });

  it('agreement of readers with the vote weighs the vote', () => {
    const readings = readingsFromMatrix([0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1], 3);
    expect([...agreementWithVote(readings)]).toEqual([1, 1, 0.5]);
    expect(agreementWeightedVote(readings).posterior.values[1]).toBeCloseTo(0.2, 12);
  });
});
