import { none, some, type Value } from '../value.ts';
import { countByGroup, groupMetric } from './group-counts.ts';

/** Odds differences between two sides, unprivileged minus privileged. */
export interface AverageOdds {
  /** Mean of the FPR and the TPR difference. */
  readonly difference: Value;
  /** Mean of their absolute values. */
  readonly error: Value;
}

/**
 * Average odds difference and error.
 *
 * @param y labels 0 or 1
 * @param pred decisions 0 or 1
 * @param isPrivileged 1 where the row belongs to the privileged side, 0 otherwise
 * @returns `undefined-rate` when a side has no positive or no negative
 * @throws stats/length-mismatch, stats/bad-argument, stats/not-a-number
 * @see Bellamy et al. 2018, arXiv:1810.01943
 */
export function averageOdds(
  y: ArrayLike<number>,
  pred: ArrayLike<number>,
  isPrivileged: ArrayLike<number>,
): AverageOdds {
  const [other, privileged] = countByGroup(y, pred, isPrivileged, 2);
  const gap = (name: 'tpr' | 'fpr'): number | null => {
    const a = groupMetric(other!, name).value;
    const b = groupMetric(privileged!, name).value;
    return a === null || b === null ? null : a - b;
  };
  const tpr = gap('tpr');
  const fpr = gap('fpr');
  if (tpr === null || fpr === null) {
    return { difference: none('undefined-rate'), error: none('undefined-rate') };
  }
  return { difference: some((tpr + fpr) / 2), error: some((Math.abs(tpr) + Math.abs(fpr)) / 2) };
}
