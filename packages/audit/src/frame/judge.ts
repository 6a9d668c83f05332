import type { Verdict } from '@equipoise/domain';
import type { Limits } from '@equipoise/stats';

/**
 * The three-valued verdict on one gap.
 *
 * @returns `beyond-margin` when the interval lies wholly outside ±margin, `within-margin` when it
 * lies wholly inside, `cannot-tell` when it crosses a margin or does not exist
 */
export function judgeGap(
  limits: Limits | null,
  margin: number,
): Exclude<Verdict, 'not-assessable'> {
  if (limits === null) return 'cannot-tell';
  const [low, high] = limits;
  if (low > margin || high < -margin) return 'beyond-margin';
  if (low > -margin && high < margin) return 'within-margin';
  return 'cannot-tell';
}

/**
 * The verdict on a family of gaps: beyond when any level is, within when every assessable level is,
 * else cannot tell (also when no level is assessable).
 */
export function judgeFamily(
  limits: readonly (Limits | null)[],
  margin: number | null,
): { readonly verdict: Verdict; readonly reason: string | null } {
  if (margin === null) return { verdict: 'not-assessable', reason: 'no-margin-declared' };
  const assessed = limits.filter((entry) => entry !== null).map((entry) => judgeGap(entry, margin));
  if (assessed.length === 0) return { verdict: 'cannot-tell', reason: 'too-few-patients' };
  if (assessed.includes('beyond-margin')) return { verdict: 'beyond-margin', reason: null };
  if (assessed.every((verdict) => verdict === 'within-margin')) {
    return { verdict: 'within-margin', reason: null };
  }
  return { verdict: 'cannot-tell', reason: 'limits-cross-the-margin' };
}
