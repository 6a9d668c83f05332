import { fail } from '../errors.ts';
import { rocCurve } from '../roc/curve.ts';

/** The operating point of one group under a limit on its false positive rate. */
export interface GroupThreshold {
  /** Positive means score >= threshold; infinity when nothing may be flagged. */
  readonly threshold: number;
  readonly tpr: number;
  readonly fpr: number;
}

/**
 * Largest achievable TPR with FPR within a limit: the last ROC vertex that keeps it, so that the threshold
 * is the lowest score still admitted.
 *
 * @param y labels 0 or 1
 * @param score scores, infinities allowed
 * @param maxFpr largest FPR allowed, 0 to 1
 * @returns the operating point, or null when a class is absent
 * @throws stats/bad-argument, stats/length-mismatch, stats/not-a-number
 */
export function thresholdForFpr(
  y: ArrayLike<number>,
  score: ArrayLike<number>,
  maxFpr: number,
): GroupThreshold | null {
  if (!(maxFpr >= 0 && maxFpr <= 1)) {
    fail('stats/bad-argument', `The largest FPR is ${maxFpr}.`, 'Pass a share from 0 to 1.');
  }
  const curve = rocCurve(y, score);
  if (curve === null) return null;
  let last = 0;
  while (last + 1 < curve.fpr.length && curve.fpr[last + 1]! <= maxFpr + 1e-12) last++;
  return { threshold: curve.thresholds[last]!, tpr: curve.tpr[last]!, fpr: curve.fpr[last]! };
}
