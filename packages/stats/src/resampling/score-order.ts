import { fail } from '../errors.ts';

/** Rows in ascending order of score, with the bounds of runs of equal scores. */
export interface ScoreOrder {
  /** Row at each place of the ascending order. */
  readonly order: Int32Array;
  /** First place of each run of exactly equal scores, then the row count. */
  readonly starts: Int32Array;
}

/**
 * Sorts rows by score once, so that each replicate needs one linear pass.
 *
 * @param score n scores, infinities allowed
 * @returns order and runs of ties (exact equality of doubles)
 * @throws stats/not-a-number when a score is NaN
 */
export function orderByScore(score: ArrayLike<number>): ScoreOrder {
  const n = score.length;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(score[i])) {
      fail(
        'stats/not-a-number',
        `The score of row ${i} is NaN.`,
        'Drop the row or mend the score.',
      );
    }
  }
  // Not a difference: infinity minus infinity is NaN.
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => {
    const x = score[a]!;
    const y = score[b]!;
    return x < y ? -1 : x > y ? 1 : a - b;
  });
  const starts: number[] = [];
  for (let i = 0; i < n; i++) {
    if (i === 0 || score[order[i]!]! !== score[order[i - 1]!]!) starts.push(i);
  }
  starts.push(n);
  return { order, starts: Int32Array.from(starts) };
}
