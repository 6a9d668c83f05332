import { fail } from '../errors.ts';
import { normalCdf, normalQuantile } from '../special/normal.ts';
import { findRoot } from '../special/scalar-search.ts';
import { none, some, type Value } from '../value.ts';

/** Design of a two-sided comparison of two proportions. */
export interface ProportionDesign {
  /** Two-sided type I error; default 0.05. */
  readonly alpha?: number;
  /** Wanted power; default 0.8. */
  readonly power?: number;
}

function checkShare(name: string, p: number): void {
  if (!(p >= 0 && p <= 1)) {
    fail('stats/bad-argument', `${name} is ${p}, allowed is 0 to 1.`, 'Pass a share.');
  }
}

/**
 * Power of the two-sided normal test of two independent proportions with equal group sizes: pooled
 * variance under the null, unpooled under the alternative, dominant tail only.
 *
 * @param n cases per group, above 0
 * @param p1 proportion of the first group
 * @param p2 proportion of the second group
 * @param alpha two-sided type I error
 * @returns 0 to 1; `no-variance` when both proportions are 0 or 1
 * @throws stats/bad-argument
 * @see Fleiss, Levin, Paik 2003, Statistical Methods for Rates and Proportions, ch. 4
 */
export function powerTwoProportions(n: number, p1: number, p2: number, alpha = 0.05): Value {
  checkShare('A proportion', p1);
  checkShare('A proportion', p2);
  checkShare('alpha', alpha);
  if (!(n > 0)) fail('stats/bad-argument', `The group size is ${n}.`, 'Pass a number above 0.');
  const variance = p1 * (1 - p1) + p2 * (1 - p2);
  const difference = Math.abs(p1 - p2);
  if (variance === 0) return difference === 1 ? some(1) : none('no-variance');
  const pooled = ((p1 + p2) * (2 - p1 - p2)) / 2;
  const z = -normalQuantile(alpha / 2);
  return some(normalCdf((Math.sqrt(n) * difference - z * Math.sqrt(pooled)) / Math.sqrt(variance)));
}

/**
 * Cases per group that give the wanted power, not rounded.
 *
 * @param p1 proportion of the first group
 * @param p2 proportion of the second group
 * @param design type I error and power
 * @returns above 0; `no-difference` when the proportions are equal
 * @throws stats/bad-argument
 */
export function sizeTwoProportions(p1: number, p2: number, design: ProportionDesign = {}): Value {
  checkShare('A proportion', p1);
  checkShare('A proportion', p2);
  const { alpha = 0.05, power = 0.8 } = design;
  if (p1 === p2) return none('no-difference');
  const pooled = ((p1 + p2) * (2 - p1 - p2)) / 2;
  const variance = p1 * (1 - p1) + p2 * (1 - p2);
  const root =
    (-normalQuantile(alpha / 2) * Math.sqrt(pooled) + normalQuantile(power) * Math.sqrt(variance)) /
    (p1 - p2);
  return some(root * root);
}

/**
 * The nearest second proportion that a design detects with the wanted power.
 *
 * @param n cases per group, above 0
 * @param p1 proportion of the first group
 * @param design type I error and power
 * @param direction look above or below p1; default above
 * @returns 0 to 1; `not-detectable` when no proportion reaches the power
 * @throws stats/bad-argument
 */
export function detectableProportion(
  n: number,
  p1: number,
  design: ProportionDesign = {},
  direction: 'above' | 'below' = 'above',
): Value {
  const { alpha = 0.05, power = 0.8 } = design;
  const miss = (p2: number): number => (powerTwoProportions(n, p1, p2, alpha).value ?? 0) - power;
  const edge = direction === 'above' ? 1 : 0;
  if (p1 === edge || miss(edge) < 0) return none('not-detectable');
  const root = findRoot(miss, p1, edge);
  return Number.isNaN(root) ? none('not-detectable') : some(root);
}

/**
 * Power of the two-sided normal test of two independent proportions with unequal group sizes: variance
 * pooled by size under the null, unpooled under the alternative, both tails counted.
 *
 * @param n1 cases of the first group, above 0
 * @param p1 proportion of the first group
 * @param n2 cases of the second group, above 0
 * @param p2 proportion of the second group
 * @param alpha two-sided type I error
 * @returns 0 to 1; `no-variance` when both proportions are 0 or 1
 * @throws stats/bad-argument
 */
export function powerUnequalProportions(
  n1: number,
  p1: number,
  n2: number,
  p2: number,
  alpha = 0.05,
): Value {
  checkShare('A proportion', p1);
  checkShare('A proportion', p2);
  if (!(n1 > 0 && n2 > 0)) {
    fail('stats/bad-argument', `The group sizes are ${n1} and ${n2}.`, 'Pass numbers above 0.');
  }
  const pooled = (n1 * p1 + n2 * p2) / (n1 + n2);
  const seNull = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  const seAlternative = Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  if (seAlternative === 0) return Math.abs(p1 - p2) === 1 ? some(1) : none('no-variance');
  const border = -normalQuantile(alpha / 2) * seNull;
  const difference = p1 - p2;
  return some(
    normalCdf((difference - border) / seAlternative) +
      normalCdf((-difference - border) / seAlternative),
  );
}
