import { fail } from '../errors.ts';
import { checkShare } from '../special/check.ts';
import { tCdf } from '../special/distributions.ts';
import { none, some, type Value } from '../value.ts';
import { criticalValue, type StudyDifference } from './comparison.ts';

/** A difference held against a margin. */
export interface MarginTest {
  /** One-sided p of "worse by the margin or more"; small means non-inferior. */
  readonly pNonInferior: Value;
  /** Larger of the two one-sided p-values; small means equivalent. */
  readonly pEquivalent: Value;
  /** Lower limit of the two-sided interval of the level. */
  readonly low: Value;
  /** Upper limit of the two-sided interval of the level. */
  readonly high: Value;
  /** The lower limit lies above minus the margin. */
  readonly isNonInferior: boolean;
  /** The lower limit lies above 0. */
  readonly isSuperior: boolean;
  /** The whole interval lies inside the margin. */
  readonly isEquivalent: boolean;
  readonly margin: number;
}

/**
 * Non-inferiority, superiority and equivalence of the first test of a difference, from its interval: the new test
 * first, higher is better. A 95 % interval gives one-sided tests at 2.5 %.
 *
 * @param difference new minus standard, as an analysis gives it
 * @param margin largest loss that is accepted, above 0
 * @param level confidence level of the interval, 0.95 by default
 * @returns `identical` figures with standard error 0 are within any margin; null p-values without a standard error
 *
 * Errors: `stats/bad-argument` for a margin that is not above 0.
 * Source: Chen, Petrick and Sahiner 2012, Academic Radiology 19:1158; Schuirmann 1987, Journal of
 * Pharmacokinetics and Biopharmaceutics 15:657.
 */
export function testMargin(difference: StudyDifference, margin: number, level = 0.95): MarginTest {
  checkShare(level, 'level');
  if (!(margin > 0))
    fail(
      'stats/bad-argument',
      `The margin is ${margin}.`,
      'Pass the largest accepted loss, above 0.',
    );
  const estimate = difference.estimate.value;
  const se = difference.se.value;
  if (estimate === null || se === null) {
    const missing = none(difference.se.reason ?? difference.estimate.reason ?? 'no-variance');
    return {
      pNonInferior: missing,
      pEquivalent: missing,
      low: missing,
      high: missing,
      isNonInferior: false,
      isSuperior: false,
      isEquivalent: false,
      margin,
    };
  }
  const df = difference.df ?? Number.POSITIVE_INFINITY;
  const half = se === 0 ? 0 : se * criticalValue(difference.df, level);
  const above = oneSided(estimate + margin, se, df);
  const below = oneSided(margin - estimate, se, df);
  return {
    pNonInferior: some(above),
    pEquivalent: some(Math.max(above, below)),
    low: some(estimate - half),
    high: some(estimate + half),
    isNonInferior: estimate - half > -margin,
    isSuperior: estimate - half > 0,
    isEquivalent: estimate - half > -margin && estimate + half < margin,
    margin,
  };
}

/** P of a distance as large or larger, when it is 0 in truth. */
function oneSided(distance: number, se: number, df: number): number {
  if (se === 0) return distance > 0 ? 0 : 1;
  return tCdf(-distance / se, df);
}
