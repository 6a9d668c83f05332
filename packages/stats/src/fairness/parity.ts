import { none, some, type Value } from '../value.ts';
import type { GroupCodes } from './group-codes.ts';
import { groupMetrics } from './group-metrics.ts';

/** Parity summaries of decisions over groups. Shown on request only: gaps of TPR and FPR come first. */
export interface Parity {
  /** Gap and ratio of the selection rate. */
  readonly demographicParityDifference: Value;
  readonly demographicParityRatio: Value;
  /** Larger of the TPR and the FPR gap. */
  readonly equalizedOddsDifference: Value;
  /** Mean of the two gaps. */
  readonly equalizedOddsDifferenceMean: Value;
  /** Larger of the two largest distances to the rate of all rows. */
  readonly equalizedOddsDifferenceToOverall: Value;
  /** Smaller of the two ratios. */
  readonly equalizedOddsRatio: Value;
  /** Gap and ratio of the TPR. */
  readonly equalOpportunityDifference: Value;
  readonly equalOpportunityRatio: Value;
  /** One group only: gaps of 0 and ratios of 1 say nothing. */
  readonly isSingleGroup: boolean;
  /** Labels of the groups left out of the TPR and of the FPR gap. */
  readonly undefinedTpr: readonly string[];
  readonly undefinedFpr: readonly string[];
}

function combine(a: Value, b: Value, join: (x: number, y: number) => number): Value {
  if (a.value === null) return a;
  if (b.value === null) return none(b.reason ?? 'undefined');
  return some(join(a.value, b.value));
}

/**
 * Demographic parity, equalised odds and equal opportunity as differences and ratios between groups.
 *
 * @param y labels 0 or 1
 * @param pred decisions 0 or 1
 * @param groups group of each row
 * @param weight weight of each row, default 1
 * @throws stats/length-mismatch, stats/bad-argument, stats/not-a-number
 * @see Hardt, Price, Srebro 2016, arXiv:1610.02413; Agarwal et al. 2018, arXiv:1803.02453
 */
export function parity(
  y: ArrayLike<number>,
  pred: ArrayLike<number>,
  groups: GroupCodes,
  weight?: ArrayLike<number>,
): Parity {
  const { gaps, labels } = groupMetrics(y, pred, groups, weight);
  const { selectionRate, tpr, fpr } = gaps;
  const listed = (places: readonly number[]): string[] => places.map((place) => labels[place]!);
  return {
    demographicParityDifference: selectionRate.differenceBetween,
    demographicParityRatio: selectionRate.ratioBetween,
    equalizedOddsDifference: combine(tpr.differenceBetween, fpr.differenceBetween, Math.max),
    equalizedOddsDifferenceMean: combine(
      tpr.differenceBetween,
      fpr.differenceBetween,
      (a, b) => (a + b) / 2,
    ),
    equalizedOddsDifferenceToOverall: combine(
      tpr.differenceToOverall,
      fpr.differenceToOverall,
      Math.max,
    ),
    equalizedOddsRatio: combine(tpr.ratioBetween, fpr.ratioBetween, Math.min),
    equalOpportunityDifference: tpr.differenceBetween,
    equalOpportunityRatio: tpr.ratioBetween,
    isSingleGroup: labels.length === 1,
    undefinedTpr: listed(tpr.undefinedPlaces),
    undefinedFpr: listed(fpr.undefinedPlaces),
  };
}
