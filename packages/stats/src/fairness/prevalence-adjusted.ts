import type { ConfusionCounts } from '../classification/confusion.ts';
import { fail } from '../errors.ts';
import { none, some, type Value } from '../value.ts';
import { groupMetric } from './group-counts.ts';

/** Metrics of one group as they would be at another prevalence. */
export interface AtPrevalence {
  readonly accuracy: Value;
  readonly ppv: Value;
  readonly npv: Value;
}

/**
 * Accuracy, PPV and NPV from sensitivity and specificity at a stated prevalence.
 *
 * @param sensitivity 0 to 1
 * @param specificity 0 to 1
 * @param prevalence 0 to 1
 * @returns `no-predicted-positives` or `no-predicted-negatives` for 0/0
 * @throws stats/bad-argument when the prevalence is outside 0 to 1
 */
export function atPrevalence(
  sensitivity: number,
  specificity: number,
  prevalence: number,
): AtPrevalence {
  if (!(prevalence >= 0 && prevalence <= 1)) {
    fail('stats/bad-argument', `The prevalence is ${prevalence}.`, 'Pass a share from 0 to 1.');
  }
  const tp = sensitivity * prevalence;
  const fn = (1 - sensitivity) * prevalence;
  const tn = specificity * (1 - prevalence);
  const fp = (1 - specificity) * (1 - prevalence);
  return {
    accuracy: some(tp + tn),
    ppv: tp + fp > 0 ? some(tp / (tp + fp)) : none('no-predicted-positives'),
    npv: tn + fn > 0 ? some(tn / (tn + fn)) : none('no-predicted-negatives'),
  };
}

/**
 * The metrics of a group at a common prevalence, from its own sensitivity and specificity.
 *
 * @param counts counts of the group
 * @param prevalence common prevalence, 0 to 1
 * @returns `no-positives` or `no-negatives` when the group lacks a class
 * @throws stats/bad-argument
 */
export function countsAtPrevalence(counts: ConfusionCounts, prevalence: number): AtPrevalence {
  const sensitivity = groupMetric(counts, 'tpr');
  const specificity = groupMetric(counts, 'tnr');
  if (sensitivity.value === null) {
    return { accuracy: sensitivity, ppv: sensitivity, npv: sensitivity };
  }
  if (specificity.value === null) {
    return { accuracy: specificity, ppv: specificity, npv: specificity };
  }
  return atPrevalence(sensitivity.value, specificity.value, prevalence);
}
