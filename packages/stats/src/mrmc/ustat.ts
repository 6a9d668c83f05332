import { checkShare } from '../special/check.ts';
import { normalTwoSided } from '../special/normal.ts';
import { none, some, type Value } from '../value.ts';
import { type BdgMoments, bdgMoments, type MomentKind, type ReaderKernel } from './bdg-moments.ts';
import {
  type StudyDifference,
  type StudyEstimate,
  studyDifference,
  studyEstimate,
} from './comparison.ts';
import { placementsOf, successTable } from './placements.ts';
import { type CheckedRatings, checkRatings, type ReaderRatings } from './readings.ts';

/** What the U-statistic measures: the area, or the share of right calls at a threshold. */
export type UStatisticMetric =
  | { readonly kind: 'auc' }
  | { readonly kind: 'sensitivity'; readonly threshold: number }
  | { readonly kind: 'specificity'; readonly threshold: number };

/** Settings of {@link uStatistic}. */
export interface UStatisticOptions {
  /** Moments, unbiased by default. */
  readonly moments?: MomentKind;
  /** AUC by default. */
  readonly metric?: UStatisticMetric;
  /** Confidence level, 0.95 by default. */
  readonly level?: number;
}

/** Reader-pooled figure of one test. */
export interface UStatisticEstimate extends StudyEstimate {
  /** Variance as estimated; an unbiased one can be negative, then there is no interval. */
  readonly variance: Value;
  /** Degrees of freedom before they are cut to a whole number (the interval uses t below 50, then normal). */
  readonly dfExact: Value;
  /** Two-sided p against one half. */
  readonly pAgainstHalf: Value;
  /** The eight moments and their weights. */
  readonly moments: BdgMoments;
  /** Plain mean of the readers' figures, which differs from the pooled one when they read unlike cases. */
  readonly meanOfReaders: Value;
  /** Readers with at least one pair of cases. */
  readonly readerCount: number;
  /** Distinct diseased cases that were read. */
  readonly diseasedCount: number;
  /** Distinct non-diseased cases that were read. */
  readonly nonDiseasedCount: number;
}

/** Difference of two tests, first minus second. */
export interface UStatisticDifference extends StudyDifference {
  readonly testA: number;
  readonly testB: number;
  readonly variance: Value;
  readonly dfExact: Value;
  /** p by the normal distribution. */
  readonly pNormal: Value;
  /** Cross moments of the two tests. */
  readonly moments: BdgMoments;
}

/** A reader study by one-shot U-statistics. */
export interface UStatisticAnalysis {
  readonly tests: readonly UStatisticEstimate[];
  readonly differences: readonly UStatisticDifference[];
  readonly level: number;
  readonly momentKind: MomentKind;
  /** True when a variance came out negative; the MLE moments then give a usable one. */
  readonly hasNegativeVariance: boolean;
  /** Readings that a complete crossing would have and that are absent. */
  readonly missingReadings: number;
}

const RANGE = [0, 1] as const;

/**
 * Reader-pooled AUC (or sensitivity, specificity) with a one-shot variance for random readers and cases, under
 * any crossing: complete, split-plot, cases nested in readers, readings missing here and there.
 *
 * The figure pools pairs: sum over readers of diseased times non-diseased times AUC, over the sum of pairs. The
 * interval takes t on the whole part of the degrees of freedom, and the normal distribution from 50 on.
 *
 * @param input truth and ratings, test x reader x case, NaN = not read
 * @param options moments, metric, level
 * @returns estimates of each test and each difference; `single-class` where a test has no pair of cases,
 * `negative-variance` where the unbiased variance is below 0
 *
 * Errors: those of `checkRatings`; `stats/bad-argument` for a level outside (0, 1).
 * Source: Gallas 2006, Academic Radiology 13:353; Gallas, Bandos, Samuelson and Wagner 2009, Communications in
 * Statistics - Theory and Methods 38:2586; Obuchowski, Gallas and Hillis 2012, Academic Radiology 19:1508
 * (split-plot).
 */
export function uStatistic(
  input: ReaderRatings,
  options: UStatisticOptions = {},
): UStatisticAnalysis {
  const level = options.level ?? 0.95;
  checkShare(level, 'level');
  const study = checkRatings(input);
  const kind = options.moments ?? 'unbiased';
  const metric = options.metric ?? { kind: 'auc' };
  const kernels = study.ratings.map((readers) =>
    readers.map((row): ReaderKernel => {
      const rating = asOrder(study.truth, row, metric);
      return {
        placements: placementsOf(study.truth, rating),
        table: successTable(study.truth, rating),
      };
    }),
  );
  const own = kernels.map((one) => momentSet(study, one, one, kind));
  const tests = kernels.map((one, i) => estimateOf(study, one, own[i]!, level));
  const differences: UStatisticDifference[] = [];
  for (let a = 0; a < kernels.length; a++)
    for (let b = a + 1; b < kernels.length; b++) {
      const cross = momentSet(study, kernels[a]!, kernels[b]!, kind);
      const parts = [own[a]!, own[b]!, cross] as const;
      differences.push(differenceOf(tests[a]!, tests[b]!, parts, [a, b], level));
    }
  return {
    tests,
    differences,
    level,
    momentKind: kind,
    hasNegativeVariance: [...tests, ...differences].some(
      ({ variance }) => variance.value !== null && variance.value < 0,
    ),
    missingReadings: study.missingCount,
  };
}

/** The moments that were asked for, and the spread of the MLE moments that the degrees of freedom rest on. */
interface MomentSet {
  readonly moments: BdgMoments;
  /** Variance from non-diseased cases, diseased cases and readers. */
  readonly spread: readonly [number, number, number];
}

function momentSet(
  study: CheckedRatings,
  a: readonly ReaderKernel[],
  b: readonly ReaderKernel[],
  kind: MomentKind,
): MomentSet {
  const both = bdgMoments(study.truth, a, b);
  const m = both.mle.moments;
  return { moments: both[kind], spread: [m[6]! - m[7]!, m[5]! - m[7]!, m[3]! - m[7]!] };
}

/** Ratings whose order carries the metric: for a rate the other truth sits on the threshold. */
function asOrder(truth: Uint8Array, row: Float64Array, metric: UStatisticMetric): Float64Array {
  if (metric.kind === 'auc') return row;
  const counted = metric.kind === 'sensitivity' ? 1 : 0;
  return row.map((x, i) =>
    Number.isNaN(x) ? x : truth[i] !== counted ? 0.5 : x >= metric.threshold ? 1 : 0,
  );
}

function estimateOf(
  study: CheckedRatings,
  kernels: readonly ReaderKernel[],
  set: MomentSet,
  level: number,
): UStatisticEstimate {
  let wins = 0;
  let pairs = 0;
  let sum = 0;
  let readers = 0;
  const seen = new Uint8Array(study.caseCount);
  for (const { placements: p } of kernels) {
    const own = p.diseasedCount * p.nonDiseasedCount;
    for (let i = 0; i < seen.length; i++) seen[i]! |= p.isRead[i]!;
    if (own === 0) continue;
    wins += p.total;
    pairs += own;
    sum += p.total / own;
    readers++;
  }
  let diseased = 0;
  let healthy = 0;
  for (let i = 0; i < seen.length; i++) {
    if (study.truth[i] === 1) diseased += seen[i]!;
    else healthy += seen[i]!;
  }
  const counts = { readerCount: readers, diseasedCount: diseased, nonDiseasedCount: healthy };
  const variance = set.moments.variance;
  const df = degreesOfFreedom(variance, set.spread, set.moments.effective, readers > 1);
  const figure = pairs > 0 ? wins / pairs : Number.NaN;
  const whole = wholeDf(df);
  return {
    ...studyEstimate(figure, variance, whole, level, RANGE),
    ...counts,
    variance: asValue(variance, pairs > 0),
    dfExact: asValue(df, pairs > 0),
    pAgainstHalf: studyDifference(figure - 0.5, variance, whole, level).p,
    moments: set.moments,
    meanOfReaders: readers > 0 ? some(sum / readers) : none('single-class'),
  };
}

function differenceOf(
  a: UStatisticEstimate,
  b: UStatisticEstimate,
  [ofA, ofB, cross]: readonly [MomentSet, MomentSet, MomentSet],
  [testA, testB]: readonly [number, number],
  level: number,
): UStatisticDifference {
  const raw = ofA.moments.variance + ofB.moments.variance - 2 * cross.moments.variance;
  const scale = Math.abs(ofA.moments.variance) + Math.abs(ofB.moments.variance);
  // Two equal tests leave a residue of rounding.
  const variance = Math.abs(raw) <= 1e-13 * scale ? 0 : raw;
  const spread = [0, 1, 2].map((k) => ofA.spread[k]! + ofB.spread[k]! - 2 * cross.spread[k]!);
  // Cases or readers missing under one test: the smaller of the two numbers counts.
  const effective = [0, 1, 2].map((k) =>
    Math.min(ofA.moments.effective[k]!, ofB.moments.effective[k]!),
  );
  const hasReaders = Math.min(a.readerCount, b.readerCount) > 1;
  const df = degreesOfFreedom(variance, spread, effective, hasReaders);
  const hasBoth = a.estimate.value !== null && b.estimate.value !== null;
  const difference = hasBoth ? (a.estimate.value ?? 0) - (b.estimate.value ?? 0) : Number.NaN;
  const z = difference / Math.sqrt(variance);
  return {
    testA,
    testB,
    ...studyDifference(difference, variance, wholeDf(df), level),
    variance: asValue(variance, hasBoth),
    dfExact: asValue(df, hasBoth),
    pNormal:
      difference === 0
        ? some(1)
        : Number.isFinite(z)
          ? some(normalTwoSided(z))
          : none(hasBoth ? 'no-variance' : 'single-class'),
    moments: cross.moments,
  };
}

/**
 * Satterthwaite's degrees of freedom over non-diseased cases, diseased cases and readers, at least the least of
 * them (Gaylor and Hopper 1969). Each has its effective number less 1, as a whole number.
 */
function degreesOfFreedom(
  variance: number,
  spread: readonly number[],
  effective: readonly number[],
  hasReaders: boolean,
): number {
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < (hasReaders ? 3 : 2); k++) {
    const df = Math.round(effective[k]! - 1);
    least = Math.min(least, df);
    const part = spread[k]! / df;
    sum += (part * part) / df;
  }
  if (!(least > 0)) return Number.NaN;
  const df = (variance * variance) / sum;
  return Number.isNaN(df) ? least : Math.max(least, df);
}

/** Whole degrees for t; null (normal) from 50 on or without any. */
function wholeDf(df: number): number | null {
  return Number.isNaN(df) || df >= 50 ? null : Math.floor(df);
}

function asValue(x: number, isPresent: boolean): Value {
  if (!isPresent) return none('single-class');
  return Number.isNaN(x) ? none('too-few-cases') : some(x);
}
