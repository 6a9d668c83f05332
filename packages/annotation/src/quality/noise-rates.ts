import {
  type ClusteredProportion,
  hybridDifference,
  type Interval,
  none,
  some,
} from '@equipoise/stats';
import { fail } from '../errors.ts';
import type { ConfidentJoint } from './confident-joint.ts';
import type { ScoredLabels } from './label-scores.ts';
import { bucketed, makeTally } from './patient-tally.ts';

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
  const { labels, classCount } = input;
  return noiseTable(labels, joint.confidentClass, classCount, options.patients).rates(options);
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
  return noiseTable(labels, adjudicated, classCount, options.patients).rates(options);
}

/** Labels of one task beside what they ought to be, laid out once for rates of many groups. */
export interface NoiseTable {
  /** All rows first, then each group; in each the whole first, then each class. */
  rates(options: Omit<NoiseRateOptions, 'patients'>): NoiseRate[];
  /**
   * One group against all others.
   *
   * @param groups code per row
   * @param group the one
   * @param missing code that stands on neither side
   * @param level confidence level
   * @returns the group, then the others
   */
  againstRest(
    groups: ArrayLike<number>,
    group: number,
    missing: number,
    level: number,
  ): [NoiseRate, NoiseRate];
}

/**
 * Lays out labels and reference classes for {@link noiseRates} and {@link noiseAgainst} of many groups.
 *
 * @param labels given class per row, -1 = none
 * @param truth reference class per row, -1 = none
 * @param classCount classes
 * @param patients code per row; every row is a patient of its own by default
 * @throws annotation/length-mismatch
 */
export function noiseTable(
  labels: ArrayLike<number>,
  truth: ArrayLike<number>,
  classCount: number,
  patients?: ArrayLike<number | string>,
): NoiseTable {
  const rows = labels.length;
  checkLength(truth, rows, 'reference classes');
  checkLength(patients, rows, 'patients');
  const width = classCount + 1;
  const isWrong = new Uint8Array(rows);
  const speaking = new Int32Array(rows);
  const silent: number[] = [];
  let spoken = 0;
  for (let i = 0; i < rows; i++) {
    if (labels[i]! < 0) continue;
    if (truth[i]! < 0) {
      silent.push(i);
      continue;
    }
    isWrong[i] = truth[i] === labels[i] ? 0 : 1;
    speaking[spoken++] = i;
  }
  const all = speaking.subarray(0, spoken);
  const tally = makeTally(patients, isWrong);
  let last: { groups: ArrayLike<number>; count: number; rowsOf: (g: number) => Int32Array } | null =
    null;
  const inGroups = (groups: ArrayLike<number>, count: number): ((g: number) => Int32Array) => {
    if (last?.groups !== groups || last.count < count)
      last = { groups, count, rowsOf: bucketed(all, groups, count) };
    return last.rowsOf;
  };
  return {
    rates(options) {
      const { groups, level = 0.95 } = options;
      checkLength(groups, rows, 'groups');
      let groupCount = options.groupCount ?? 0;
      if (groups && options.groupCount === undefined) {
        for (let i = 0; i < rows; i++) groupCount = Math.max(groupCount, groups[i]! + 1);
      }
      const undecided = new Int32Array((groupCount + 1) * width);
      for (const i of silent) {
        const group = groups ? groups[i]! : -1;
        for (const g of group < 0 ? [0] : [0, group + 1]) {
          undecided[g * width]!++;
          undecided[g * width + labels[i]! + 1]!++;
        }
      }
      const byGroup = groups ? inGroups(groups, groupCount) : null;
      const out: NoiseRate[] = [];
      for (let group = -1; group < groupCount; group++) {
        const mine = group < 0 ? all : (byGroup?.(group) ?? new Int32Array(0));
        const ofClass = bucketed(mine, labels, classCount);
        for (let label = -1; label < classCount; label++) {
          const undecidedCount = undecided[(group + 1) * width + label + 1]!;
          const rate = tally(label < 0 ? mine : ofClass(label), level);
          out.push({ label, group, rate, undecidedCount });
        }
      }
      return out;
    },
    againstRest(groups, group, missing, level) {
      checkLength(groups, rows, 'groups');
      const undecided = [0, 0];
      for (const i of silent) {
        if (groups[i] === group) undecided[0]!++;
        else if (groups[i] !== missing) undecided[1]!++;
      }
      const side = (at: 0 | 1): NoiseRate => ({
        label: -1,
        group: at,
        rate:
          at === 0
            ? tally(inGroups(groups, group + 1)(group), level)
            : tally(all, level, { groups, group, missing }),
        undecidedCount: undecided[at]!,
      });
      return [side(0), side(1)];
    },
  };
}

function checkLength(one: ArrayLike<unknown> | undefined, rows: number, name: string): void {
  if (one === undefined || one.length === rows) return;
  fail(
    'annotation/length-mismatch',
    `${one.length} ${name} came for ${rows} labels.`,
    'Pass one per row.',
  );
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
