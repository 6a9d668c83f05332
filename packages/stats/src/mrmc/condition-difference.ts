import { checkBinary, checkNoNaN, checkSameLength } from '../special/check.ts';
import { denseCodes } from '../special/dense-codes.ts';
import { noDifference, type StudyDifference, studyDifference } from './comparison.ts';

/** Outcomes of two conditions on partly the same cases and readers, one row per answer. */
export interface ConditionOutcomes {
  /** A number per row: 0 or 1 for right or wrong, seconds, or their logarithm. */
  readonly outcome: ArrayLike<number>;
  /** 0 = first condition, 1 = second. */
  readonly condition: ArrayLike<number>;
  readonly cases: ArrayLike<number | string>;
  readonly readers: ArrayLike<number | string>;
}

/** Difference of two conditions with its variance by source. */
export interface ConditionDifference extends StudyDifference {
  /** Mean of the first condition; a share for 0 and 1. */
  readonly meanA: number | null;
  /** Mean of the second condition. */
  readonly meanB: number | null;
  /** Variance that takes cases as independent. */
  readonly varianceByCase: number | null;
  /** Variance that takes readers as independent. */
  readonly varianceByReader: number | null;
  /** Fewer of the two: distinct cases and distinct readers, less 1. */
  readonly clusterDf: number;
}

/**
 * Second mean minus first, for answers that share cases and readers within and between conditions: variance
 * clustered by case and by reader at once (sum of both less that of their crossing), never below the larger of
 * the two, t with the scarcer clusters less 1 as degrees of freedom.
 *
 * @param outcomes rows of both conditions
 * @param level confidence level, 0.95 by default
 * @returns `no-rows` where a condition is empty; `one-cluster` with a single case or reader
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Cameron, Gelbach and Miller 2011, Journal of Business and Economic Statistics 29:238.
 */
export function conditionDifference(
  outcomes: ConditionOutcomes,
  level = 0.95,
): ConditionDifference {
  const { outcome, condition, cases, readers } = outcomes;
  checkSameLength(outcome, condition, ['outcome', 'condition']);
  checkSameLength(outcome, cases, ['outcome', 'cases']);
  checkSameLength(outcome, readers, ['outcome', 'readers']);
  checkNoNaN(outcome, 'outcome');
  checkBinary(condition, 'condition');
  const sizes = [0, 0];
  const hits = [0, 0];
  for (let i = 0; i < outcome.length; i++) {
    sizes[condition[i]!]! += 1;
    hits[condition[i]!]! += outcome[i]!;
  }
  const [nA, nB] = [sizes[0]!, sizes[1]!];
  const means = [nA > 0 ? hits[0]! / nA : null, nB > 0 ? hits[1]! / nB : null] as const;
  const [meanA, meanB] = means;
  const none = { meanA, meanB, varianceByCase: null, varianceByReader: null, clusterDf: 0 };
  if (meanA === null || meanB === null) return { ...noDifference('no-rows'), ...none };
  const scores = new Float64Array(outcome.length);
  for (let i = 0; i < scores.length; i++)
    scores[i] = condition[i] === 1 ? (outcome[i]! - meanB) / nB : -(outcome[i]! - meanA) / nA;
  const both = Array.from({ length: scores.length }, (_, i) => `${cases[i]}\u0000${readers[i]}`);
  const ofCase = clusterVariance(scores, cases);
  const ofReader = clusterVariance(scores, readers);
  const clusterDf = Math.min(ofCase.count, ofReader.count) - 1;
  if (clusterDf < 1) return { ...noDifference('one-cluster'), ...none };
  const variance = Math.max(
    ofCase.variance + ofReader.variance - clusterVariance(scores, both).variance,
    ofCase.variance,
    ofReader.variance,
  );
  return {
    ...studyDifference(meanB - meanA, variance, clusterDf, level),
    meanA,
    meanB,
    varianceByCase: ofCase.variance,
    varianceByReader: ofReader.variance,
    clusterDf,
  };
}

function clusterVariance(
  scores: Float64Array,
  ids: ArrayLike<number | string>,
): { variance: number; count: number } {
  const { codes, count } = denseCodes(ids);
  const sums = new Float64Array(count);
  for (let i = 0; i < scores.length; i++) sums[codes[i]!]! += scores[i]!;
  let squares = 0;
  for (const one of sums) squares += one * one;
  return { variance: count > 1 ? (squares * count) / (count - 1) : 0, count };
}
