import { newcombe } from '../rates/difference.ts';
import { wilson } from '../rates/proportion-interval.ts';
import { checkCounts } from '../shrinkage/normal.ts';
import { chiSquareUpper } from '../special/distributions.ts';
import { normalTwoSided, twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { fisherExact } from './fisher-exact.ts';

/** Comparison of two independent rates, first against second. */
export interface RatePair {
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  /** Newcombe's hybrid limits of the difference, without correction. */
  readonly newcombe: Limits;
  /** Ratio of the rates; none when the second is 0. */
  readonly ratio: Value;
  /** Katz log limits of the ratio; null when a rate is 0. */
  readonly katz: Limits | null;
  /** Pooled z and its two-sided p. */
  readonly z: Value;
  readonly pValue: Value;
  /** Fisher's exact two-sided p. */
  readonly fisherP: number;
}

/** Rates of groups, their pairwise comparisons and one test of all. */
export interface RateGaps {
  /** Wilson limits per group. */
  readonly wilson: readonly Limits[];
  readonly pairs: readonly RatePair[];
  /** Chi-square of homogeneity without correction. */
  readonly chiSquare: Value;
  readonly degreesOfFreedom: number;
  readonly pValue: Value;
}

/**
 * Compares independent rates. Rows of one patient in several places need clustered methods instead.
 *
 * @param k hits per group
 * @param n totals per group, above 0
 * @param level of the intervals
 * @throws stats/bad-argument, stats/length-mismatch
 * @see Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I;
 *   Katz et al. 1978, doi:10.2307/2530610
 */
export function rateGaps(k: ArrayLike<number>, n: ArrayLike<number>, level = 0.95): RateGaps {
  checkCounts(k, n);
  const pairs: RatePair[] = [];
  for (let a = 0; a < k.length; a++) {
    for (let b = a + 1; b < k.length; b++) pairs.push(pairOf(k, n, a, b, level));
  }
  return {
    wilson: Array.from(k, (hits, g) => wilson(hits, n[g]!, level)),
    pairs,
    ...homogeneity(k, n),
  };
}

function pairOf(
  k: ArrayLike<number>,
  n: ArrayLike<number>,
  a: number,
  b: number,
  level: number,
): RatePair {
  const [k1, n1, k2, n2] = [k[a]!, n[a]!, k[b]!, n[b]!];
  const difference = k1 / n1 - k2 / n2;
  const pooled = (k1 + k2) / (n1 + n2);
  const se = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
  const z = se > 0 ? some(difference / se) : none('no-variance');
  const ratio = k1 / n1 / (k2 / n2);
  const half = twoSidedZ(level) * Math.sqrt(1 / k1 - 1 / n1 + 1 / k2 - 1 / n2);
  return {
    a,
    b,
    difference,
    newcombe: newcombe(k1, n1, k2, n2, level),
    ratio: k2 === 0 ? none('zero-denominator') : some(ratio),
    katz: k1 > 0 && k2 > 0 ? [ratio * Math.exp(-half), ratio * Math.exp(half)] : null,
    z,
    pValue: z.value === null ? z : some(normalTwoSided(z.value)),
    fisherP: fisherExact(k1, n1, k2, n2),
  };
}

function homogeneity(
  k: ArrayLike<number>,
  n: ArrayLike<number>,
): Pick<RateGaps, 'chiSquare' | 'degreesOfFreedom' | 'pValue'> {
  let hits = 0;
  let total = 0;
  for (let g = 0; g < k.length; g++) {
    hits += k[g]!;
    total += n[g]!;
  }
  const pooled = hits / total;
  const degreesOfFreedom = Math.max(0, k.length - 1);
  if (k.length < 2 || hits === 0 || hits === total) {
    const reason = none(k.length < 2 ? 'too-few-groups' : 'no-variance');
    return { chiSquare: reason, degreesOfFreedom, pValue: reason };
  }
  let sum = 0;
  for (let g = 0; g < k.length; g++) {
    const d = k[g]! - n[g]! * pooled;
    sum += (d * d) / (n[g]! * pooled * (1 - pooled));
  }
  return {
    chiSquare: some(sum),
    degreesOfFreedom,
    pValue: some(chiSquareUpper(sum, degreesOfFreedom)),
  };
}
