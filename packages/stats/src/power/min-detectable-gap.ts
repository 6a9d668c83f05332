import { fail } from '../errors.ts';
import { normalQuantile } from '../special/normal.ts';

/**
 * Smallest true gap of two independent estimates that a two-sided test finds with the wanted power:
 * (z of 1 - alpha/2 + z of power) sqrt(se1^2 + se2^2).
 *
 * @param se1 standard error of the first estimate, at least 0
 * @param se2 standard error of the second estimate, at least 0
 * @param alpha two-sided type I error
 * @param power wanted power
 * @returns in the unit of the standard errors
 * @throws stats/bad-argument
 */
export function minDetectableGap(se1: number, se2: number, alpha = 0.05, power = 0.8): number {
  return detectableShift(Math.sqrt(se1 * se1 + se2 * se2), -normalQuantile(alpha / 2), power);
}

/**
 * Smallest true shift found with the wanted power at a given critical value, such as the one of a
 * simultaneous (max-T) family.
 *
 * @param se standard error of the gap, at least 0
 * @param critical critical value of |gap / se|
 * @param power wanted power
 * @returns in the unit of the standard error
 * @throws stats/bad-argument
 */
export function detectableShift(se: number, critical: number, power = 0.8): number {
  if (!(se >= 0 && critical >= 0 && power > 0 && power < 1)) {
    fail(
      'stats/bad-argument',
      `A detectable gap was asked for SE ${se}, critical value ${critical}, power ${power}.`,
      'Pass an SE and a critical value of at least 0 and a power between 0 and 1.',
    );
  }
  return (critical + normalQuantile(power)) * se;
}
