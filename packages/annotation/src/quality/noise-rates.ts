import {
  type ClusteredProportion,
  clusteredProportion,
  hybridDifference,
  type Interval,
  none,
  some,
} from '@equipoise/stats';
import { fail } from '../errors.ts';
import type { ConfidentJoint } from './confident-joint.ts';
import type { ScoredLabels } from './label-scores.ts';

/** Whose rates are asked for. */
export interface NoiseRateOptions {
  /** Patient code per row; every row is a patient of its own by default. */
  readonly patients?: ArrayLike<number | string>;
  /** Group code per row, -1 = in no group. */
  readonly groups?: ArrayLike<number>;
  /** Number of groups; the largest code + 1 by default. */
  readonly groupCount?: number;
  /** Confidence level; 0.95 by default. */
  readonly level?: number;
}

/** Share of wrong labels among the rows of one given class, in one group. */
export interface NoiseRate {
  /** Given class, or -1 for all classes. */
  readonly label: number;
  /** Group, or -1 for all rows. */
  readonly group: number;
  /** The rate with its patient-clustered interval; counts of rows and patients stand in it. */
  readonly rate: ClusteredProportion;
  /** Rows of this class and group that do not speak: no class reaches its threshold. */
  readonly undecidedCount: number;
}

/**
 * Estimated share of wrong labels per given class, over all rows and in each patient group, with intervals that
 * resample patients in effect. A row speaks when some class reaches its threshold; it counts as wrong when that
 * class is not the given one. The thresholds are held fixed, so the interval is that of the share, not of the
 * model behind it.
 *
 * @param input labels and out-of-sample probabilities
 * @param joint their confident joint
 * @param options patients, groups, level
 * @returns all rows first, then each group; in each the whole first, then each class
 * @throws annotation/length-mismatch
 * @see Northcutt, Jiang, Chuang 2021, doi:10.1613/jair.1.12125; Cochran 1977, Sampling Techniques, chapter 6 (ratio estimator)
 */
export function noiseRates(
  input: ScoredLabels,
  joint: ConfidentJoint,
  options: NoiseRateOptions = {},
): NoiseRate[] {
  return ratesOf(input.labels, joint.confidentClass, input.classCount, options);
}

/**
 * Observed share of wrong labels per given class against adjudicated labels, in the same shape.
 *
 * @param labels given class per row, -1 = none
 * @param adjudicated reference class per row, -1 = not adjudicated
 * @param classCount classes
 * @param options patients, groups, level
 * @throws annotation/length-mismatch
 */
export function noiseAgainst(
  labels: ArrayLike<number>,
  adjudicated: ArrayLike<number>,
  classCount: number,
  options: NoiseRateOptions = {},
): NoiseRate[] {
  return ratesOf(labels, adjudicated, classCount, options);
}

function ratesOf(
  labels: ArrayLike<number>,
  truth: ArrayLike<number>,
  classCount: number,
  options: NoiseRateOptions,
): NoiseRate[] {
  const rows = labels.length;
  const { patients, groups, level = 0.95 } = options;
  for (const [name, one] of [
    ['reference classes', truth],
    ['patients', patients],
    ['groups', groups],
  ] as const) {
    if (one === undefined || one.length === rows) continue;
    fail(
      'annotation/length-mismatch',
      `${one.length} ${name} came for ${rows} labels.`,
      'Pass one per row.',
    );
  }
  let groupCount = options.groupCount ?? 0;
  if (groups && options.groupCount === undefined) {
    for (let i = 0; i < rows; i++) groupCount = Math.max(groupCount, groups[i]! + 1);
  }
  const cells = Array.from({ length: (groupCount + 1) * (classCount + 1) }, () => ({
    outcomes: [] as number[],
    patients: [] as (number | string)[],
    undecided: 0,
  }));
  for (let i = 0; i < rows; i++) {
    const given = labels[i]!;
    if (given < 0) continue;
    const found = truth[i]!;
    const group = groups ? groups[i]! : -1;
    for (const g of group >= 0 ? [0, group + 1] : [0]) {
      for (const c of [0, given + 1]) {
        const cell = cells[g * (classCount + 1) + c]!;
        if (found < 0) {
          cell.undecided++;
          continue;
        }
        cell.outcomes.push(found === given ? 0 : 1);
        cell.patients.push(patients ? patients[i]! : i);
      }
    }
  }
  return cells.map((cell, at) => ({
    label: (at % (classCount + 1)) - 1,
    group: Math.floor(at / (classCount + 1)) - 1,
    rate: clusteredProportion(cell.outcomes, cell.patients, level),
    undecidedCount: cell.undecided,
  }));
}

/**
 * Difference of two noise rates of distinct groups of patients.
 *
 * @param a first rate
 * @param b second rate
 * @returns a - b with square-and-add limits; null where either has none
 * @see Zou, Donner 2008, doi:10.1002/sim.3095
 */
export function noiseRateDifference(a: NoiseRate, b: NoiseRate): Interval {
  const { level } = a.rate;
  const method = 'square-and-add';
  const pa = a.rate.estimate.value;
  const pb = b.rate.estimate.value;
  if (pa === null || pb === null)
    return { estimate: none('undefined-rate'), limits: null, method, level };
  const limits =
    a.rate.limits && b.rate.limits ? hybridDifference(pa, a.rate.limits, pb, b.rate.limits) : null;
  return { estimate: some(pa - pb), limits, method, level };
}
