import { argsort } from '../special/argsort.ts';
import {
  checkBinary,
  checkNoNaN,
  checkSameLength,
  checkShare,
  checkWeights,
} from '../special/check.ts';
import { expit, logit } from '../special/logit.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';

/** Average precision and its companions. */
export interface AveragePrecision {
  /** Step sum over distinct scores. */
  readonly ap: Value;
  /** Trapezoid through the same points from recall 0, precision 1; optimistic, for comparison only. */
  readonly trapezoid: Value;
  /** Prevalence: what a useless score reaches. */
  readonly baseline: Value;
  /** Logit interval; null where the value is 0 or 1 or weights are given. */
  readonly logitLimits: Limits | null;
}

/** Settings of {@link averagePrecision}. */
export interface AveragePrecisionOptions {
  /** Weight per row, 0 or above. */
  readonly weights?: ArrayLike<number>;
  /** Confidence level, 0.95 by default. */
  readonly level?: number;
}

/** Points of the precision-recall curve, from the highest score down; tied scores make one point. */
export interface PrecisionRecallCurve {
  /** Recall per point, ascending to 1. */
  readonly recall: Float64Array;
  /** Precision per point. */
  readonly precision: Float64Array;
  /** Positive means score >= threshold. */
  readonly thresholds: Float64Array;
}

/**
 * The precision-recall points, one per distinct score.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row
 * @param weights optional weight per row
 * @returns the points, or null without positives
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): PrecisionRecallCurve | null {
  checkSameLength(labels, scores, ['labels', 'scores']);
  checkBinary(labels, 'labels');
  checkNoNaN(scores, 'scores');
  if (weights) checkWeights(weights, labels.length);
  const order = argsort(scores);
  const recall: number[] = [];
  const precision: number[] = [];
  const thresholds: number[] = [];
  let tp = 0;
  let all = 0;
  let i = order.length - 1;
  while (i >= 0) {
    const score = scores[order[i]!]!;
    while (i >= 0 && scores[order[i]!] === score) {
      const row = order[i--]!;
      const w = weights ? weights[row]! : 1;
      if (labels[row] === 1) tp += w;
      all += w;
    }
    if (all === 0) continue;
    recall.push(tp);
    precision.push(tp / all);
    thresholds.push(score);
  }
  if (!(tp > 0)) return null;
  return {
    recall: Float64Array.from(recall, (r) => r / tp),
    precision: Float64Array.from(precision),
    thresholds: Float64Array.from(thresholds),
  };
}

/**
 * Average precision: the area under the precision-recall steps, tied scores taken together.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row
 * @param options weights and confidence level
 * @returns `no-positives` without a positive row
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Boyd, Eng and Page 2013, ECML PKDD, LNCS 8190:451 (area and logit interval).
 */
export function averagePrecision(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  options: AveragePrecisionOptions = {},
): AveragePrecision {
  const level = options.level ?? 0.95;
  checkShare(level, 'level');
  const curve = precisionRecallCurve(labels, scores, options.weights);
  let positives = 0;
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    const w = options.weights ? options.weights[i]! : 1;
    positives += w * labels[i]!;
    total += w;
  }
  if (!curve) {
    const missing = none('no-positives');
    return {
      ap: missing,
      trapezoid: missing,
      baseline: total > 0 ? some(0) : none('no-rows'),
      logitLimits: null,
    };
  }
  let step = 0;
  let trapezoid = 0;
  let lastRecall = 0;
  let lastPrecision = 1;
  for (let k = 0; k < curve.recall.length; k++) {
    const width = curve.recall[k]! - lastRecall;
    step += width * curve.precision[k]!;
    trapezoid += (width * (curve.precision[k]! + lastPrecision)) / 2;
    lastRecall = curve.recall[k]!;
    lastPrecision = curve.precision[k]!;
  }
  const ap = Math.min(1, step);
  const half = twoSidedZ(level) / Math.sqrt(positives * ap * (1 - ap));
  const open = ap > 0 && ap < 1 && !options.weights;
  return {
    ap: some(ap),
    trapezoid: some(trapezoid),
    baseline: some(positives / total),
    logitLimits: open ? [expit(logit(ap) - half), expit(logit(ap) + half)] : null,
  };
}
