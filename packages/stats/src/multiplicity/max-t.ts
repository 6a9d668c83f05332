import { fail } from '../errors.ts';
import { type LatticeOptions, normalBox } from '../special/multivariate-normal.ts';
import { normalTwoSided, twoSidedZ } from '../special/normal.ts';
import { findRoot } from '../special/scalar-search.ts';
import { none, some, type Value } from '../value.ts';
import type { MaybeP } from './adjust.ts';

/** Single-step max-|z| adjustment of one family. */
export interface MaxT {
  /** The level quantile of max |Z|; limits of each gap are estimate -+ critical times its SE. */
  readonly critical: Value;
  /** P(max |Z| >= |z|) for each statistic; null where the statistic is missing. */
  readonly pValues: readonly MaybeP[];
  /** Statistics that are present. */
  readonly count: number;
}

/**
 * Simultaneous two-sided inference for correlated normal statistics by the law of their maximum.
 * Missing statistics (NaN) leave the family. A singular matrix (gaps against the rest) is allowed.
 *
 * @param correlation m x m correlations of the statistics
 * @param z m studentised statistics, NaN where missing
 * @param level joint level, between 0 and 1
 * @param options fineness of the integration
 * @throws stats/length-mismatch, stats/bad-argument
 * @see Hothorn, Bretz, Westfall 2008, doi:10.1002/bimj.200810425; Genz 1992, doi:10.1080/10618600.1992.10477010
 */
export function maxT(
  correlation: ArrayLike<ArrayLike<number>>,
  z: ArrayLike<number>,
  level = 0.95,
  options: LatticeOptions = {},
): MaxT {
  if (correlation.length !== z.length) {
    fail(
      'stats/length-mismatch',
      `${z.length} statistics came with ${correlation.length} rows of correlations.`,
      'Pass one row per statistic.',
    );
  }
  const kept: number[] = [];
  for (let i = 0; i < z.length; i++) if (!Number.isNaN(z[i])) kept.push(i);
  const m = kept.length;
  const pValues: MaybeP[] = Array.from({ length: z.length }, () => null);
  if (m === 0) return { critical: none('empty-family'), pValues, count: 0 };
  if (m === 1) {
    const only = kept[0]!;
    pValues[only] = normalTwoSided(z[only]!);
    return { critical: some(twoSidedZ(level)), pValues, count: 1 };
  }
  const box = normalBox(
    kept.map((i) => kept.map((j) => correlation[i]![j]!)),
    options,
  );
  const inside = (c: number): number =>
    box(new Float64Array(m).fill(-c), new Float64Array(m).fill(c)).probability;
  for (const i of kept) {
    const size = Math.abs(z[i]!);
    // The union bound and the single p hold for the exact value, so they may correct the lattice.
    const single = normalTwoSided(size);
    pValues[i] = Math.min(1, m * single, Math.max(single, 1 - inside(size)));
  }
  return { critical: some(criticalOf(inside, m, level)), pValues, count: m };
}

/** Between the limits of one test and of Bonferroni. */
function criticalOf(inside: (c: number) => number, m: number, level: number): number {
  const low = twoSidedZ(level);
  const high = twoSidedZ(1 - (1 - level) / m);
  const root = findRoot((c) => inside(c) - level, low, high, 1e-5);
  if (!Number.isNaN(root)) return root;
  return inside(low) >= level ? low : high;
}
