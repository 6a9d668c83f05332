import { fail } from '../errors.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';

/** Rows of a ratio metric with group, stratum and patient. */
export interface StandardisationInput {
  /** What is summed above the line, such as 1 for a true positive. */
  readonly numerator: ArrayLike<number>;
  /** What is summed below the line, such as 1 for a positive; 0 leaves the row out. */
  readonly denominator: ArrayLike<number>;
  /** Group of each row, from 0; -1 leaves the row out. */
  readonly group: ArrayLike<number>;
  readonly groupCount: number;
  /** Case-mix stratum of each row, from 0; -1 leaves the row out. */
  readonly stratum: ArrayLike<number>;
  readonly stratumCount: number;
  /** Patient of each row, from 0; default: every row is one. */
  readonly cluster?: ArrayLike<number>;
  /** Standard mix, one weight per stratum; default: the mix of the denominators of all rows, estimated. */
  readonly reference?: ArrayLike<number>;
  readonly level?: number;
}

/** A group metric at the common case mix. */
export interface StandardisedGroup {
  /** The metric as it is in the group's own mix. */
  readonly crude: Value;
  readonly crudeSe: Value;
  /** The metric at the common mix. */
  readonly standardised: Value;
  readonly se: Value;
  readonly limits: Limits | null;
}

/** Two groups at the common mix, first minus second. */
export interface StandardisedGap {
  readonly crude: Value;
  readonly crudeSe: Value;
  readonly crudeLimits: Limits | null;
  readonly standardised: Value;
  readonly se: Value;
  readonly limits: Limits | null;
}

/** Group metrics at one case mix. */
export interface Standardisation {
  readonly groups: readonly StandardisedGroup[];
  /** Share of the standard mix in strata that some group lacks; left out, not extrapolated. */
  readonly outsideSupport: number;
  /** Strata that every group has. */
  readonly sharedStrata: readonly number[];
  readonly clusterCount: number;
  /** Compares two groups; patients in both are paired. */
  readonly gap: (a: number, b: number) => StandardisedGap;
}

/**
 * Direct standardisation: each group's metric as it would be at a common mix of strata, with a linearised
 * (delta) standard error over patients that also carries the error of an estimated standard mix.
 *
 * @param input rows and settings
 * @returns `no-rows` for a group without a denominator, `no-shared-stratum` when no stratum has all groups,
 *   `too-few-clusters` for errors under two patients
 * @throws stats/length-mismatch, stats/bad-argument
 * @see Keiding, Clayton 2014, doi:10.1214/13-STS453; Binder 1983, doi:10.2307/1402588
 */
export function standardise(input: StandardisationInput): Standardisation {
  const n = input.numerator.length;
  const { groupCount: G, stratumCount: S, group, stratum, cluster, level = 0.95 } = input;
  const lengths = [input.denominator, group, stratum, cluster ?? group].map((x) => x.length);
  if (lengths.some((length) => length !== n)) {
    fail(
      'stats/length-mismatch',
      `${n} rows came with columns of ${lengths.join(', ')} rows.`,
      'Pass one entry per row.',
    );
  }
  if (input.reference !== undefined && input.reference.length !== S) {
    fail(
      'stats/bad-argument',
      `The standard mix has ${input.reference.length} weights for ${S} strata.`,
      'Pass one weight per stratum.',
    );
  }
  const top = new Float64Array(G * S);
  const bottom = new Float64Array(G * S);
  const patients = new Map<number, number>();
  const patientOf = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    const g = group[i]!;
    const s = stratum[i]!;
    if (g < 0 || s < 0 || !(input.denominator[i]! > 0)) continue;
    top[g * S + s]! += input.numerator[i]!;
    bottom[g * S + s]! += input.denominator[i]!;
    const id = cluster === undefined ? i : cluster[i]!;
    let patient = patients.get(id);
    if (patient === undefined) {
      patient = patients.size;
      patients.set(id, patient);
    }
    patientOf[i] = patient;
  }
  const clusterCount = patients.size;
  const mix = commonMix(input, bottom, G, S);
  const crudeInfluence = new Float64Array(G * clusterCount);
  const influence = new Float64Array(G * clusterCount);
  const groupTop = new Float64Array(G);
  const groupBottom = new Float64Array(G);
  for (let g = 0; g < G; g++) {
    for (let s = 0; s < S; s++) {
      groupTop[g]! += top[g * S + s]!;
      groupBottom[g]! += bottom[g * S + s]!;
    }
  }
  const crude = Float64Array.from(groupTop, (t, g) => t / groupBottom[g]!);
  const level1 = Float64Array.from({ length: G }, (_, g) => {
    let sum = 0;
    for (const s of mix.shared) sum += (mix.weight[s]! * top[g * S + s]!) / bottom[g * S + s]!;
    return sum;
  });
  for (let i = 0; i < n; i++) {
    const c = patientOf[i]!;
    if (c < 0) continue;
    const g = group[i]!;
    const s = stratum[i]!;
    const x = input.numerator[i]!;
    const d = input.denominator[i]!;
    crudeInfluence[g * clusterCount + c]! += (x - crude[g]! * d) / groupBottom[g]!;
    const w = mix.weight[s]!;
    if (w <= 0 && !mix.isShared[s]) continue;
    const cell = g * S + s;
    const rate = top[cell]! / bottom[cell]!;
    influence[g * clusterCount + c]! += (w * (x - rate * d)) / bottom[cell]!;
    if (!mix.isEstimated) continue;
    // Moving the estimated mix toward this row's stratum moves every group's standardised value.
    for (let h = 0; h < G; h++) {
      const other = top[h * S + s]! / bottom[h * S + s]!;
      influence[h * clusterCount + c]! += (d * (other - level1[h]!)) / mix.total;
    }
  }
  const at = (values: Float64Array, g: number): Float64Array =>
    values.subarray(g * clusterCount, (g + 1) * clusterCount);
  const isShared = mix.shared.length > 0;
  const z = twoSidedZ(level);
  const standardisedOf = (g: number): Value =>
    groupBottom[g] === 0
      ? none('no-rows')
      : isShared
        ? some(level1[g]!)
        : none('no-shared-stratum');
  const around = (value: Value, se: Value): Limits | null =>
    value.value === null || se.value === null
      ? null
      : [value.value - z * se.value, value.value + z * se.value];
  const crudeOf = (g: number): Value => (groupBottom[g] === 0 ? none('no-rows') : some(crude[g]!));
  const groups = Array.from({ length: G }, (_, g): StandardisedGroup => {
    const standardised = standardisedOf(g);
    const se = standardised.value === null ? standardised : clusterSe(at(influence, g));
    const own = crudeOf(g);
    return {
      crude: own,
      crudeSe: own.value === null ? own : clusterSe(at(crudeInfluence, g)),
      standardised,
      se,
      limits: around(standardised, se),
    };
  });
  const gap = (a: number, b: number): StandardisedGap => {
    const crudeGap = minus(crudeOf(a), crudeOf(b));
    const crudeSe =
      crudeGap.value === null ? crudeGap : clusterSe(at(crudeInfluence, a), at(crudeInfluence, b));
    const standardised = minus(standardisedOf(a), standardisedOf(b));
    const se =
      standardised.value === null ? standardised : clusterSe(at(influence, a), at(influence, b));
    return {
      crude: crudeGap,
      crudeSe,
      crudeLimits: around(crudeGap, crudeSe),
      standardised,
      se,
      limits: around(standardised, se),
    };
  };
  return {
    groups,
    outsideSupport: mix.outside,
    sharedStrata: mix.shared,
    clusterCount,
    gap,
  };
}

interface Mix {
  readonly weight: Float64Array;
  readonly shared: readonly number[];
  readonly isShared: readonly boolean[];
  readonly outside: number;
  readonly total: number;
  readonly isEstimated: boolean;
}

/** The standard mix over strata that every group with rows has, rescaled to 1. */
function commonMix(input: StandardisationInput, bottom: Float64Array, G: number, S: number): Mix {
  const weight = new Float64Array(S);
  const isActive = Array.from({ length: G }, (_, g) => {
    for (let s = 0; s < S; s++) if (bottom[g * S + s]! > 0) return true;
    return false;
  });
  let all = 0;
  for (let s = 0; s < S; s++) {
    if (input.reference !== undefined) weight[s] = input.reference[s]!;
    else for (let g = 0; g < G; g++) weight[s]! += bottom[g * S + s]!;
    all += weight[s]!;
  }
  const isShared = Array.from({ length: S }, (_, s) => {
    if (!(weight[s]! > 0)) return false;
    for (let g = 0; g < G; g++) if (isActive[g] && !(bottom[g * S + s]! > 0)) return false;
    return true;
  });
  let total = 0;
  for (let s = 0; s < S; s++) if (isShared[s]) total += weight[s]!;
  for (let s = 0; s < S; s++) weight[s] = isShared[s] ? weight[s]! / total : 0;
  return {
    weight,
    shared: Array.from({ length: S }, (_, s) => s).filter((s) => isShared[s]),
    isShared,
    outside: all > 0 ? 1 - total / all : 0,
    total,
    isEstimated: input.reference === undefined,
  };
}

function minus(a: Value, b: Value): Value {
  if (a.value === null) return a;
  return b.value === null ? b : some(a.value - b.value);
}

/** sqrt(C/(C - 1) sum (u - mean)^2) of cluster influences, of a difference when a second is given. */
function clusterSe(first: Float64Array, second?: Float64Array): Value {
  const count = first.length;
  if (count < 2) return none('too-few-clusters');
  let sum = 0;
  for (let c = 0; c < count; c++) sum += first[c]! - (second === undefined ? 0 : second[c]!);
  const mean = sum / count;
  let squares = 0;
  for (let c = 0; c < count; c++) {
    const d = first[c]! - (second === undefined ? 0 : second[c]!) - mean;
    squares += d * d;
  }
  return some(Math.sqrt((count / (count - 1)) * squares));
}
