import {
  type Limits,
  type MeanScore,
  maxT,
  meanScore,
  normalTwoSided,
  tQuantile,
  twoSidedZ,
} from '@equipoise/stats';

/** Fewest patients for a group to be compared. */
export const fewestGroupPatients = 10;

/** Above this number of groups each is compared with the largest alone. */
const mostAllPairs = 6;

/** Mean score of one group of cases. */
export interface ScoreGroup {
  /** Level of the attribute. */
  readonly group: number;
  readonly mean: MeanScore;
  /** Why the group is not compared; null where it is. */
  readonly leftOut: string | null;
}

/** Mean score of one group minus that of another. */
export interface ScoreDifference {
  readonly group: number;
  readonly other: number;
  readonly difference: number;
  /** Limits that hold for all differences together. */
  readonly limits: Limits;
}

/** Mean scores by group with all differences. */
export interface ScoresByGroup {
  readonly groups: readonly ScoreGroup[];
  readonly differences: readonly ScoreDifference[];
  /** Patients with cases in several groups: they count once in each. */
  readonly straddlingCount: number;
}

interface Compared {
  readonly group: number;
  readonly value: number;
  readonly variance: number;
  readonly patientCount: number;
  readonly limitsAt: (z: number) => Limits;
}

type Pair = readonly [Compared, Compared];

/**
 * A score of cases, such as the mean Dice of their readers' masks, by group of patients: means with limits over
 * patients, and their differences with limits that hold together. The level of each difference comes from the law of
 * the largest of the correlated differences; its limits are put together from those of the two means, each with the
 * degrees of freedom that its patients carry.
 *
 * @param scores one a case, NaN where there is none
 * @param patients patient of each case
 * @param codes group of each case from 0; −1 where unknown
 * @param groupCount number of groups
 * @param level confidence level of all differences together
 * @param range least and largest legal score, to which the limits of means are clipped
 * @see Hothorn, Bretz, Westfall 2008, doi:10.1002/bimj.200810425; Zou, Donner 2008, doi:10.1002/sim.3095
 */
export function scoresByGroup(
  scores: ArrayLike<number>,
  patients: ArrayLike<number>,
  codes: ArrayLike<number>,
  groupCount: number,
  level: number,
  range: Limits = [0, 1],
): ScoresByGroup {
  const first = new Map<number, number>();
  const straddling = new Set<number>();
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i]!) || codes[i]! < 0) continue;
    const before = first.get(patients[i]!);
    if (before === undefined) first.set(patients[i]!, codes[i]!);
    else if (before !== codes[i]) straddling.add(patients[i]!);
  }
  const groups: ScoreGroup[] = [];
  const compared: Compared[] = [];
  for (let group = 0; group < groupCount; group++) {
    const rows: number[] = [];
    for (let i = 0; i < scores.length; i++) if (codes[i] === group) rows.push(i);
    if (rows.length === 0) continue;
    const mean = meanScore(
      rows.map((i) => scores[i]!),
      rows.map((i) => patients[i]!),
      level,
    );
    const leftOut = whyLeftOut(mean);
    groups.push({ group, mean, leftOut });
    if (leftOut === null) compared.push(comparedMean(group, mean, range));
  }
  const pairs = pairsOf(compared);
  const z = pairs.map(([a, b]) => (a.value - b.value) / Math.sqrt(a.variance + b.variance));
  const critical = maxT(correlations(pairs), z, level).critical.value ?? twoSidedZ(level);
  return {
    groups,
    straddlingCount: straddling.size,
    differences: pairs.map(([a, b]) => ({
      group: a.group,
      other: b.group,
      difference: a.value - b.value,
      limits: differenceLimits(a, b, critical),
    })),
  };
}

function whyLeftOut(mean: MeanScore): string | null {
  if (mean.estimate.value === null) return mean.estimate.reason ?? 'no-units';
  if (mean.patientCount < fewestGroupPatients) return 'too-few-patients';
  return mean.limits === null ? (mean.se.reason ?? 'no-spread') : null;
}

function comparedMean(group: number, mean: MeanScore, range: Limits): Compared {
  const value = mean.estimate.value!;
  const error = mean.se.value!;
  const df = mean.df.value!;
  return {
    group,
    value,
    variance: error * error,
    patientCount: mean.patientCount,
    limitsAt: (z) => {
      const half = tQuantile(1 - normalTwoSided(z) / 2, df) * error;
      return [Math.max(range[0], value - half), Math.min(range[1], value + half)];
    },
  };
}

/** All pairs, or with many groups each with the one of most patients. */
function pairsOf(compared: readonly Compared[]): Pair[] {
  if (compared.length <= mostAllPairs) {
    return compared.flatMap((one, i) => compared.slice(i + 1).map((other): Pair => [one, other]));
  }
  const base = compared.reduce((most, one) => (one.patientCount > most.patientCount ? one : most));
  return compared.filter((one) => one !== base).map((one): Pair => [one, base]);
}

function differenceLimits(a: Compared, b: Compared, z: number): Limits {
  const [lowA, highA] = a.limitsAt(z);
  const [lowB, highB] = b.limitsAt(z);
  const difference = a.value - b.value;
  return [
    difference - Math.hypot(a.value - lowA, highB - b.value),
    difference + Math.hypot(highA - a.value, b.value - lowB),
  ];
}

/** Correlations of differences of independent groups. */
function correlations(pairs: readonly Pair[]): number[][] {
  const total = ([a, b]: Pair): number => a.variance + b.variance;
  return pairs.map((one) =>
    pairs.map((two) => {
      if (one === two) return 1;
      let covariance = 0;
      for (const [i, a] of one.entries())
        for (const [j, b] of two.entries())
          if (a === b) covariance += i === j ? a.variance : -a.variance;
      return covariance / Math.sqrt(total(one) * total(two));
    }),
  );
}
