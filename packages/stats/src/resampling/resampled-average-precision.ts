import { fail } from '../errors.ts';
import { orderByScore } from './score-order.ts';
import type { WeightedStatistic } from './statistic.ts';

/**
 * Average precision (step sum over distinct scores) as a statistic of row weights.
 *
 * @param y n labels, positive where not 0
 * @param score n scores, infinities allowed
 * @returns weights to average precision in (0, 1]; NaN when no positive has weight
 * @throws stats/length-mismatch, stats/not-a-number
 */
export function resampledAveragePrecision(
  y: ArrayLike<number>,
  score: ArrayLike<number>,
): WeightedStatistic {
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
    let sum = 0;
    let truePositives = 0;
    let flagged = 0;
    for (let run = runs - 1; run >= 0; run--) {
      let p = 0;
      let all = 0;
      const end = starts[run + 1]!;
      for (let i = starts[run]!; i < end; i++) {
        const w = weights[order[i]!]!;
        all += w;
        if (positive[i] === 1) p += w;
      }
      truePositives += p;
      flagged += all;
      if (p > 0) sum += (p * truePositives) / flagged;
    }
    return truePositives > 0 ? sum / truePositives : Number.NaN;
  };
}
