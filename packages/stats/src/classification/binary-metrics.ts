import { none, some, type Value } from '../value.ts';
import type { ConfusionCounts } from './confusion.ts';

/** Threshold metrics of one decision table; a 0/0 has no value. */
export interface BinaryMetrics {
  /** tp / (tp + fn). */
  readonly sensitivity: Value;
  /** tn / (tn + fp). */
  readonly specificity: Value;
  /** tp / (tp + fp). */
  readonly ppv: Value;
  /** tn / (tn + fn). */
  readonly npv: Value;
  /** fp / (fp + tn). */
  readonly falsePositiveRate: Value;
  /** fn / (fn + tp). */
  readonly falseNegativeRate: Value;
  /** (tp + tn) / all. */
  readonly accuracy: Value;
  /** Mean of sensitivity and specificity. */
  readonly balancedAccuracy: Value;
  /** F-score with beta 1. */
  readonly f1: Value;
  /** F-score with beta 2. */
  readonly f2: Value;
  /** Matthews correlation. */
  readonly mcc: Value;
  /** Cohen's kappa of label and decision. */
  readonly cohenKappa: Value;
  /** Sensitivity over false positive rate. */
  readonly lrPositive: Value;
  /** False negative rate over specificity. */
  readonly lrNegative: Value;
  /** Sensitivity + specificity - 1. */
  readonly youden: Value;
  /** Share of positive labels. */
  readonly prevalence: Value;
  /** Share called positive. */
  readonly predictedPositiveRate: Value;
}

/**
 * Every threshold metric of a decision table.
 *
 * @param counts the four cells
 * @returns one value per metric; a rate that needs an undefined rate is undefined with the same reason
 *
 * Source: Maier-Hein et al. 2024, Nature Methods 21:195 (definitions).
 */
export function binaryMetrics(counts: ConfusionCounts): BinaryMetrics {
  const { tp, fp, fn, tn } = counts;
  const all = tp + fp + fn + tn;
  const sensitivity = rate(tp, tp + fn, 'no-positives');
  const specificity = rate(tn, tn + fp, 'no-negatives');
  const falsePositiveRate = rate(fp, tn + fp, 'no-negatives');
  const falseNegativeRate = rate(fn, tp + fn, 'no-positives');
  return {
    sensitivity,
    specificity,
    ppv: rate(tp, tp + fp, 'none-called-positive'),
    npv: rate(tn, tn + fn, 'none-called-negative'),
    falsePositiveRate,
    falseNegativeRate,
    accuracy: rate(tp + tn, all, 'no-rows'),
    balancedAccuracy: both(sensitivity, specificity, (a, b) => (a + b) / 2),
    f1: fBeta(counts, 1),
    f2: fBeta(counts, 2),
    mcc: matthews(counts),
    cohenKappa: binaryKappa(counts),
    lrPositive: quotient(sensitivity, falsePositiveRate, 'no-false-positives'),
    lrNegative: quotient(falseNegativeRate, specificity, 'no-true-negatives'),
    youden: both(sensitivity, specificity, (a, b) => a + b - 1),
    prevalence: rate(tp + fn, all, 'no-rows'),
    predictedPositiveRate: rate(tp + fp, all, 'no-rows'),
  };
}

/**
 * F-score (1 + b^2) tp / ((1 + b^2) tp + b^2 fn + fp).
 *
 * @param counts the four cells
 * @param beta weight of sensitivity against positive predictive value, above 0
 * @returns `no-positives-anywhere` when nothing is or is called positive
 *
 * Source: van Rijsbergen 1979, Information Retrieval, chapter 7.
 */
export function fBeta(counts: ConfusionCounts, beta: number): Value {
  const square = beta * beta;
  const top = (1 + square) * counts.tp;
  return rate(top, top + square * counts.fn + counts.fp, 'no-positives-anywhere');
}

/**
 * Matthews correlation of label and decision.
 *
 * @param counts the four cells
 * @returns `empty-margin` when a row or column of the table is empty
 *
 * Source: Matthews 1975, Biochimica et Biophysica Acta 405:442.
 */
export function matthews(counts: ConfusionCounts): Value {
  const { tp, fp, fn, tn } = counts;
  const root = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
  return root > 0 ? some((tp * tn - fp * fn) / root) : none('empty-margin');
}

function binaryKappa(counts: ConfusionCounts): Value {
  const { tp, fp, fn, tn } = counts;
  const all = tp + fp + fn + tn;
  if (!(all > 0)) return none('no-rows');
  const chance = (tp + fp) * (tp + fn) + (tn + fn) * (tn + fp);
  const square = all * all;
  if (chance === square) return none('no-variation');
  return some(((tp + tn) * all - chance) / (square - chance));
}

function rate(top: number, bottom: number, reason: string): Value {
  return bottom > 0 ? some(top / bottom) : none(reason);
}

function both(a: Value, b: Value, combine: (a: number, b: number) => number): Value {
  if (a.value === null) return a;
  if (b.value === null) return b;
  return some(combine(a.value, b.value));
}

function quotient(a: Value, b: Value, reason: string): Value {
  if (a.value === null) return a;
  if (b.value === null) return b;
  return b.value > 0 ? some(a.value / b.value) : none(reason);
}
