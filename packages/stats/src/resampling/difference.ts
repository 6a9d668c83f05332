import { fail } from '../errors.ts';
import { none, some, type Value } from '../value.ts';
import { type BootstrapSummary, summariseBootstrap } from './summary.ts';

/** Differences nearer to 0 than this count as 0. */
const ZERO = 1e-12;

/** A paired difference with its bootstrap summary and p-value. */
export interface BootstrapDifference {
  readonly summary: BootstrapSummary;
  /** Two-sided p; `too-few-replicates` without a valid replicate. */
  readonly pValue: Value;
  /** A minus B per replicate, NaN where either has no value. */
  readonly differences: Float64Array;
}

/**
 * Two-sided p-value of a difference from its bootstrap replicates:
 * min(1, 2 min((1 + #d <= 0)/(B + 1), (1 + #d >= 0)/(B + 1))); |d| < 1e-12 counts on both sides.
 *
 * @param differences replicates, NaN left out
 * @returns in (0, 1]; `too-few-replicates` without a valid replicate
 */
export function bootstrapPValue(differences: ArrayLike<number>): Value {
  let valid = 0;
  let low = 0;
  let high = 0;
  for (let i = 0; i < differences.length; i++) {
    const d = differences[i]!;
    if (Number.isNaN(d)) continue;
    valid++;
    if (d < ZERO) low++;
    if (d > -ZERO) high++;
  }
  if (valid === 0) return none('too-few-replicates');
  return some(Math.min(1, (2 * Math.min(1 + low, 1 + high)) / (valid + 1)));
}

/**
 * Paired bootstrap difference A - B from replicates that share their draws.
 *
 * @param estimateA value of A on the full data, NaN where undefined
 * @param estimateB value of B on the full data
 * @param replicatesA replicates of A
 * @param replicatesB replicates of B under the same draws
 * @param level between 0 and 1
 * @throws stats/length-mismatch
 */
export function bootstrapDifference(
  estimateA: number,
  estimateB: number,
  replicatesA: ArrayLike<number>,
  replicatesB: ArrayLike<number>,
  level = 0.95,
): BootstrapDifference {
  if (replicatesA.length !== replicatesB.length) {
    fail(
      'stats/length-mismatch',
      `${replicatesA.length} replicates of A came with ${replicatesB.length} of B.`,
      'Draw both with the same seed and stream.',
    );
  }
  const differences = Float64Array.from(replicatesA, (a, b) => a - replicatesB[b]!);
  return {
    summary: summariseBootstrap(estimateA - estimateB, differences, level),
    pValue: bootstrapPValue(differences),
    differences,
  };
}
