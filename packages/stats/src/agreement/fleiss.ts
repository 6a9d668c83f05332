import { normalTwoSided } from '../special/normal.ts';
import { none, some, type Value } from '../value.ts';
import { chanceCorrectedAgreement } from './chance-corrected.ts';
import { kappaFromTable } from './cohen.ts';
import { pairTables } from './pair-tables.ts';
import type { Ratings } from './ratings.ts';
import { categoryCounts } from './unit-counts.ts';

/** Fleiss' kappa of one category against all others. */
export interface FleissCategory {
  readonly category: number;
  readonly kappa: Value;
  /** kappa over its error under chance agreement; equal numbers of readings only. */
  readonly z: Value;
  readonly pValue: Value;
  /** Mean share of the category over the units. */
  readonly prevalence: Value;
}

/** Fleiss' kappa and its relatives. */
export interface FleissKappa {
  readonly kappa: Value;
  /** Standard error under chance agreement, for the test only; `unequal-readings` unless all units have as many. */
  readonly nullSe: Value;
  readonly z: Value;
  /** Two-sided. */
  readonly pValue: Value;
  /** Mean of the pairwise Cohen kappas that exist. */
  readonly light: Value;
  /** Pairs of readers without a kappa, left out of Light's mean. */
  readonly undefinedPairs: number;
  /** Kappa with chance agreement from each reader's own margins. */
  readonly conger: Value;
  readonly byCategory: readonly FleissCategory[];
  /** Share of units in which all readings are equal. */
  readonly unanimous: Value;
  /** Mean of |positive - negative| share for two categories: how lopsided the answers are. */
  readonly prevalenceIndex: Value;
  /** Mean over pairs of readers of |b - c| / n; two categories only. */
  readonly biasIndex: Value;
  readonly unitCount: number;
}

/**
 * Fleiss' kappa of several readers with its test, Light's and Conger's versions, each category against the
 * rest, and the indices that have to be read beside it.
 *
 * @param ratings the ratings; missing readings are allowed, but only equal numbers of readings have a test
 * @returns `no-pairs`, `no-variation` where there is nothing to say
 * @see Fleiss 1971, doi:10.1037/h0031619; Fleiss, Nee, Landis 1979, doi:10.1037/0033-2909.86.5.974;
 *   Light 1971, doi:10.1037/h0031643; Conger 1980, doi:10.1037/0033-2909.88.2.322
 */
export function fleissKappa(ratings: Ratings): FleissKappa {
  const table = chanceCorrectedAgreement(ratings);
  const size = commonSize(ratings);
  const share = Array.from(table.prevalence);
  const product = share.reduce((sum, p) => sum + p * (1 - p), 0);
  let nullSe: Value = none('no-variation');
  if (size === null) nullSe = none('unequal-readings');
  else if (table.fleiss.value.value !== null) {
    const skew = share.reduce((sum, p) => sum + p * (1 - p) * (1 - 2 * p), 0);
    const scale = 2 / (table.unitCount * size * (size - 1));
    nullSe = some((Math.sqrt(scale) * Math.sqrt(Math.max(0, product * product - skew))) / product);
  }
  const pairs = readerPairs(ratings);
  return {
    kappa: table.fleiss.value,
    nullSe,
    ...test(table.fleiss.value, nullSe),
    light: pairs.light,
    undefinedPairs: pairs.undefinedPairs,
    conger: table.conger.value,
    byCategory: byCategory(ratings, table.prevalence, size),
    unanimous: unanimousShare(ratings),
    prevalenceIndex:
      share.length === 2 && table.unitCount > 0
        ? some(Math.abs(share[0]! - share[1]!))
        : none(share.length === 2 ? 'no-units' : 'more-than-two-categories'),
    biasIndex: pairs.biasIndex,
    unitCount: table.unitCount,
  };
}

function test(kappa: Value, se: Value): { z: Value; pValue: Value } {
  if (kappa.value === null) return { z: kappa, pValue: kappa };
  if (se.value === null) return { z: se, pValue: se };
  if (!(se.value > 0)) return { z: none('no-variation'), pValue: none('no-variation') };
  const z = kappa.value / se.value;
  return { z: some(z), pValue: some(normalTwoSided(z)) };
}

/** Number of readings that every unit with readings has; null where they differ or are below two. */
function commonSize(ratings: Ratings): number | null {
  let size = 0;
  for (let u = 0; u < ratings.unitCount; u++) {
    const own = ratings.starts[u + 1]! - ratings.starts[u]!;
    if (own === 0) continue;
    if (size === 0) size = own;
    else if (own !== size) return null;
  }
  return size >= 2 ? size : null;
}

function byCategory(
  ratings: Ratings,
  prevalence: Float64Array,
  size: number | null,
): FleissCategory[] {
  const q = prevalence.length;
  const counts = new Float64Array(q);
  const disagreement = new Float64Array(q);
  let paired = 0;
  let units = 0;
  for (let u = 0; u < ratings.unitCount; u++) {
    const m = categoryCounts(ratings, u, counts);
    if (m > 0) units++;
    if (m < 2) continue;
    paired++;
    for (let k = 0; k < q; k++) disagreement[k]! += (counts[k]! * (m - counts[k]!)) / (m * (m - 1));
  }
  const nullSe =
    size === null ? none('unequal-readings') : some(Math.sqrt(2 / (units * size * (size - 1))));
  return Array.from({ length: q }, (_, k) => {
    const p = prevalence[k]!;
    const chance = p * (1 - p);
    const kappa =
      paired === 0
        ? none('no-pairs')
        : chance > 1e-14
          ? some(1 - disagreement[k]! / paired / chance)
          : none('no-variation');
    return {
      category: k,
      kappa,
      ...test(kappa, nullSe),
      prevalence: units > 0 ? some(p) : none('no-units'),
    };
  });
}

function readerPairs(
  ratings: Ratings,
): Pick<FleissKappa, 'light' | 'undefinedPairs' | 'biasIndex'> {
  let sum = 0;
  let defined = 0;
  let undefinedPairs = 0;
  let lean = 0;
  let readPairs = 0;
  for (const { counts } of pairTables(ratings)) {
    const kappa = kappaFromTable(counts, 'unweighted').kappa.value;
    if (kappa === null) undefinedPairs++;
    else {
      sum += kappa;
      defined++;
    }
    if (counts.unitCount === 0) continue;
    readPairs++;
    lean += Math.abs(counts.table[1]! - counts.table[2]!) / counts.unitCount;
  }
  const isBinary = ratings.categories.length === 2;
  return {
    light: defined > 0 ? some(sum / defined) : none('no-pairs'),
    undefinedPairs,
    biasIndex: !isBinary
      ? none('more-than-two-categories')
      : readPairs > 0
        ? some(lean / readPairs)
        : none('no-pairs'),
  };
}

function unanimousShare(ratings: Ratings): Value {
  let equal = 0;
  let paired = 0;
  for (let u = 0; u < ratings.unitCount; u++) {
    const from = ratings.starts[u]!;
    const end = ratings.starts[u + 1]!;
    if (end - from < 2) continue;
    paired++;
    let isSame = true;
    for (let i = from + 1; i < end && isSame; i++)
      isSame = ratings.codes[i] === ratings.codes[from];
    if (isSame) equal++;
  }
  return paired > 0 ? some(equal / paired) : none('no-pairs');
}
