import { fail } from '../errors.ts';
import { checkShare } from '../special/check.ts';
import type { Interval } from '../special/interval.ts';
import { expit, logit } from '../special/logit.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some } from '../value.ts';

/** Predictive values carried to another prevalence. */
export interface TransportedPredictiveValues {
  /** Positive predictive value at the target prevalence. */
  readonly ppv: Interval;
  /** Negative predictive value at the target prevalence. */
  readonly npv: Interval;
}

/** What {@link predictiveValuesAt} needs. */
export interface PredictiveInput {
  /** Sensitivity in [0, 1]. */
  readonly sensitivity: number;
  /** Specificity in [0, 1]. */
  readonly specificity: number;
  /** Positive rows behind the sensitivity (effective number when rows are clustered). */
  readonly nPositive: number;
  /** Negative rows behind the specificity (effective number when rows are clustered). */
  readonly nNegative: number;
  /** Target prevalence in (0, 1). */
  readonly prevalence: number;
  /** Confidence level, 0.95 by default. */
  readonly level?: number;
}

/**
 * PPV and NPV at a target prevalence by Bayes' rule, with logit intervals. Assumes that sensitivity and
 * specificity carry over and that the prevalence is known.
 *
 * @param input rates, counts and the prevalence
 * @returns limits are null where a rate is 0 or 1
 *
 * Errors: `stats/bad-argument`.
 * Source: Mercaldo, Lau and Zhou 2007, Statistics in Medicine 26:2170.
 */
export function predictiveValuesAt(input: PredictiveInput): TransportedPredictiveValues {
  const { sensitivity: se, specificity: sp, nPositive, nNegative, prevalence } = input;
  const level = input.level ?? 0.95;
  checkShare(level, 'level');
  checkShare(prevalence, 'prevalence');
  if (!(se >= 0 && se <= 1 && sp >= 0 && sp <= 1 && nPositive > 0 && nNegative > 0))
    fail(
      'stats/bad-argument',
      'Rates lie in [0, 1] and counts above 0.',
      'Check sensitivity, specificity and the two counts.',
    );
  const z = twoSidedZ(level);
  const odds = prevalence / (1 - prevalence);
  const make = (top: number, bottom: number, squared: number): Interval => ({
    estimate: top + bottom > 0 ? some(top / (top + bottom)) : none('zero-denominator'),
    limits: limitsOf(top / (top + bottom), squared, z),
    method: 'logit',
    level,
  });
  return {
    ppv: make(se * odds, 1 - sp, (1 - se) / (se * nPositive) + sp / ((1 - sp) * nNegative)),
    npv: make(sp, (1 - se) * odds, se / ((1 - se) * nPositive) + (1 - sp) / (sp * nNegative)),
  };
}

function limitsOf(value: number, squared: number, z: number): Limits | null {
  if (!(value > 0 && value < 1) || !Number.isFinite(squared)) return null;
  const half = z * Math.sqrt(squared);
  return [expit(logit(value) - half), expit(logit(value) + half)];
}
