import { checkNoNaN, checkSameLength, checkShare } from '../special/check.ts';
import { denseCodes } from '../special/dense-codes.ts';
import { tQuantile } from '../special/distributions.ts';
import { type Limits, none, some, type Value } from '../value.ts';

/** How alike the rows of a cluster are, and what that costs. */
export interface ClusterCorrelation {
  /** ANOVA estimate of the intra-cluster correlation; may be negative. */
  readonly icc: Value;
  /** Jackknife interval over clusters, kept in [-1, 1]. */
  readonly iccLimits: Limits | null;
  /** 1 + (m0 - 1) ICC: variance of a mean over its variance with independent rows. */
  readonly designEffect: Value;
  /** The interval of the design effect, at least 0. */
  readonly designEffectLimits: Limits | null;
  /** Rows over max(1, design effect): the independent rows that would tell as much. */
  readonly effectiveRows: Value;
  /** m0: the mean cluster size that unequal sizes act like. */
  readonly typicalSize: Value;
  /** Rows. */
  readonly rows: number;
  /** Distinct clusters. */
  readonly clusters: number;
  /** Confidence level. */
  readonly level: number;
}

/** Sums over clusters from which the one-way ANOVA follows. */
interface Totals {
  readonly clusters: number;
  readonly rows: number;
  readonly sizeSquares: number;
  readonly sum: number;
  readonly squares: number;
  /** Sum over clusters of (cluster sum)^2 / cluster size. */
  readonly between: number;
}

/**
 * Intra-cluster correlation of a binary or continuous value by one-way ANOVA with unequal cluster sizes, the
 * design effect, and their delete-one-cluster jackknife intervals.
 *
 * @param values one number per row
 * @param clusters cluster id per row
 * @param level confidence level, 0.95 by default
 * @returns `one-cluster`, `singletons` (no cluster holds two rows) or `no-variation` where undefined
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Donner 1986, International Statistical Review 54:67; Kish 1965, Survey Sampling (design effect);
 * Ukoumunne 2002, Statistics in Medicine 21:3757 (intervals).
 */
export function clusterCorrelation(
  values: ArrayLike<number>,
  clusters: ArrayLike<number | string>,
  level = 0.95,
): ClusterCorrelation {
  checkSameLength(values, clusters, ['values', 'clusters']);
  checkNoNaN(values, 'values');
  checkShare(level, 'level');
  const { codes, count } = denseCodes(clusters);
  const size = new Float64Array(count);
  const sum = new Float64Array(count);
  const squares = new Float64Array(count);
  const n = values.length;
  let shift = 0;
  for (let i = 0; i < n; i++) shift += values[i]! / n;
  for (let i = 0; i < n; i++) {
    const v = values[i]! - shift;
    const c = codes[i]!;
    size[c]! += 1;
    sum[c]! += v;
    squares[c]! += v * v;
  }
  const all = totals(size, sum, squares);
  const base = { rows: n, clusters: count, level };
  const point = anova(all);
  if (typeof point === 'string') {
    const missing = none(point);
    const plain = point === 'singletons';
    return {
      ...base,
      icc: missing,
      iccLimits: null,
      designEffect: plain ? some(1) : missing,
      designEffectLimits: null,
      effectiveRows: plain ? some(n) : missing,
      typicalSize: plain ? some(1) : missing,
    };
  }
  const iccValues = new Float64Array(count);
  const effectValues = new Float64Array(count);
  let found = 0;
  for (let c = 0; c < count; c++) {
    const part = anova(without(all, size[c]!, sum[c]!, squares[c]!));
    if (typeof part === 'string') break;
    iccValues[c] = part.icc;
    effectValues[c] = part.effect;
    found += 1;
  }
  const t = count > 2 ? tQuantile(1 - (1 - level) / 2, count - 1) : Number.NaN;
  const complete = found === count && count > 2;
  const iccLimits = complete ? jackknife(point.icc, iccValues, t) : null;
  const effectLimits = complete ? jackknife(point.effect, effectValues, t) : null;
  return {
    ...base,
    icc: some(point.icc),
    iccLimits: iccLimits && [Math.max(-1, iccLimits[0]), Math.min(1, iccLimits[1])],
    designEffect: some(point.effect),
    designEffectLimits: effectLimits && [
      Math.max(0, effectLimits[0]),
      Math.max(0, effectLimits[1]),
    ],
    effectiveRows: some(n / Math.max(1, point.effect)),
    typicalSize: some(point.typicalSize),
  };
}

function totals(size: Float64Array, sum: Float64Array, squares: Float64Array): Totals {
  let rows = 0;
  let sizeSquares = 0;
  let total = 0;
  let square = 0;
  let between = 0;
  for (let c = 0; c < size.length; c++) {
    rows += size[c]!;
    sizeSquares += size[c]! * size[c]!;
    total += sum[c]!;
    square += squares[c]!;
    between += (sum[c]! * sum[c]!) / size[c]!;
  }
  return { clusters: size.length, rows, sizeSquares, sum: total, squares: square, between };
}

function without(all: Totals, size: number, sum: number, squares: number): Totals {
  return {
    clusters: all.clusters - 1,
    rows: all.rows - size,
    sizeSquares: all.sizeSquares - size * size,
    sum: all.sum - sum,
    squares: all.squares - squares,
    between: all.between - (sum * sum) / size,
  };
}

function anova(
  t: Totals,
): { readonly icc: number; readonly effect: number; readonly typicalSize: number } | string {
  if (t.clusters < 2) return 'one-cluster';
  if (t.rows <= t.clusters) return 'singletons';
  const typicalSize = (t.rows - t.sizeSquares / t.rows) / (t.clusters - 1);
  const centre = (t.sum * t.sum) / t.rows;
  const msBetween = Math.max(0, t.between - centre) / (t.clusters - 1);
  const msWithin = Math.max(0, t.squares - t.between) / (t.rows - t.clusters);
  const bottom = msBetween + (typicalSize - 1) * msWithin;
  if (!(bottom > 1e-14 * Math.max(t.squares / t.rows, 1e-300))) return 'no-variation';
  const icc = (msBetween - msWithin) / bottom;
  return { icc, effect: 1 + (typicalSize - 1) * icc, typicalSize };
}

/** t interval about the estimate with the delete-one standard error. */
function jackknife(estimate: number, parts: Float64Array, t: number): Limits {
  const n = parts.length;
  let sum = 0;
  for (let c = 0; c < n; c++) sum += parts[c]!;
  const centre = sum / n;
  let squares = 0;
  for (let c = 0; c < n; c++) squares += (parts[c]! - centre) * (parts[c]! - centre);
  const half = t * Math.sqrt(((n - 1) / n) * squares);
  return [estimate - half, estimate + half];
}
