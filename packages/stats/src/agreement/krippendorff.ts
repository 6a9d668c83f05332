import { none, some, type Value } from '../value.ts';
import type { Ratings } from './ratings.ts';

/** How far apart two values count: the metric of Krippendorff's alpha. */
export type AlphaMetric = 'nominal' | 'ordinal' | 'interval' | 'ratio';

/** Krippendorff's alpha and what it rests on. */
export interface KrippendorffAlpha {
  readonly alpha: Value;
  /** Observed disagreement, in the units of the metric. */
  readonly observed: Value;
  /** Disagreement expected by chance. */
  readonly expected: Value;
  /** Readings of units read at least twice. */
  readonly pairableCount: number;
  /** Units read at least twice. */
  readonly pairedUnitCount: number;
  /** Units read once or not at all, left out. */
  readonly droppedUnitCount: number;
}

/**
 * Krippendorff's alpha: 1 - observed / expected disagreement, any number of readers, missing readings allowed.
 * Values are those of the categories (distinct numbers); the ordinal metric works with their ranks.
 *
 * @param ratings the ratings
 * @param metric nominal, ordinal, interval, or ratio ((a - b) / (a + b))^2, with 0 for 0 against 0
 * @returns `no-pairs` when no unit was read twice, `no-variation` when all pairable readings are equal
 * @see Krippendorff 1970, doi:10.1177/001316447003000105; Hayes, Krippendorff 2007,
 *   doi:10.1080/19312450709336664
 */
export function krippendorffAlpha(ratings: Ratings, metric: AlphaMetric): KrippendorffAlpha {
  const alpha = alphaStatistic(ratings, metric)(null);
  const isPaired = alpha.pairableCount > 0;
  const observed = alpha.observed / alpha.pairableCount;
  const expected = alpha.expected / (alpha.pairableCount * (alpha.pairableCount - 1));
  const reason = isPaired ? none('no-variation') : none('no-pairs');
  return {
    alpha: isPaired && alpha.expected > 0 ? some(1 - observed / expected) : reason,
    observed: isPaired ? some(observed) : reason,
    expected: isPaired ? some(expected) : reason,
    pairableCount: alpha.pairableCount,
    pairedUnitCount: alpha.pairedUnitCount,
    droppedUnitCount: ratings.unitCount - alpha.pairedUnitCount,
  };
}

/** The sums behind an alpha, under weights. */
export interface AlphaSums {
  /** Sum over units of the disagreement of ordered pairs over m - 1. */
  readonly observed: number;
  /** Disagreement of all ordered pairs of pairable readings. */
  readonly expected: number;
  readonly pairableCount: number;
  readonly pairedUnitCount: number;
}

/**
 * The sums of alpha as a function of unit weights, so that resampling needs no copy of the ratings. Every metric
 * costs one pass over the readings: squared differences of values (interval) or of middle ranks (ordinal) need
 * sums and squares only, the nominal one counts. The ratio metric compares every pair of distinct values.
 *
 * @param ratings the ratings
 * @param metric the metric
 * @returns a function of one weight (draw count) per unit; null means one each
 */
export function alphaStatistic(
  ratings: Ratings,
  metric: AlphaMetric,
): (weights: ArrayLike<number> | null) => AlphaSums {
  const { categories, codes, starts, unitCount } = ratings;
  const q = categories.length;
  const counts = new Float64Array(q);
  const scores = new Float64Array(q);
  if (metric === 'interval') {
    // Far from zero the squares would swallow the differences.
    const middle = categories.length > 0 ? categories[q >> 1]! : 0;
    for (let k = 0; k < q; k++) scores[k] = categories[k]! - middle;
  }
  return (weights) => {
    counts.fill(0);
    let pairableCount = 0;
    let pairedUnitCount = 0;
    for (let u = 0; u < unitCount; u++) {
      const weight = weights === null ? 1 : weights[u]!;
      const size = starts[u + 1]! - starts[u]!;
      if (size < 2 || weight === 0) continue;
      pairedUnitCount += weight;
      pairableCount += weight * size;
      for (let i = starts[u]!; i < starts[u + 1]!; i++) counts[codes[i]!]! += weight;
    }
    if (metric === 'ordinal') midRanksInto(counts, scores);
    const isSquared = metric === 'ordinal' || metric === 'interval';
    let observed = 0;
    for (let u = 0; u < unitCount; u++) {
      const weight = weights === null ? 1 : weights[u]!;
      const from = starts[u]!;
      const end = starts[u + 1]!;
      if (end - from < 2 || weight === 0) continue;
      const apart = isSquared
        ? squaredPairs(codes, from, end, scores)
        : metric === 'nominal'
          ? unequalPairs(codes, from, end)
          : ratioPairs(codes, from, end, categories);
      observed += (weight * apart) / (end - from - 1);
    }
    return {
      observed,
      expected: expectedDisagreement(counts, metric, scores, categories, pairableCount),
      pairableCount,
      pairedUnitCount,
    };
  };
}

/** Middle rank of each category among weighted readings; ordinal distance is the difference of these. */
export function midRanksInto(counts: ArrayLike<number>, ranks: Float64Array): void {
  let total = 0;
  for (let k = 0; k < counts.length; k++) total += counts[k]!;
  let before = 0;
  for (let k = 0; k < counts.length; k++) {
    ranks[k] = before + counts[k]! / 2 - total / 2;
    before += counts[k]!;
  }
}

function unequalPairs(codes: Int32Array, from: number, end: number): number {
  let apart = 0;
  for (let i = from; i < end; i++)
    for (let j = i + 1; j < end; j++) if (codes[i] !== codes[j]) apart += 2;
  return apart;
}

function squaredPairs(codes: Int32Array, from: number, end: number, scores: Float64Array): number {
  let apart = 0;
  for (let i = from; i < end; i++) {
    const x = scores[codes[i]!]!;
    for (let j = i + 1; j < end; j++) {
      const d = x - scores[codes[j]!]!;
      apart += 2 * d * d;
    }
  }
  return apart;
}

/** ((a - b) / (a + b))^2, 0 where both are 0. */
export function ratioDistance(a: number, b: number): number {
  if (a === b) return 0;
  const d = (a - b) / (a + b);
  return d * d;
}

function ratioPairs(codes: Int32Array, from: number, end: number, values: Float64Array): number {
  let apart = 0;
  for (let i = from; i < end; i++)
    for (let j = i + 1; j < end; j++)
      apart += 2 * ratioDistance(values[codes[i]!]!, values[codes[j]!]!);
  return apart;
}

/** Disagreement of all ordered pairs of weighted readings. */
export function expectedDisagreement(
  counts: ArrayLike<number>,
  metric: AlphaMetric,
  scores: Float64Array,
  categories: Float64Array,
  total: number,
): number {
  const q = counts.length;
  let used = 0;
  for (let k = 0; k < q; k++) if (counts[k]! > 0) used++;
  if (used < 2) return 0;
  let sum = 0;
  if (metric === 'nominal') {
    for (let k = 0; k < q; k++) sum += counts[k]! * (total - counts[k]!);
    return sum;
  }
  if (metric === 'ratio') {
    for (let i = 0; i < q; i++) {
      if (counts[i] === 0) continue;
      for (let j = 0; j < i; j++)
        sum += 2 * counts[i]! * counts[j]! * ratioDistance(categories[i]!, categories[j]!);
    }
    return sum;
  }
  let mean = 0;
  for (let k = 0; k < q; k++) mean += (counts[k]! * scores[k]!) / total;
  for (let k = 0; k < q; k++) {
    const d = scores[k]! - mean;
    sum += counts[k]! * d * d;
  }
  return 2 * total * sum;
}
