import { tQuantile } from '../special/distributions.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { type AgreementWeights, agreementWeights, bilinear } from './agreement-weights.ts';
import type { Ratings } from './ratings.ts';
import { categoryCounts } from './unit-counts.ts';

/** One chance-corrected coefficient. */
export interface ChanceCorrected {
  readonly value: Value;
  /** Observed (weighted) agreement. */
  readonly observed: Value;
  /** Agreement expected by chance, as this coefficient sees it. */
  readonly expected: Value;
  /** Linearised standard error with units as the sampled thing and the readers as they are. */
  readonly se: Value;
  /** Student's t limits, the upper one clipped at 1; null without an error. */
  readonly limits: Limits | null;
}

/** The coefficients of several readers side by side, with the shares that must be read beside them. */
export interface ChanceCorrectedTable {
  readonly percent: ChanceCorrected;
  /** Gwet's AC1, AC2 with weights. */
  readonly gwet: ChanceCorrected;
  readonly fleiss: ChanceCorrected;
  readonly krippendorff: ChanceCorrected;
  readonly conger: ChanceCorrected;
  readonly brennanPrediger: ChanceCorrected;
  /** Mean share of each category over the units. */
  readonly prevalence: Float64Array;
  /** Units with at least one reading. */
  readonly unitCount: number;
  /** Units with at least two readings: only they show agreement. */
  readonly pairedUnitCount: number;
  /** Readings of all kept units. */
  readonly readingCount: number;
}

/**
 * Percent agreement, Gwet, Fleiss, Krippendorff, Conger and Brennan-Prediger with any agreement weights and
 * with missing readings. Units read once enter the category shares of Gwet, Fleiss and Conger, but not the
 * observed agreement; Krippendorff drops them.
 *
 * @param ratings the ratings; their categories are the q categories, also unused ones
 * @param weights agreement weights over the ranks of the categories
 * @param level confidence level
 * @returns values null as `no-pairs` when no unit was read twice, `no-variation` when chance agreement is 1
 * @see Gwet 2008, doi:10.1348/000711006X126600; Gwet 2014, Handbook of Inter-Rater Reliability; Fleiss 1971,
 *   doi:10.1037/h0031619; Conger 1980, doi:10.1037/0033-2909.88.2.322; Brennan, Prediger 1981,
 *   doi:10.1177/001316448104100307; Krippendorff 1970, doi:10.1177/001316447003000105
 */
export function chanceCorrectedAgreement(
  ratings: Ratings,
  weights: AgreementWeights = 'unweighted',
  level = 0.95,
): ChanceCorrectedTable {
  const q = ratings.categories.length;
  const w = agreementWeights(weights, q);
  const units = unitAgreements(ratings, w);
  const shared = { ...units, w, q, level };
  const n = units.unitCount;
  const prevalence = new Float64Array(q);
  for (let u = 0; u < n; u++)
    for (let k = 0; k < q; k++) prevalence[k]! += units.shares[u * q + k]! / n;
  let weightSum = 0;
  for (const x of w) weightSum += x;

  const gwetParts = gwetChance(shared, prevalence, weightSum);
  const fleissParts = fleissChance(shared, prevalence);
  return {
    percent: assemble(shared, { expected: 0, parts: null }),
    gwet: q < 2 ? blank('one-category') : assemble(shared, gwetParts),
    fleiss: assemble(shared, fleissParts),
    krippendorff: krippendorffForm(shared),
    conger: assemble(shared, congerChance(ratings, shared)),
    brennanPrediger: assemble(shared, { expected: weightSum / (q * q), parts: null }),
    prevalence,
    unitCount: n,
    pairedUnitCount: units.pairedUnitCount,
    readingCount: ratings.codes.length,
  };
}

interface UnitAgreements {
  /** Place in the ratings of each kept unit. */
  readonly kept: Int32Array;
  readonly unitCount: number;
  readonly pairedUnitCount: number;
  /** Readings of each kept unit. */
  readonly sizes: Float64Array;
  /** Share of each category in each kept unit. */
  readonly shares: Float64Array;
  /** Weighted pair agreement sum_k r_k ((W r)_k - 1) of each kept unit. */
  readonly pairSums: Float64Array;
}

interface Shared extends UnitAgreements {
  readonly w: Float64Array;
  readonly q: number;
  readonly level: number;
}

/** Chance agreement and, per unit, the linear term it adds to the influence, already times 2 (or 1). */
interface Chance {
  readonly expected: number;
  readonly parts: Float64Array | null;
}

function unitAgreements(ratings: Ratings, w: Float64Array): UnitAgreements {
  const q = ratings.categories.length;
  const kept = new Int32Array(ratings.unitCount);
  let n = 0;
  for (let u = 0; u < ratings.unitCount; u++)
    if (ratings.starts[u + 1]! > ratings.starts[u]!) kept[n++] = u;
  const sizes = new Float64Array(n);
  const shares = new Float64Array(n * q);
  const pairSums = new Float64Array(n);
  const counts = new Float64Array(q);
  let pairedUnitCount = 0;
  for (let i = 0; i < n; i++) {
    const size = categoryCounts(ratings, kept[i]!, counts);
    sizes[i] = size;
    if (size >= 2) pairedUnitCount++;
    for (let k = 0; k < q; k++) shares[i * q + k] = counts[k]! / size;
    pairSums[i] = bilinear(counts, w, counts) - size;
  }
  return { kept: kept.subarray(0, n), unitCount: n, pairedUnitCount, sizes, shares, pairSums };
}

/** (pa - pe) / (1 - pe) with its linearised error. */
function assemble(shared: Shared, chance: Chance): ChanceCorrected {
  const { unitCount: n, pairedUnitCount: n2, sizes, pairSums, level } = shared;
  if (n2 === 0) return blank('no-pairs');
  let observed = 0;
  for (let i = 0; i < n; i++) observed += pairAgreement(sizes[i]!, pairSums[i]!) / n2;
  const { expected, parts } = chance;
  const room = 1 - expected;
  if (!(room > 1e-14)) {
    return { ...blank('no-variation'), observed: some(observed), expected: some(expected) };
  }
  const value = (observed - expected) / room;
  const influence = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own =
      sizes[i]! >= 2 ? ((n / n2) * (pairAgreement(sizes[i]!, pairSums[i]!) - expected)) / room : 0;
    influence[i] = own - ((1 - value) * (parts === null ? 0 : parts[i]!)) / room;
  }
  return finish({ value, observed, expected }, influence, value, level);
}

function pairAgreement(size: number, pairSum: number): number {
  return size >= 2 ? pairSum / (size * (size - 1)) : 0;
}

function finish(
  point: { value: number; observed: number; expected: number },
  influence: Float64Array,
  centre: number,
  level: number,
): ChanceCorrected {
  const n = influence.length;
  const base = {
    value: some(point.value),
    observed: some(point.observed),
    expected: some(point.expected),
  };
  if (n < 2) return { ...base, se: none('one-unit'), limits: null };
  let squares = 0;
  for (const k of influence) squares += (k - centre) * (k - centre);
  const se = Math.sqrt(squares / (n * (n - 1)));
  const half = tQuantile(1 - (1 - level) / 2, n - 1) * se;
  return { ...base, se: some(se), limits: [point.value - half, Math.min(1, point.value + half)] };
}

function blank(reason: string): ChanceCorrected {
  const nothing = none(reason);
  return { value: nothing, observed: nothing, expected: nothing, se: nothing, limits: null };
}

function gwetChance(shared: Shared, prevalence: Float64Array, weightSum: number): Chance {
  const { q, unitCount: n, shares } = shared;
  const factor = weightSum / (q * (q - 1));
  let expected = 0;
  for (let k = 0; k < q; k++) expected += factor * prevalence[k]! * (1 - prevalence[k]!);
  const parts = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let own = 0;
    for (let k = 0; k < q; k++) own += factor * shares[i * q + k]! * (1 - prevalence[k]!);
    parts[i] = 2 * (own - expected);
  }
  return { expected, parts };
}

function fleissChance(shared: Shared, prevalence: Float64Array): Chance {
  const { q, unitCount: n, shares, w } = shared;
  const near = weighted(w, prevalence);
  let expected = 0;
  for (let k = 0; k < q; k++) expected += prevalence[k]! * near[k]!;
  const parts = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let own = 0;
    for (let k = 0; k < q; k++) own += shares[i * q + k]! * near[k]!;
    parts[i] = 2 * (own - expected);
  }
  return { expected, parts };
}

function congerChance(ratings: Ratings, shared: Shared): Chance {
  const { q, unitCount: n, w, kept } = shared;
  const { readerCount, starts, readers, codes } = ratings;
  const counts = new Float64Array(readerCount * q);
  const read = new Float64Array(readerCount);
  for (let i = 0; i < codes.length; i++) {
    counts[readers[i]! * q + codes[i]!]!++;
    read[readers[i]!]!++;
  }
  let active = 0;
  const total = new Float64Array(q);
  for (let g = 0; g < readerCount; g++) {
    if (read[g] === 0) continue;
    active++;
    for (let k = 0; k < q; k++) {
      counts[g * q + k]! /= read[g]!;
      total[k]! += counts[g * q + k]!;
    }
  }
  const parts = new Float64Array(n);
  if (active < 2) return { expected: 1, parts };
  // Slope of chance agreement in the margins of each reader: 2 / (r (r - 1)) W (sum of the others' margins).
  const slopes = new Float64Array(readerCount * q);
  const centres = new Float64Array(readerCount);
  let expected = 0;
  for (let g = 0; g < readerCount; g++) {
    if (read[g] === 0) continue;
    const own = counts.subarray(g * q, (g + 1) * q);
    const near = weighted(
      w,
      total.map((t, k) => t - own[k]!),
    );
    for (let k = 0; k < q; k++) {
      const slope = (2 * near[k]!) / (active * (active - 1));
      slopes[g * q + k] = slope;
      centres[g]! += slope * own[k]!;
    }
    expected += centres[g]! / 2;
  }
  for (let i = 0; i < n; i++) {
    const unit = kept[i]!;
    for (let place = starts[unit]!; place < starts[unit + 1]!; place++) {
      const g = readers[place]!;
      parts[i]! += (n / read[g]!) * (slopes[g * q + codes[place]!]! - centres[g]!);
    }
  }
  return { expected, parts };
}

function krippendorffForm(shared: Shared): ChanceCorrected {
  const { q, w, sizes, shares, pairSums, unitCount, pairedUnitCount: n, level } = shared;
  if (n === 0) return blank('no-pairs');
  let total = 0;
  for (let i = 0; i < unitCount; i++) if (sizes[i]! >= 2) total += sizes[i]!;
  const meanSize = total / n;
  const prevalence = new Float64Array(q);
  let raw = 0;
  for (let i = 0; i < unitCount; i++) {
    if (sizes[i]! < 2) continue;
    raw += pairSums[i]! / (meanSize * (sizes[i]! - 1)) / n;
    for (let k = 0; k < q; k++) prevalence[k]! += (shares[i * q + k]! * sizes[i]!) / total;
  }
  const observed = (1 - 1 / total) * raw + 1 / total;
  const near = weighted(w, prevalence);
  let expected = 0;
  for (let k = 0; k < q; k++) expected += prevalence[k]! * near[k]!;
  const room = 1 - expected;
  if (!(room > 1e-14)) {
    return { ...blank('no-variation'), observed: some(observed), expected: some(expected) };
  }
  const centre = (raw - expected) / room;
  const influence = new Float64Array(n);
  let at = 0;
  for (let i = 0; i < unitCount; i++) {
    const size = sizes[i]!;
    if (size < 2) continue;
    const lean = (size - meanSize) / meanSize;
    let chance = 0;
    for (let k = 0; k < q; k++) chance += ((shares[i * q + k]! * size) / meanSize) * near[k]!;
    const own = pairSums[i]! / (meanSize * (size - 1)) - observed * lean;
    const drift = chance - expected * lean - expected;
    influence[at++] = (own - expected) / room - (2 * (1 - centre) * drift) / room;
  }
  const value = (observed - expected) / room;
  return finish({ value, observed, expected }, influence, centre, level);
}

function weighted(w: Float64Array, x: ArrayLike<number>): Float64Array {
  const q = x.length;
  const out = new Float64Array(q);
  for (let i = 0; i < q; i++) for (let j = 0; j < q; j++) out[i]! += w[i * q + j]! * x[j]!;
  return out;
}
