import { checkShare } from '../special/check.ts';
import {
  noDifference,
  type StudyDifference,
  type StudyEstimate,
  studyDifference,
  studyEstimate,
} from './comparison.ts';
import { testParts } from './components.ts';
import {
  type CovarianceMethod,
  type FiguresWithCovariance,
  figuresWithCovariance,
  jackknifeCovariance,
} from './covariance.ts';
import type { JackknifedFigure, ReaderMetric } from './figures.ts';
import { checkRatings } from './readings.ts';

/** Readers and a model on the same cases. */
export interface ModelComparisonInput {
  /** 1 = diseased, 0 = not diseased, one per case. */
  readonly truth: ArrayLike<number>;
  /** Reader x case, NaN = not read. */
  readonly readers: readonly ArrayLike<number>[];
  /** The model's score per case, NaN = none. */
  readonly model: ArrayLike<number>;
}

/** Settings of {@link readersAgainstModel}. */
export interface ModelComparisonOptions {
  /** Figure of merit, AUC by default. */
  readonly metric?: ReaderMetric;
  /** Covariance, `jackknife` by default. */
  readonly covariance?: CovarianceMethod;
  /**
   * Leave-one-out values of each reader and, last, of the model, in place of those that leave out single cases:
   * for patients with several cases.
   */
  readonly figures?: readonly JackknifedFigure[];
  /** False: these readers only. True by default: readers as a sample. */
  readonly hasRandomReaders?: boolean;
  /** Confidence level, 0.95 by default. */
  readonly level?: number;
}

/** Readers against a model. */
export interface ModelComparison {
  /** Mean of the readers minus the model. */
  readonly difference: StudyDifference;
  /** Each reader minus the model, over cases. */
  readonly perReader: readonly StudyDifference[];
  /** The model's own figure, over cases. */
  readonly model: StudyEstimate;
  /** Mean of the readers. */
  readonly readers: StudyEstimate;
  /** Readers whose figure lies below the model's. */
  readonly readersBelow: number;
  readonly readerCount: number;
  readonly missingReadings: number;
}

const RANGE = [0, 1] as const;

/**
 * The mean of readers against a model read alone on the same cases: each reader's difference from the model is a
 * figure of its own, and these are analysed as one test. The model is fixed, the cases are random, the readers
 * random or fixed.
 *
 * @param input truth, readers and model
 * @param options figure of merit, covariance, whether readers are random, level
 * @returns `single-class` where a figure has no value; with one reader over cases alone
 *
 * Errors: those of `checkRatings` and `figuresWithCovariance`.
 * Source: Hillis 2014, Statistics in Medicine 33:330 (marginal means); Obuchowski and Rockette 1995,
 * Communications in Statistics - Simulation 24:285.
 */
export function readersAgainstModel(
  input: ModelComparisonInput,
  options: ModelComparisonOptions = {},
): ModelComparison {
  const level = options.level ?? 0.95;
  checkShare(level, 'level');
  const study = checkRatings({ truth: input.truth, ratings: [[...input.readers, input.model]] });
  const metric = options.metric ?? { kind: 'auc' };
  const parts =
    options.figures === undefined
      ? figuresWithCovariance(study, metric, options.covariance ?? 'jackknife')
      : jackknifeCovariance([options.figures]);
  const count = input.readers.length;
  const figures = parts.figures[0]!;
  const at = (a: number, b: number): number => parts.covariance[a * (count + 1) + b]!;
  const alone = figuresOf(count, at, (k) => figures[k]!);
  const against = figuresOf(
    count,
    (a, b) => at(a, b) - at(a, count) - at(b, count) + at(count, count),
    (k) => figures[k]! - figures[count]!,
  );
  const isRandom = (options.hasRandomReaders ?? true) && count > 1;
  const hasAll = figures.every((x) => Number.isFinite(x));
  const [mean, variance, df] = meanOf(against, isRandom);
  const [readers, readersVariance, readersDf] = meanOf(alone, isRandom);
  return {
    difference: hasAll ? studyDifference(mean, variance, df, level) : noDifference('single-class'),
    perReader: Array.from({ length: count }, (_, k) =>
      studyDifference(
        against.figures[0]![k]!,
        Math.max(0, against.covariance[k * count + k]!),
        null,
        level,
      ),
    ),
    model: studyEstimate(figures[count]!, at(count, count), null, level, RANGE),
    readers: studyEstimate(readers, readersVariance, readersDf, level, RANGE),
    readersBelow: Array.from(against.figures[0]!).filter((x) => x < 0).length,
    readerCount: count,
    missingReadings: study.missingCount,
  };
}

function figuresOf(
  count: number,
  covariance: (a: number, b: number) => number,
  figure: (k: number) => number,
): FiguresWithCovariance {
  const matrix = new Float64Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b < count; b++) matrix[a * count + b] = covariance(a, b);
  return {
    figures: [Float64Array.from({ length: count }, (_, k) => figure(k))],
    covariance: matrix,
  };
}

/** Mean of the figures of one test with its variance and degrees of freedom. */
function meanOf(
  parts: FiguresWithCovariance,
  isRandom: boolean,
): readonly [mean: number, variance: number, df: number | null] {
  const one = testParts(parts, 0);
  const r = parts.figures[0]!.length;
  if (!isRandom) return [one.mean, (one.error + (r - 1) * (one.cov2 ?? 0)) / r, null];
  const spread = one.msReader ?? Number.NaN;
  const sum = spread + r * Math.max(one.cov2 ?? Number.NaN, 0);
  const share = sum / spread;
  return [one.mean, sum / r, spread > 0 ? share * share * (r - 1) : null];
}
