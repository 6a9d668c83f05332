import { checkShare } from '../special/check.ts';
import { none } from '../value.ts';
import { analyse, type ReaderAnalysis } from './analysis.ts';
import {
  noDifference,
  noEstimate,
  type StudyDifference,
  type StudyEstimate,
  studyDifference,
  studyEstimate,
} from './comparison.ts';
import { type OrComponents, orComponents, testParts } from './components.ts';
import {
  type CovarianceMethod,
  type FiguresWithCovariance,
  figuresWithCovariance,
  jackknifeCovariance,
} from './covariance.ts';
import type { JackknifedFigure, ReaderMetric } from './figures.ts';
import type { OverallTest } from './overall-test.ts';
import type { RandomFactors } from './random-factors.ts';
import { checkRatings, type ReaderRatings } from './readings.ts';

/** Settings of {@link obuchowskiRockette}. */
export interface OrOptions {
  /** Figure of merit, AUC by default. */
  readonly metric?: ReaderMetric;
  /** Covariance, `jackknife` by default. */
  readonly covariance?: CovarianceMethod;
  /** What is random, readers and cases by default. */
  readonly random?: RandomFactors;
  /** Confidence level, 0.95 by default. */
  readonly level?: number;
}

/** Difference of two tests, first minus second. */
export interface TestDifference extends StudyDifference {
  /** Position of the first test. */
  readonly testA: number;
  /** Position of the second test. */
  readonly testB: number;
}

/** Figure of one reader under one test; interval over cases, this reader alone. */
export interface ReaderFigure extends StudyEstimate {
  readonly test: number;
  readonly reader: number;
}

/** Difference of two tests for one reader; over cases, this reader alone. */
export interface ReaderDifference extends TestDifference {
  readonly reader: number;
}

/** A multi-reader study, analysed. */
export interface OrAnalysis {
  readonly components: OrComponents;
  readonly overall: OverallTest;
  /** Every pair of tests, first before second. */
  readonly differences: readonly TestDifference[];
  /** Reader-averaged figure of each test, from that test alone. */
  readonly means: readonly StudyEstimate[];
  readonly readers: readonly ReaderFigure[];
  readonly readerDifferences: readonly ReaderDifference[];
  readonly random: RandomFactors;
  readonly level: number;
  /** With one reader the analysis is over cases alone, whatever was asked. */
  readonly isSingleReader: boolean;
  /** Pairs of tests on which every reader has the same figure and whose difference has no variance. */
  readonly identicalTests: readonly (readonly [number, number])[];
  /** Test and reader of figures without a value; the averages then have none. */
  readonly withoutFigure: readonly (readonly [test: number, reader: number])[];
  /** Readings that a complete crossing would have and that are absent. */
  readonly missingReadings: number;
}

const RANGE = [0, 1] as const;

/**
 * Obuchowski and Rockette's analysis of a multi-reader study with Hillis' degrees of freedom.
 * Any number of tests. Readers and cases random (F, generalises to both), cases random (chi-square, these
 * readers only), or readers random (F, these cases only).
 *
 * @param input truth and ratings, test x reader x case, NaN = not read
 * @param options figure of merit, covariance, random factors, level
 * @returns figures, components, the overall test, differences and means; limits of means lie in [0, 1]. A figure
 * without a value (one truth absent) leaves averages and tests at null with `single-class`
 *
 * Errors: those of `checkRatings` and `figuresWithCovariance`; `stats/bad-argument` for a level outside (0, 1).
 * Source: Obuchowski and Rockette 1995, Communications in Statistics - Simulation 24:285; Hillis 2007,
 * Statistics in Medicine 26:596 (degrees of freedom); Hillis 2014, Statistics in Medicine 33:330 (marginal means).
 */
export function obuchowskiRockette(input: ReaderRatings, options: OrOptions = {}): OrAnalysis {
  const study = checkRatings(input);
  const metric = options.metric ?? { kind: 'auc' };
  const parts = figuresWithCovariance(study, metric, options.covariance ?? 'jackknife');
  return { ...obuchowskiRocketteFrom(parts, options), missingReadings: study.missingCount };
}

/**
 * {@link obuchowskiRockette} for any figure of merit of which the leave-one-case-out values are known, such as
 * weighted AFROC.
 *
 * @param figures test x reader, each figure with one value per left-out case
 * @param options random factors and level
 *
 * Errors: `stats/length-mismatch` when the numbers of cases differ.
 */
export function obuchowskiRocketteJackknife(
  figures: readonly (readonly JackknifedFigure[])[],
  options: Pick<OrOptions, 'random' | 'level'> = {},
): OrAnalysis {
  return obuchowskiRocketteFrom(jackknifeCovariance(figures), options);
}

/**
 * {@link obuchowskiRockette} from figures and their error covariance.
 *
 * @param parts figures (test x reader) and covariance
 * @param options random factors and level
 */
export function obuchowskiRocketteFrom(
  parts: FiguresWithCovariance,
  options: Pick<OrOptions, 'random' | 'level'> = {},
): OrAnalysis {
  const level = options.level ?? 0.95;
  checkShare(level, 'level');
  const random = options.random ?? 'readers+cases';
  const { figures, covariance } = parts;
  const t = figures.length;
  const r = figures[0]?.length ?? 0;
  const size = t * r;
  const components = orComponents(parts);
  const withoutFigure = positionsWithoutFigure(figures);
  const analysis = withoutFigure.length === 0 ? analyse(parts, components, random) : null;
  const own = (test: number, reader: number, test2 = test): number =>
    covariance[(test * r + reader) * size + test2 * r + reader]!;
  const pairs = testPairs(t);
  const readers = figures.flatMap((row, test) =>
    Array.from(row, (figure, reader) => ({
      test,
      reader,
      ...studyEstimate(figure, own(test, reader), null, level, RANGE),
    })),
  );
  const readerDifferences = pairs.flatMap(([testA, testB]) =>
    Array.from(figures[testA]!, (figure, reader) => {
      const variance = own(testA, reader) + own(testB, reader) - 2 * own(testA, reader, testB);
      const difference = figure - figures[testB]![reader]!;
      return {
        testA,
        testB,
        reader,
        ...studyDifference(difference, settle(variance, own(testA, reader)), null, level),
      };
    }),
  );
  return {
    components,
    overall: analysis?.overall ?? noTest('single-class'),
    differences: pairs.map(([testA, testB]) => ({
      testA,
      testB,
      ...(analysis
        ? differenceOf(analysis, figures, testA, testB, level)
        : noDifference('single-class')),
    })),
    means: figures.map((_, test) => {
      if (!analysis) return noEstimate('single-class');
      const [variance, df] = analysis.meanVariance(testParts(parts, test));
      return studyEstimate(testParts(parts, test).mean, variance, df, level, RANGE);
    }),
    readers,
    readerDifferences,
    random,
    level,
    isSingleReader: r === 1,
    identicalTests: pairs.filter(([a, b]) => isIdentical(parts, a, b)),
    withoutFigure,
    missingReadings: 0,
  };
}

function differenceOf(
  analysis: ReaderAnalysis,
  figures: readonly Float64Array[],
  testA: number,
  testB: number,
  level: number,
): StudyDifference {
  const a = figures[testA]!;
  const b = figures[testB]!;
  let difference = 0;
  for (let k = 0; k < a.length; k++) difference += (a[k]! - b[k]!) / a.length;
  const [variance, df] = analysis.differenceVariance(testA, testB);
  return studyDifference(difference, variance, df, level);
}

/** Rounding residue of a variance that is 0: cleared against the size of its parts. */
function settle(variance: number, scale: number): number {
  return Math.abs(variance) <= 1e-14 * Math.abs(scale) ? 0 : variance;
}

function isIdentical(parts: FiguresWithCovariance, testA: number, testB: number): boolean {
  const { figures, covariance } = parts;
  const r = figures[0]!.length;
  const size = figures.length * r;
  const at = (i: number, j: number): number => covariance[i * size + j]!;
  for (let k = 0; k < r; k++) {
    const a = testA * r + k;
    const b = testB * r + k;
    if (figures[testA]![k] !== figures[testB]![k]) return false;
    if (settle(at(a, a) + at(b, b) - 2 * at(a, b), at(a, a)) !== 0) return false;
  }
  return true;
}

function positionsWithoutFigure(figures: readonly Float64Array[]): [number, number][] {
  return figures.flatMap((row, test) =>
    Array.from(row, (x, reader): [number, number, number] => [test, reader, x])
      .filter(([, , x]) => !Number.isFinite(x))
      .map(([i, k]): [number, number] => [i, k]),
  );
}

function testPairs(count: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let a = 0; a < count; a++) for (let b = a + 1; b < count; b++) pairs.push([a, b]);
  return pairs;
}

function noTest(reason: string): OverallTest {
  const missing = none(reason);
  return { kind: 'none', statistic: missing, denominator: missing, df1: 0, df2: null, p: missing };
}
