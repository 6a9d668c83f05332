/** Exceedances at which a permutation test stops: the p-value then has a relative error of some 22 %. */
export const enoughExceedances = 20;

/** A permutation p-value and what stands behind it. */
export interface SequentialP {
  /** null without an observed statistic or defined permutations */
  readonly p: number | null;
  /** defined permutations up to the stop */
  readonly permutations: number;
  readonly exceedances: number;
  /** permutations run up to the stop, undefined ones too; all where there was none */
  readonly used: number;
}

/** From where on a permuted statistic counts as at least the observed one: rounding is forgiven. */
export function exceedanceBound(observed: number): number {
  return observed - 1e-12 * Math.max(1, Math.abs(observed));
}

/**
 * Permutation p-value that stops as soon as `enough` permutations reach the observed statistic: then p is
 * `enough` over the permutations so far; without a stop it is (1 + exceedances) / (1 + permutations). Both
 * hold their level exactly, and a test that is far from significant costs few permutations.
 *
 * @param observed statistic as observed
 * @param count permutations there are
 * @param statistic i -> statistic of permutation i, NaN where undefined
 * @param enough exceedances to stop at; Infinity never stops
 * @see Besag and Clifford 1991, doi:10.1093/biomet/78.2.301
 */
export function sequentialP(
  observed: number,
  count: number,
  statistic: (i: number) => number,
  enough: number,
): SequentialP {
  if (!Number.isFinite(observed)) return { p: null, permutations: 0, exceedances: 0, used: 0 };
  const bound = exceedanceBound(observed);
  let defined = 0;
  let exceedances = 0;
  for (let i = 0; i < count; i++) {
    const t = statistic(i);
    if (!Number.isFinite(t)) continue;
    defined++;
    if (t >= bound) exceedances++;
    if (exceedances >= enough) {
      return { p: exceedances / defined, permutations: defined, exceedances, used: i + 1 };
    }
  }
  const p = defined > 0 ? (1 + exceedances) / (1 + defined) : null;
  return { p, permutations: defined, exceedances, used: count };
}
