import { fail } from '../errors.ts';
import { orderByScore } from './score-order.ts';
import type { WeightedStatistic } from './statistic.ts';

/**
 * AUROC as a statistic of row weights: scores are sorted once, each call is one linear pass.
 * Ties count one half.
 *
 * @param y n labels, positive where not 0
 * @param score n scores, infinities allowed
 * @returns weights to AUROC in [0, 1]; NaN when a class has no weight
 * @throws stats/length-mismatch, stats/not-a-number
 */
export function resampledAuroc(y: ArrayLike<number>, score: ArrayLike<number>): WeightedStatistic {
  if (y.length !== score.length) {
    fail(
      'stats/length-mismatch',
      `${y.length} labels came with ${score.length} scores.`,
      'Pass one label per score.',
    );
  }
  const { order, starts } = orderByScore(score);
  const positive = Uint8Array.from(order, (row) => (y[row] ? 1 : 0));
  const runs = starts.length - 1;
  return (weights) => {
    let wins = 0;
    let positives = 0;
    let negativesBelow = 0;
    for (let run = 0; run < runs; run++) {
      let p = 0;
      let q = 0;
      const end = starts[run + 1]!;
      for (let i = starts[run]!; i < end; i++) {
        const w = weights[order[i]!]!;
        if (positive[i] === 1) p += w;
        else q += w;
      }
      wins += p * (negativesBelow + q / 2);
      positives += p;
      negativesBelow += q;
    }
    return positives > 0 && negativesBelow > 0 ? wins / (positives * negativesBelow) : Number.NaN;
  };
}
