import { fail } from '../errors.ts';
import { randomStream } from '../random.ts';
import { checkCounts } from '../shrinkage/normal.ts';
import { chiSquareQuantile } from '../special/distributions.ts';
import { normalQuantile, twoSidedZ } from '../special/normal.ts';
import { findRoot } from '../special/scalar-search.ts';
import { type Limits, none, some, type Value } from '../value.ts';

/** The worst of several groups, raw and corrected for having been picked as the worst. */
export interface WorstGroup {
  /** Place of the group with the worst raw value. */
  readonly rawPlace: number;
  readonly raw: Value;
  /** Place of the group with the worst shrunken value; may differ when groups differ in size. */
  readonly place: number;
  /** Shrunken value of that group. */
  readonly corrected: Value;
  /** corrected minus raw worst value. */
  readonly correction: Value;
  readonly limits: Limits | null;
  /** Chance of each group to be the worst, from the shrunken values and their errors. */
  readonly probabilityWorst: Float64Array;
  /** Variance between groups used for the shrinkage. */
  readonly tau2: number;
  /** Shrunken value and standard error of every group. */
  readonly shrunken: Float64Array;
  readonly shrunkenSe: Float64Array;
}

/** Settings of {@link worstGroup}. */
export interface WorstGroupOptions {
  /** Whether large values are good; the worst is then the smallest. Default higher. */
  readonly better?: 'higher' | 'lower';
  /** Level of the limits, default 0.95. */
  readonly level?: number;
  /**
   * Chi-square quantile at which spread counts as real, default 0.7: tau2 is the value that makes Cochran's Q
   * equal to it. One half is close to the Paule-Mandel estimate; more is more careful with equal groups.
   */
  readonly caution?: number;
  /** Draws for the chances to be worst, default 2000; 0 skips them. */
  readonly drawCount?: number;
  readonly seed?: number;
}

interface Spread {
  readonly mu: number;
  readonly seMu: number;
  readonly q: number;
}

function spreadAt(y: ArrayLike<number>, se: ArrayLike<number>, tau2: number): Spread {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = 1 / (tau2 + se[i]! * se[i]!);
    sum += w;
    total += w * y[i]!;
  }
  const mu = total / sum;
  let q = 0;
  for (let i = 0; i < y.length; i++) {
    const d = y[i]! - mu;
    q += (d * d) / (tau2 + se[i]! * se[i]!);
  }
  return { mu, seMu: 1 / Math.sqrt(sum), q };
}

function carefulTau2(y: ArrayLike<number>, se: ArrayLike<number>, caution: number): number {
  const border = chiSquareQuantile(caution, y.length - 1);
  const excess = (tau2: number): number => spreadAt(y, se, tau2).q - border;
  if (excess(0) <= 0) return 0;
  let high = 1e-6;
  while (excess(high) > 0) high *= 4;
  return findRoot(excess, 0, high, 1e-12);
}

/**
 * Worst-group value without the optimism (or pessimism) of having been picked: group values are shrunken to
 * their mean by as much as their spread is explained by chance, and the worst shrunken value is read. The
 * smallest of many equal groups lies far below their common value; the corrected one lies within 0.01 of it
 * for standard errors up to 0.07 and up to 20 groups, and it pulls a single truly bad group toward the rest, so
 * it is shown beside the raw value and never in its place.
 *
 * @param values one value per group
 * @param se standard error per group, above 0 (for rates take {@link pooledRateSe})
 * @param options direction, level, caution, seed
 * @returns `no-group` without groups
 * @throws stats/length-mismatch, stats/bad-argument
 * @see Efron, Morris 1973, doi:10.1080/01621459.1973.10481350; Paule, Mandel 1982, doi:10.6028/jres.087.022;
 *   Efron 2011 (selection), doi:10.1198/jasa.2011.tm11181
 */
export function worstGroup(
  values: ArrayLike<number>,
  se: ArrayLike<number>,
  options: WorstGroupOptions = {},
): WorstGroup {
  const { better = 'higher', level = 0.95, caution = 0.7, drawCount = 2000, seed = 1 } = options;
  const k = values.length;
  if (se.length !== k) {
    fail('stats/length-mismatch', `${k} values came with ${se.length} errors.`, 'Pair them.');
  }
  for (let i = 0; i < k; i++) {
    if (!(se[i]! > 0 && Number.isFinite(se[i]) && Number.isFinite(values[i]))) {
      fail(
        'stats/bad-argument',
        `Group ${i} has value ${values[i]} with standard error ${se[i]}.`,
        'Leave out groups without a value; give rates their pooled standard error.',
      );
    }
  }
  if (k === 0) return emptyResult();
  const sign = better === 'higher' ? 1 : -1;
  const tau2 = k < 2 ? 0 : carefulTau2(values, se, caution);
  const { mu, seMu } = spreadAt(values, se, tau2);
  const shrunken = new Float64Array(k);
  const shrunkenSe = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    const v = se[i]! * se[i]!;
    const rest = k < 2 ? 0 : v / (tau2 + v);
    const own = 1 - rest;
    shrunken[i] = own * values[i]! + rest * mu;
    shrunkenSe[i] = Math.sqrt(own * v + rest * rest * seMu * seMu);
  }
  const rawPlace = worstPlace(values, sign);
  // Equal shrunken values (no real spread) keep the group that looks worst.
  const place = tau2 > 0 ? worstPlace(shrunken, sign) : rawPlace;
  const half = twoSidedZ(level) * shrunkenSe[place]!;
  return {
    rawPlace,
    raw: some(values[rawPlace]!),
    place,
    corrected: some(shrunken[place]!),
    correction: some(shrunken[place]! - values[rawPlace]!),
    limits: [shrunken[place]! - half, shrunken[place]! + half],
    probabilityWorst: chanceWorst(values, se, tau2, { mu, seMu, sign, drawCount, seed }),
    tau2,
    shrunken,
    shrunkenSe,
  };
}

function worstPlace(values: ArrayLike<number>, sign: number): number {
  let worst = 0;
  for (let i = 1; i < values.length; i++) {
    if (sign * values[i]! < sign * values[worst]!) worst = i;
  }
  return worst;
}

/** Draws the mean, then each group around its shrunken value. */
function chanceWorst(
  values: ArrayLike<number>,
  se: ArrayLike<number>,
  tau2: number,
  how: { mu: number; seMu: number; sign: number; drawCount: number; seed: number },
): Float64Array {
  const k = values.length;
  const chance = new Float64Array(k);
  if (how.drawCount <= 0) return chance;
  if (tau2 === 0) return chance.fill(1 / k);
  const uniform = randomStream(how.seed, k);
  const normal = (): number => normalQuantile(uniform() || 0.5);
  const drawn = new Float64Array(k);
  for (let d = 0; d < how.drawCount; d++) {
    const mu = how.mu + how.seMu * normal();
    for (let i = 0; i < k; i++) {
      const v = se[i]! * se[i]!;
      const own = tau2 / (tau2 + v);
      drawn[i] = own * values[i]! + (1 - own) * mu + Math.sqrt(own * v) * normal();
    }
    chance[worstPlace(drawn, how.sign)]! += 1 / how.drawCount;
  }
  return chance;
}

function emptyResult(): WorstGroup {
  const empty = new Float64Array(0);
  const reason = none('no-group');
  return {
    rawPlace: -1,
    raw: reason,
    place: -1,
    corrected: reason,
    correction: reason,
    limits: null,
    probabilityWorst: empty,
    tau2: 0,
    shrunken: empty,
    shrunkenSe: empty,
  };
}

/**
 * Standard errors of rates under a common rate, sqrt(p (1 - p)/n) with p = (hits + 1)/(total + 2) over all
 * groups: never 0, and not tied to the group's own luck.
 *
 * @param k hits per group
 * @param n totals per group, above 0
 * @throws stats/bad-argument, stats/length-mismatch
 */
export function pooledRateSe(k: ArrayLike<number>, n: ArrayLike<number>): Float64Array {
  checkCounts(k, n);
  let hits = 1;
  let total = 2;
  for (let g = 0; g < k.length; g++) {
    hits += k[g]!;
    total += n[g]!;
  }
  const p = hits / total;
  return Float64Array.from(n, (size) => Math.sqrt((p * (1 - p)) / size));
}
