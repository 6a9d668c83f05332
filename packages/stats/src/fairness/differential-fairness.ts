import { none, some, type Value } from '../value.ts';

/**
 * Smoothed empirical differential fairness: the largest absolute log ratio of smoothed outcome rates
 * (k + c/2)/(n + c) over pairs of groups and both outcomes.
 *
 * @param positives rows with the outcome per group
 * @param totals rows per group
 * @param concentration c, above 0 keeps empty cells finite
 * @returns epsilon, at least 0; `no-group`, or `empty-cell` when c is 0 and a rate is 0 or 1
 * @see Foulds, Islam, Keya, Pan 2020, doi:10.1109/ICDE48307.2020.00203
 */
export function differentialFairness(
  positives: ArrayLike<number>,
  totals: ArrayLike<number>,
  concentration = 1,
): Value {
  let epsilon = 0;
  let groups = 0;
  for (const isOther of [false, true]) {
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (let g = 0; g < totals.length; g++) {
      if (!(totals[g]! > 0)) continue;
      groups++;
      const k = isOther ? totals[g]! - positives[g]! : positives[g]!;
      const rate = (k + concentration / 2) / (totals[g]! + concentration);
      low = Math.min(low, rate);
      high = Math.max(high, rate);
    }
    if (low === 0 && high > 0) return none('empty-cell');
    if (high > 0) epsilon = Math.max(epsilon, Math.log(high / low));
  }
  return groups === 0 ? none('no-group') : some(epsilon);
}
