import type { WeightedStatistic } from './statistic.ts';

/**
 * The mean as a statistic of row weights.
 *
 * @param x n numbers
 * @returns weights to weighted mean; NaN when all weights are 0
 */
export function weightedMean(x: ArrayLike<number>): WeightedStatistic {
  const n = x.length;
  return (weights) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < n; i++) {
      const w = weights[i]!;
      sum += w * x[i]!;
      total += w;
    }
    return total > 0 ? sum / total : Number.NaN;
  };
}
