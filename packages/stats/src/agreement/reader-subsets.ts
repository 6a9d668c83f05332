import { fail } from '../errors.ts';
import { none, some, type Value } from '../value.ts';
import type { Ratings } from './ratings.ts';
import { categoryCounts } from './unit-counts.ts';

/** What k readers drawn at random show of what all readers of a unit show. */
export interface ReaderSubset {
  /** Number of readers drawn. */
  readonly k: number;
  /** Of the units on which the readers differ: mean chance that k of them differ. */
  readonly disagreementCaptured: Value;
  /** Mean chance that the majority of k is the majority of all; ties are broken evenly at random. */
  readonly majorityStability: Value;
  /** Mean range of the values of k readers over the mean range of all. */
  readonly rangeCaptured: Value;
  /** Units with at least k readings. */
  readonly unitCount: number;
}

/**
 * Variability captured by k readers, for k = 2 to the largest number of readings of a unit. Readers are drawn
 * without replacement among those who read the unit; the expectations are exact, no subset is sampled.
 *
 * Where units have different numbers of readings, each k looks at the units with at least k; ask for
 * `fewestReadings` to follow the same units along k.
 *
 * @param ratings the ratings; the range works with the values of the categories
 * @param settings stop at `largestPanel` readers; leave out units with fewer than `fewestReadings`
 * @see Joskowicz, Cohen, Caplan, Sosna 2019, doi:10.1007/s00330-018-5695-5 (variability and number of observers)
 */
export function variabilityByReaders(
  ratings: Ratings,
  settings: { readonly largestPanel?: number; readonly fewestReadings?: number } = {},
): ReaderSubset[] {
  const { largestPanel = Number.POSITIVE_INFINITY, fewestReadings = 2 } = settings;
  const patterns = countPatterns(ratings).filter((pattern) => pattern.size >= fewestReadings);
  let most = 0;
  for (const pattern of patterns) most = Math.max(most, pattern.size);
  const out: ReaderSubset[] = [];
  for (let k = 2; k <= Math.min(most, largestPanel); k++) out.push(subset(patterns, ratings, k));
  return out;
}

interface CountPattern {
  readonly counts: Float64Array;
  readonly size: number;
  units: number;
}

function countPatterns(ratings: Ratings): CountPattern[] {
  const q = ratings.categories.length;
  if (q > 1000) {
    fail(
      'stats/bad-argument',
      `${q} distinct values are too many for counts of readers.`,
      'Bin the values, or ask for the range of measurements.',
    );
  }
  const counts = new Float64Array(q);
  const seen = new Map<string, CountPattern>();
  for (let u = 0; u < ratings.unitCount; u++) {
    const size = categoryCounts(ratings, u, counts);
    if (size < 2) continue;
    const key = counts.join();
    const known = seen.get(key);
    if (known) known.units++;
    else seen.set(key, { counts: counts.slice(), size, units: 1 });
  }
  return [...seen.values()];
}

function subset(patterns: readonly CountPattern[], ratings: Ratings, k: number): ReaderSubset {
  let unitCount = 0;
  let disputed = 0;
  let differing = 0;
  let stable = 0;
  let rangeOfAll = 0;
  let rangeOfSome = 0;
  for (const { counts, size, units } of patterns) {
    if (size < k) continue;
    unitCount += units;
    let same = 0;
    for (const count of counts) same += choose(count, k) / choose(size, k);
    if (counts.every((count) => count < size)) {
      disputed += units;
      differing += units * (1 - same);
    }
    stable += units * majorityStability(counts, size, k);
    const values = ratings.categories;
    rangeOfAll += units * expectedRange(counts, values, size, size);
    rangeOfSome += units * expectedRange(counts, values, size, k);
  }
  return {
    k,
    disagreementCaptured: disputed > 0 ? some(differing / disputed) : none('no-disagreement'),
    majorityStability: unitCount > 0 ? some(stable / unitCount) : none('no-units'),
    rangeCaptured: rangeOfAll > 0 ? some(rangeOfSome / rangeOfAll) : none('no-disagreement'),
    unitCount,
  };
}

/** n over k, 0 where k is above n. */
function choose(n: number, k: number): number {
  if (k > n) return 0;
  let product = 1;
  for (let i = 1; i <= k; i++) product *= (n - k + i) / i;
  return product;
}

/** Expected largest minus smallest value of k of the readings. */
function expectedRange(
  counts: Float64Array,
  values: Float64Array,
  size: number,
  k: number,
): number {
  // P(all k at or below a value) from the readings at or below it; sums of tails give the expectations.
  const all = choose(size, k);
  let below = 0;
  let range = 0;
  for (let c = 0; c + 1 < counts.length; c++) {
    below += counts[c]!;
    const gap = values[c + 1]! - values[c]!;
    range += gap * (1 - (choose(below, k) + choose(size - below, k)) / all);
  }
  return range;
}

/** Chance that the majority of k drawn readings is the majority of all, over all ways to draw. */
function majorityStability(counts: Float64Array, size: number, k: number): number {
  const used: number[] = [];
  for (const count of counts) if (count > 0) used.push(count);
  const best = Math.max(...used);
  const leaders = used.filter((count) => count === best).length;
  const drawn = new Array<number>(used.length).fill(0);
  let stable = 0;
  const walk = (at: number, left: number, ways: number): void => {
    if (at === used.length - 1) {
      if (left > used[at]!) return;
      drawn[at] = left;
      const most = Math.max(...drawn);
      let winners = 0;
      let shared = 0;
      drawn.forEach((count, c) => {
        if (count !== most) return;
        winners++;
        if (used[c] === best) shared++;
      });
      stable += (ways * choose(used[at]!, left) * shared) / (winners * leaders);
      return;
    }
    for (let n = 0; n <= Math.min(left, used[at]!); n++) {
      drawn[at] = n;
      walk(at + 1, left - n, ways * choose(used[at]!, n));
    }
  };
  walk(0, k, 1);
  return stable / choose(size, k);
}

/** What k readers' masks show of the spread of all masks. */
export interface MaskSubset {
  readonly k: number;
  /** Expected union minus intersection of k masks over that of all. */
  readonly variabilityCaptured: Value;
  /** Expected union of k masks in voxels. */
  readonly unionVoxels: number;
  /** Expected intersection of k masks in voxels. */
  readonly intersectionVoxels: number;
}

/**
 * Spread of masks captured by k readers, exact over all subsets.
 *
 * @param voters voters[n] = voxels marked by exactly n of the readers (see mask agreement)
 * @see Joskowicz, Cohen, Caplan, Sosna 2019, doi:10.1007/s00330-018-5695-5
 */
export function maskVariabilityByReaders(voters: ArrayLike<number>): MaskSubset[] {
  const readers = voters.length - 1;
  let disputed = 0;
  for (let n = 1; n < readers; n++) disputed += voters[n]!;
  const out: MaskSubset[] = [];
  for (let k = 2; k <= readers; k++) {
    const all = choose(readers, k);
    let unionVoxels = 0;
    let intersectionVoxels = 0;
    for (let n = 1; n <= readers; n++) {
      unionVoxels += voters[n]! * (1 - choose(readers - n, k) / all);
      intersectionVoxels += (voters[n]! * choose(n, k)) / all;
    }
    const spread = unionVoxels - intersectionVoxels;
    out.push({
      k,
      variabilityCaptured: disputed > 0 ? some(spread / disputed) : none('no-disagreement'),
      unionVoxels,
      intersectionVoxels,
    });
  }
  return out;
}
