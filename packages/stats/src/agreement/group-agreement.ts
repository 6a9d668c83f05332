import { fail } from '../errors.ts';
import { maxT } from '../multiplicity/max-t.ts';
import { checkShare } from '../special/check.ts';
import { normalTwoSided, twoSidedZ } from '../special/normal.ts';
import { findRoot } from '../special/scalar-search.ts';
import { type Limits, some, type Value } from '../value.ts';
import { type AgreementInterval, agreementInterval } from './agreement-interval.ts';
import type { AgreementCoefficient } from './coefficient.ts';
import { agreementLimits } from './jackknife-limits.ts';
import type { Ratings } from './ratings.ts';
import { onlyUnits } from './select-ratings.ts';

/** Settings of {@link agreementByGroup}. */
export interface GroupAgreementSettings {
  readonly level?: number;
  /** Compare each group with this one; all pairs are compared without it. */
  readonly reference?: number;
  /**
   * Groups with fewer patients, or with fewer patients who got any answer but the most frequent one, get an
   * interval but no comparison; 10 by default. Kappa of a handful of rare answers has no trustworthy error.
   */
  readonly fewestPatients?: number;
}

/** Agreement within one group of patients. */
export interface GroupAgreement {
  readonly group: number;
  readonly interval: AgreementInterval;
  /** Why the group is not compared; absent where it is. */
  readonly leftOut?: string;
}

/** Agreement in one group minus agreement in another. */
export interface AgreementDifference {
  readonly group: number;
  readonly other: number;
  readonly difference: Value;
  /** Limits that hold for all differences together. */
  readonly limits: Limits;
  /** Limits of this difference alone. */
  readonly ownLimits: Limits;
  /** Smallest share of error at which the simultaneous limits leave out 0. */
  readonly adjustedP: number;
  readonly unadjustedP: number;
}

/** Agreement by group of patients, with all differences. */
export interface AgreementByGroup {
  readonly groups: readonly GroupAgreement[];
  readonly differences: readonly AgreementDifference[];
  /** Normal quantile of the largest of the correlated differences; null where nothing could be compared. */
  readonly criticalValue: number | null;
  /** Units whose patients have no group, left out. */
  readonly ungroupedUnitCount: number;
}

/**
 * Differences in agreement between groups of patients with simultaneous limits. The law of the largest of the
 * correlated differences sets the level of each; the limits of a difference are put together from those of its two
 * groups, so that they keep the skewness of each, stay within -2 and 2, and exist for a group without any
 * disagreement. In simulated studies of up to five groups of 20 to 100 patients a false alarm came in 0 to 4 %; a
 * studentised bootstrap kept its level too, but its limits burst wherever a draw held hardly any disagreement.
 * The readers are taken as they are: where groups were read by different readers, a difference may be theirs.
 *
 * @param ratings the ratings
 * @param groupOf group of each patient from 0, -1 where unknown
 * @param coefficient which coefficient
 * @param settings level, reference
 * @throws stats/length-mismatch unless there is one group per patient; stats/bad-argument
 * @see Hothorn, Bretz, Westfall 2008, doi:10.1002/bimj.200810425 (largest of correlated statistics);
 *   Zou, Donner 2008, doi:10.1002/sim.3095 (limits of a difference from those of its parts)
 */
export function agreementByGroup(
  ratings: Ratings,
  groupOf: ArrayLike<number>,
  coefficient: AgreementCoefficient,
  settings: GroupAgreementSettings = {},
): AgreementByGroup {
  const { level = 0.95, reference, fewestPatients = 10 } = settings;
  checkShare(level, 'level');
  if (groupOf.length !== ratings.patientCount) {
    fail(
      'stats/length-mismatch',
      `${groupOf.length} groups came for ${ratings.patientCount} patients.`,
      'Pass one group per patient, -1 where unknown.',
    );
  }
  let groupCount = 0;
  for (let p = 0; p < groupOf.length; p++) groupCount = Math.max(groupCount, groupOf[p]! + 1);
  let ungroupedUnitCount = 0;
  for (const patient of ratings.patients) if (!(groupOf[patient]! >= 0)) ungroupedUnitCount++;
  const groups: GroupAgreement[] = [];
  const compared: ComparedGroup[] = [];
  for (let group = 0; group < groupCount; group++) {
    const own = onlyUnits(ratings, (u) => groupOf[ratings.patients[u]!] === group);
    const interval = agreementInterval(own, coefficient, { level });
    const leftOut = whyLeftOut(own, interval, fewestPatients);
    groups.push(leftOut === null ? { group, interval } : { group, interval, leftOut });
    if (leftOut === null) compared.push(comparedGroup(group, interval));
  }
  const pairs = pairsOf(compared, reference);
  const zeros = pairs.map((pair) => zAtZero(pair));
  const family = maxT(correlations(pairs), zeros, level);
  const critical = family.critical.value;
  return {
    groups,
    differences: pairs.map(([a, b], j) => ({
      group: a.group,
      other: b.group,
      difference: some(a.estimate - b.estimate),
      limits: differenceLimits(a, b, critical ?? twoSidedZ(level)),
      ownLimits: differenceLimits(a, b, twoSidedZ(level)),
      adjustedP: family.pValues[j] ?? 1,
      unadjustedP: normalTwoSided(zeros[j]!),
    })),
    criticalValue: critical,
    ungroupedUnitCount,
  };
}

type Pair = readonly [ComparedGroup, ComparedGroup];

interface ComparedGroup {
  readonly group: number;
  readonly estimate: number;
  /** Rough variance, for the correlation of differences only. */
  readonly variance: number;
  /** Limits of the group at the level of a normal quantile. */
  limitsAt(z: number): Limits;
}

function whyLeftOut(
  ratings: Ratings,
  interval: AgreementInterval,
  fewestPatients: number,
): string | null {
  if (interval.estimate.value === null) return interval.estimate.reason;
  if (interval.patientCount < fewestPatients) return 'too-few-patients';
  if (informativePatients(ratings) < fewestPatients) return 'too-few-informative-patients';
  return interval.limits === null ? (interval.reason ?? 'no-limits') : null;
}

/** Patients with at least one reading other than the most frequent answer. */
function informativePatients(ratings: Ratings): number {
  const { starts, codes, patients } = ratings;
  const counts = new Float64Array(ratings.categories.length);
  for (const code of codes) counts[code]!++;
  const mode = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
  const has = new Uint8Array(ratings.patientCount);
  for (let u = 0; u < ratings.unitCount; u++)
    for (let i = starts[u]!; i < starts[u + 1]!; i++) if (codes[i] !== mode) has[patients[u]!] = 1;
  return has.reduce((sum, x) => sum + x, 0);
}

function comparedGroup(group: number, interval: AgreementInterval): ComparedGroup {
  const estimate = interval.estimate.value ?? Number.NaN;
  const [low, high] = interval.limits ?? [Number.NaN, Number.NaN];
  const { se, df } = interval;
  if (se.value !== null && df.value !== null) {
    const error = se.value;
    const freedom = df.value;
    return {
      group,
      estimate,
      variance: error * error,
      limitsAt: (z) => agreementLimits(estimate, error, freedom, levelOf(z)),
    };
  }
  // Nobody disagrees: the lower limit is the one that the number of patients allows, scaled by chance agreement.
  const bound = (tail: number): number => 1 - Math.exp(Math.log(tail) / interval.patientCount);
  const scale = (high - low) / bound((1 - interval.level) / 2);
  const width = (high - low) / 2;
  return {
    group,
    estimate,
    variance: width * width,
    limitsAt: (z) => [1 - scale * bound(normalTwoSided(z) / 2), 1],
  };
}

function levelOf(z: number): number {
  return 1 - normalTwoSided(z);
}

function pairsOf(compared: readonly ComparedGroup[], reference: number | undefined): Pair[] {
  if (reference !== undefined) {
    const base = compared.find((one) => one.group === reference);
    return base === undefined
      ? []
      : compared.filter((one) => one !== base).map((one): Pair => [one, base]);
  }
  return compared.flatMap((one, i) => compared.slice(i + 1).map((other): Pair => [one, other]));
}

/** Correlations of differences of independent groups. */
function correlations(pairs: readonly Pair[]): number[][] {
  const share = (one: Pair, two: Pair): number => {
    let covariance = 0;
    for (const [i, a] of one.entries())
      for (const [j, b] of two.entries())
        if (a === b) covariance += i === j ? a.variance : -a.variance;
    return covariance / Math.sqrt(varianceOf(one) * varianceOf(two));
  };
  return pairs.map((one) => pairs.map((two) => (one === two ? 1 : share(one, two))));
}

function varianceOf(pair: Pair): number {
  return pair[0].variance + pair[1].variance;
}

function differenceLimits(a: ComparedGroup, b: ComparedGroup, z: number): Limits {
  const [lowA, highA] = a.limitsAt(z);
  const [lowB, highB] = b.limitsAt(z);
  const difference = a.estimate - b.estimate;
  return [
    difference - Math.hypot(a.estimate - lowA, highB - b.estimate),
    difference + Math.hypot(highA - a.estimate, b.estimate - lowB),
  ];
}

/** The normal quantile at which the limits of a difference touch 0; 0 for no difference, at most 7. */
function zAtZero([a, b]: Pair): number {
  const difference = a.estimate - b.estimate;
  if (difference === 0) return 0;
  const near = (z: number): number =>
    difference > 0 ? differenceLimits(a, b, z)[0] : -differenceLimits(a, b, z)[1];
  if (near(MOST_Z) > 0) return MOST_Z;
  const z = findRoot(near, 1e-9, MOST_Z, 1e-10);
  return Number.isNaN(z) ? 0 : z;
}

/** Beyond this the level of an interval is 1 in double precision. */
const MOST_Z = 7;
