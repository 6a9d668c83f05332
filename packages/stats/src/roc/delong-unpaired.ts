import { checkShare } from '../special/check.ts';
import { tQuantile, tTwoSided } from '../special/distributions.ts';
import { normalTwoSided } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { type AurocEstimate, type DelongOptions, delong } from './delong.ts';

/** Difference of two areas measured on different rows. */
export interface UnpairedAurocTest {
  /** Area and standard error of the first sample. */
  readonly a: AurocEstimate;
  /** Area and standard error of the second sample. */
  readonly b: AurocEstimate;
  /** First minus second. */
  readonly difference: Value;
  /** Test statistic. */
  readonly t: Value;
  /** Welch-type degrees of freedom. */
  readonly df: Value;
  /** Two-sided p-value from the t distribution. */
  readonly p: Value;
  /** Two-sided p-value from the normal distribution. */
  readonly pNormal: Value;
  /** t interval of the difference, not clipped. */
  readonly limits: Limits | null;
  /** True when both standard errors are 0. */
  readonly degenerate: boolean;
}

/**
 * Test of two areas from independent samples, with Welch-type degrees of freedom.
 *
 * @param labelsA 0 or 1 per row of the first sample
 * @param scoresA score per row of the first sample
 * @param labelsB 0 or 1 per row of the second sample
 * @param scoresB score per row of the second sample
 * @param options the confidence level
 * @returns the test; values carry the reason of the sample that has none
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44:837; Welch 1947, Biometrika 34:28.
 */
export function delongUnpaired(
  labelsA: ArrayLike<number>,
  scoresA: ArrayLike<number>,
  labelsB: ArrayLike<number>,
  scoresB: ArrayLike<number>,
  options: DelongOptions = {},
): UnpairedAurocTest {
  const level = options.level ?? 0.95;
  checkShare(level, 'level');
  const a = delong(labelsA, scoresA, { level });
  const b = delong(labelsB, scoresB, { level });
  const difference =
    a.auroc.value === null
      ? a.auroc
      : b.auroc.value === null
        ? b.auroc
        : some(a.auroc.value - b.auroc.value);
  const bare = { a, b, difference, limits: null, degenerate: false };
  const reason = a.se.reason ?? b.se.reason ?? difference.reason;
  if (a.se.value === null || b.se.value === null || difference.value === null) {
    const missing = none(reason ?? 'undefined');
    return { ...bare, t: missing, df: missing, p: missing, pNormal: missing };
  }
  const va = a.se.value * a.se.value;
  const vb = b.se.value * b.se.value;
  const se = Math.sqrt(va + vb);
  if (se === 0) {
    const missing = none('zero-variance');
    const equal = difference.value === 0;
    return {
      ...bare,
      t: equal ? some(0) : missing,
      df: missing,
      p: equal ? some(1) : missing,
      pNormal: equal ? some(1) : missing,
      limits: [difference.value, difference.value],
      degenerate: true,
    };
  }
  const t = difference.value / se;
  const df =
    ((va + vb) * (va + vb)) / ((va * va) / (labelsA.length - 1) + (vb * vb) / (labelsB.length - 1));
  const half = tQuantile(1 - (1 - level) / 2, df) * se;
  return {
    ...bare,
    t: some(t),
    df: some(df),
    p: some(tTwoSided(t, df)),
    pNormal: some(normalTwoSided(t)),
    limits: [difference.value - half, difference.value + half],
  };
}
