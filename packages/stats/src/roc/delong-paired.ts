import { checkSameLength, checkShare } from '../special/check.ts';
import { normalTwoSided, twoSidedZ } from '../special/normal.ts';
import { variance } from '../special/sum.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import type { DelongOptions } from './delong.ts';
import { delongComponents } from './delong-components.ts';

/** Difference of two areas measured on the same rows. */
export interface PairedAurocTest {
  /** Area of the first score. */
  readonly aucA: Value;
  /** Area of the second score. */
  readonly aucB: Value;
  /** First minus second. */
  readonly difference: Value;
  /** Variance of the difference. */
  readonly variance: Value;
  /** Test statistic. */
  readonly z: Value;
  /** Two-sided p-value. */
  readonly p: Value;
  /** Normal interval of the difference, not clipped. */
  readonly limits: Limits | null;
  /** True when the variance is 0, as for two scores that rank alike; z is 0 and p 1 then. */
  readonly degenerate: boolean;
}

/**
 * DeLong's test of two areas from the same rows (paired).
 *
 * @param labels 0 or 1 per row
 * @param scoresA first score per row
 * @param scoresB second score per row
 * @param options the confidence level
 * @returns the test; every value says `single-class` when a class is absent. Where the variance is 0 and the
 * areas differ, z has no value (`zero-variance`)
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837.
 */
export function delongPaired(
  labels: ArrayLike<number>,
  scoresA: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  options: DelongOptions = {},
): PairedAurocTest {
  const level = options.level ?? 0.95;
  checkShare(level, 'level');
  checkSameLength(scoresA, scoresB, ['scoresA', 'scoresB']);
  const a = delongComponents(labels, scoresA);
  const b = delongComponents(labels, scoresB);
  if (!a || !b)
    return withoutTest(
      none('single-class'),
      none('single-class'),
      none('single-class'),
      'single-class',
    );
  const m = a.v10.length;
  const n = a.v01.length;
  const difference = a.auroc - b.auroc;
  if (m < 2 || n < 2)
    return withoutTest(some(a.auroc), some(b.auroc), some(difference), 'one-row-class');
  const d10 = a.v10.map((v, i) => v - b.v10[i]!);
  const d01 = a.v01.map((v, i) => v - b.v01[i]!);
  const squared = variance(d10) / m + variance(d01) / n;
  const sd = Math.sqrt(squared);
  const half = twoSidedZ(level) * sd;
  const same = squared === 0 && difference === 0;
  const statistic = same ? some(0) : sd > 0 ? some(difference / sd) : none('zero-variance');
  return {
    aucA: some(a.auroc),
    aucB: some(b.auroc),
    difference: some(difference),
    variance: some(squared),
    z: statistic,
    p: statistic.value === null ? statistic : some(normalTwoSided(statistic.value)),
    limits: [difference - half, difference + half],
    degenerate: squared === 0,
  };
}

function withoutTest(aucA: Value, aucB: Value, difference: Value, reason: string): PairedAurocTest {
  const missing = none(reason);
  return {
    aucA,
    aucB,
    difference,
    variance: missing,
    z: missing,
    p: missing,
    limits: null,
    degenerate: false,
  };
}
