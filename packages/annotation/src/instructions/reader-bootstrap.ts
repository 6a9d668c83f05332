import { type Limits, mean, randomStream, variance } from '@equipoise/stats';

/** How the bootstrap is run. */
export interface BootstrapOptions {
  /** Confidence level, above .5 and below 1. */
  readonly level: number;
  /** Draws of the readers; 999 at least are of use. */
  readonly replicates: number;
  readonly seed: number;
  /** Further steps of the address of the random stream, so that two figures do not share their draws. */
  readonly path: readonly number[];
}

/** Mean of the readers of one group with its limits. */
export interface ReaderMean {
  readonly readerCount: number;
  /** Every reader counts the same; null without a reader. */
  readonly value: number | null;
  readonly standardError: number | null;
  readonly limits: Limits | null;
  /** Why there is no value, or no limits: `no-readers`, `one-reader`, `no-spread`, `too-few-readers`; else null. */
  readonly reason: string | null;
}

/** Mean of one group minus that of another, with limits that hold for all differences together. */
export interface ReaderDifference {
  readonly group: number;
  readonly other: number;
  readonly value: number | null;
  readonly standardError: number | null;
  readonly limits: Limits | null;
  readonly reason: string | null;
}

/** Means of all groups of readers and their differences. */
export interface ReaderMeans {
  readonly groups: readonly ReaderMean[];
  /** The later group minus the earlier, for every pair. */
  readonly differences: readonly ReaderDifference[];
}

type Pair = readonly [number, number];

interface Group {
  readonly centred: Float64Array;
  readonly value: number;
  readonly variance: number;
  /** Sum of squares below which the readers that were drawn are all alike. */
  readonly least: number;
}

/** Fewest readers of a group for the limits of a difference: of two, half of all draws are twice the same reader. */
const fewestForLimits = 3;

/**
 * Means of groups of readers and their differences, with readers as the unit: each draw of the bootstrap takes as many
 * readers of each group as it has, with replacement and with everything that they read. Limits are those of the
 * symmetric studentised bootstrap: the estimate plus and minus its standard error times the quantile of |t*|, where t*
 * is the deviation of a draw over the standard error of that draw; for several differences the quantile of the
 * greatest |t*|, so that their limits hold together. Studentising is what makes few readers safe: the limits of the
 * drawn means alone are too narrow there.
 *
 * @param values for each group the figure of each of its readers
 * @see Hall 1988, doi:10.1214/aos/1176350933 (bootstrap-t); Romano and Wolf 2005, doi:10.1198/016214504000000539
 * (greatest of several); Field and Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x (clusters)
 */
export function bootstrapReaders(
  values: readonly ArrayLike<number>[],
  options: BootstrapOptions,
): ReaderMeans {
  const groups = values.map(groupOf);
  const pairs = groups.flatMap((_, a) => groups.slice(a + 1).map((_, k): Pair => [a + 1 + k, a]));
  const possible = pairs.filter((pair) => whyNoLimits(values, groups, pair) === null);
  const judged = together(possible, values, options.level);
  const { greatest, own } = drawReaders(values, groups, judged, options);
  const critical = quantile(greatest, options.level);
  return {
    groups: groups.map((group, at) =>
      meanOf(values[at]!.length, group, quantile(own[at]!, options.level)),
    ),
    differences: pairs.map((pair) =>
      differenceOf(
        groups,
        pair,
        whyNoLimits(values, groups, pair) ?? (judged.includes(pair) ? null : 'too-few-readers'),
        critical,
      ),
    ),
  };
}

function groupOf(values: ArrayLike<number>): Group | null {
  if (values.length === 0) return null;
  const value = mean(values);
  const spread = values.length > 1 ? variance(values) : 0;
  const centred = Float64Array.from(values, (one) => one - value);
  return {
    centred,
    value,
    variance: spread / values.length,
    least: 1e-12 * spread * (values.length - 1),
  };
}

function whyNoLimits(
  values: readonly ArrayLike<number>[],
  groups: readonly (Group | null)[],
  pair: Pair,
): string | null {
  const counts = pair.map((at) => values[at]!.length);
  if (counts.includes(0)) return 'no-readers';
  if (counts.includes(1)) return 'one-reader';
  if (counts.some((count) => count < fewestForLimits)) return 'too-few-readers';
  return pair.every((at) => groups[at]!.variance <= 0) ? 'no-spread' : null;
}

/** Chance that all readers of a draw have the same value. */
function chanceAlike(values: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1);
  }
  let sum = 0;
  for (const count of counts.values()) {
    sum += Math.exp(values.length * Math.log(count / values.length));
  }
  return sum;
}

/**
 * Differences whose limits are found together. One between two groups that are both so small that a good part of the
 * draws has no spread at all would take the limits of all others with it, and gets none.
 */
function together(
  pairs: readonly Pair[],
  values: readonly ArrayLike<number>[],
  level: number,
): readonly Pair[] {
  const alike = values.map(chanceAlike);
  const chance = ([a, b]: Pair): number => alike[a]! * alike[b]!;
  const kept = new Set<Pair>();
  let sum = 0;
  for (const pair of [...pairs].sort((a, b) => chance(a) - chance(b))) {
    sum += chance(pair);
    if (sum <= (1 - level) / 2) kept.add(pair);
  }
  return pairs.filter((pair) => kept.has(pair));
}

interface Draws {
  /** Greatest |t*| over the differences of each draw; empty where there is none. */
  readonly greatest: Float64Array;
  /** |t*| of each group's own mean. */
  readonly own: readonly Float64Array[];
}

function drawReaders(
  values: readonly ArrayLike<number>[],
  groups: readonly (Group | null)[],
  pairs: readonly Pair[],
  { replicates, seed, path }: BootstrapOptions,
): Draws {
  const uniform = randomStream(seed, ...path);
  const greatest = new Float64Array(pairs.length > 0 ? replicates : 0);
  const own = values.map((one) => new Float64Array(one.length > 1 ? replicates : 0));
  const shift = new Float64Array(groups.length);
  const spread = new Float64Array(groups.length);
  for (let draw = 0; draw < replicates; draw++) {
    for (const [at, group] of groups.entries()) {
      if (group === null || group.centred.length < 2) continue;
      const n = group.centred.length;
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < n; i++) {
        const x = group.centred[Math.floor(uniform() * n)]!;
        sum += x;
        squares += x * x;
      }
      const left = squares - (sum * sum) / n;
      shift[at] = sum / n;
      spread[at] = left > group.least ? left / ((n - 1) * n) : 0;
      own[at]![draw] = studentised(shift[at]!, spread[at]!);
    }
    let most = 0;
    for (const [a, b] of pairs) {
      most = Math.max(most, studentised(shift[a]! - shift[b]!, spread[a]! + spread[b]!));
    }
    if (pairs.length > 0) greatest[draw] = most;
  }
  return { greatest, own };
}

/** |t|; a draw of one and the same reader says nothing of its own spread, and counts as far out. */
function studentised(shift: number, variance: number): number {
  return variance > 0 ? Math.abs(shift) / Math.sqrt(variance) : Number.POSITIVE_INFINITY;
}

/** Quantile that holds with B draws and the one seen; null where it lies beyond all draws. */
function quantile(draws: Float64Array, level: number): number | null {
  if (draws.length === 0) return null;
  const sorted = draws.slice().sort();
  const found = sorted[Math.ceil(level * (sorted.length + 1) - 1e-9) - 1] ?? null;
  return found !== null && Number.isFinite(found) ? found : null;
}

function meanOf(readerCount: number, group: Group | null, critical: number | null): ReaderMean {
  if (group === null) {
    return { readerCount, value: null, standardError: null, limits: null, reason: 'no-readers' };
  }
  const { value, variance: square } = group;
  if (readerCount < 2) {
    return { readerCount, value: null, standardError: null, limits: null, reason: 'one-reader' };
  }
  if (square <= 0) {
    return { readerCount, value, standardError: 0, limits: null, reason: 'no-spread' };
  }
  const standardError = Math.sqrt(square);
  return {
    readerCount,
    value,
    standardError,
    limits: limitsOf(value, standardError, critical),
    reason: critical === null ? 'too-few-readers' : null,
  };
}

function differenceOf(
  groups: readonly (Group | null)[],
  [group, other]: Pair,
  why: string | null,
  critical: number | null,
): ReaderDifference {
  const [a, b] = [groups[group]!, groups[other]!];
  const isTold = a !== null && b !== null && a.centred.length > 1 && b.centred.length > 1;
  if (!isTold) {
    const reason = why ?? 'no-readers';
    return { group, other, value: null, standardError: null, limits: null, reason };
  }
  const value = a.value - b.value;
  const standardError = Math.sqrt(a.variance + b.variance);
  const limits = why === null ? limitsOf(value, standardError, critical) : null;
  const reason = limits === null ? (why ?? 'too-few-readers') : null;
  return { group, other, value, standardError, limits, reason };
}

function limitsOf(value: number, standardError: number, critical: number | null): Limits | null {
  if (critical === null) return null;
  return [value - critical * standardError, value + critical * standardError];
}
