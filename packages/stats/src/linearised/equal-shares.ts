import { checkSameLength } from '../special/check.ts';
import { chiSquareUpper } from '../special/distributions.ts';
import { invertSpd, matrixVector } from '../special/linear.ts';
import { none, some, type Value } from '../value.ts';

/** A test of equal shares over levels. */
export interface EqualShares {
  /** Generalised score statistic, about chi-square distributed with `df` when shares are equal. */
  readonly statistic: Value;
  /** Levels less one. */
  readonly df: number;
  readonly p: Value;
}

/**
 * Cluster-robust score test that the share of ones is the same in every level. Clusters may have rows in several
 * levels; the variance is taken under the null, so a level without a one is no trouble.
 *
 * @param y 0 or 1 per row
 * @param codes row -> level, 0 to levelCount-1; -1 where the row takes no part
 * @param levelCount number of levels
 * @param cluster row -> 0 to clusterCount-1
 * @param clusterCount number of clusters
 * @param weight row -> weight, 0 or more; null for 1
 * @returns `fewer-than-two-levels`, `one-class`, `too-few-clusters` (no more than levels move the score), or
 * `no-spread` where the variance is singular
 *
 * Errors: `stats/length-mismatch`.
 * Source: Boos 1992, The American Statistician 46:327 (generalised score tests); Rao and Scott 1987, Annals of
 * Statistics 15:385 (clusters).
 */
export function equalShares(
  y: ArrayLike<number>,
  codes: Int32Array,
  levelCount: number,
  cluster: Int32Array,
  clusterCount: number,
  weight: Float64Array | null = null,
): EqualShares {
  checkSameLength(y, codes, ['y', 'codes']);
  checkSameLength(cluster, codes, ['cluster', 'codes']);
  const w = (i: number): number => (codes[i]! < 0 ? 0 : weight === null ? 1 : weight[i]!);
  const size = new Float64Array(levelCount);
  let all = 0;
  let ones = 0;
  for (let i = 0; i < codes.length; i += 1) {
    if (codes[i]! < 0) continue;
    size[codes[i]!]! += w(i);
    all += w(i);
    ones += w(i) * y[i]!;
  }
  const levels = Array.from(size.keys()).filter((k) => size[k]! > 0);
  const df = Math.max(0, levels.length - 1);
  const without = (reason: string): EqualShares => ({
    statistic: none(reason),
    df,
    p: none(reason),
  });
  if (df === 0) return without('fewer-than-two-levels');
  if (!(ones > 0) || !(ones < all)) return without('one-class');
  const place = new Int32Array(levelCount).fill(-1);
  levels.slice(0, df).forEach((k, j) => {
    place[k] = j;
  });
  // A cluster's part of the score of level j: sum of (y - mean) over its rows in j less j's share of all its rows.
  const parts = new Float64Array(clusterCount * df);
  const whole = new Float64Array(clusterCount);
  for (let i = 0; i < codes.length; i += 1) {
    const residual = w(i) * (y[i]! - ones / all);
    const j = codes[i]! < 0 ? -1 : place[codes[i]!]!;
    whole[cluster[i]!]! += residual;
    if (j >= 0) parts[cluster[i]! * df + j]! += residual;
  }
  const score = new Float64Array(df);
  const variance = new Float64Array(df * df);
  const own = new Float64Array(df);
  let moving = 0;
  for (let c = 0; c < clusterCount; c += 1) {
    for (let j = 0; j < df; j += 1) {
      own[j] = parts[c * df + j]! - (size[levels[j]!]! / all) * whole[c]!;
      score[j]! += own[j]!;
    }
    if (own.some((x) => x !== 0)) moving += 1;
    for (let j = 0; j < df; j += 1) {
      if (own[j] === 0) continue;
      for (let l = 0; l < df; l += 1) variance[j * df + l]! += own[j]! * own[l]!;
    }
  }
  if (moving <= levels.length) return without('too-few-clusters');
  const inverse = invertSpd(variance, df);
  if (inverse === null) return without('no-spread');
  const found = matrixVector(inverse, score).reduce((sum, x, j) => sum + x * score[j]!, 0);
  return { statistic: some(found), df, p: some(chiSquareUpper(found, df)) };
}
