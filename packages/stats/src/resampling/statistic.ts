/**
 * A statistic of weighted rows: takes one weight per row (draw counts, Dirichlet weights, zeros and ones)
 * and gives its value, or NaN where it has none for these weights (such as AUROC of one class).
 * Resampling calls it thousands of times, so it must not allocate and must not keep the weights.
 */
export type WeightedStatistic = (weights: ArrayLike<number>) => number;
