import { type RocCurve, rocCurve } from '../roc/curve.ts';
import { none, some, type Value } from '../value.ts';

/** A TPR gap at one threshold, a minus b, split in two. */
export interface ThresholdDecomposition {
  readonly tprGap: Value;
  /** Gap of the two ROC polygons at the mean FPR: what better scores would mend. */
  readonly separability: Value;
  /** The rest: where the threshold puts each group on its curve; a group threshold would mend it. */
  readonly operatingPoint: Value;
  /** Mean of the two groups' FPRs at the threshold. */
  readonly meanFpr: Value;
}

/** Labels and scores of one group. */
export interface ScoredGroup {
  readonly y: ArrayLike<number>;
  readonly score: ArrayLike<number>;
}

/**
 * Height of an ROC polygon at a false positive rate; on a vertical segment its top.
 *
 * @param curve vertices from none to all positive
 * @param fpr 0 to 1
 */
export function rocHeight(curve: RocCurve, fpr: number): number {
  const { fpr: x, tpr: y } = curve;
  let last = 0;
  while (last + 1 < x.length && x[last + 1]! <= fpr) last++;
  if (last + 1 >= x.length || x[last] === fpr) return y[last]!;
  const share = (fpr - x[last]!) / (x[last + 1]! - x[last]!);
  return y[last]! + share * (y[last + 1]! - y[last]!);
}

/** TPR and FPR with positive = score >= threshold: the last vertex whose cut-point is not below it. */
function pointAt(curve: RocCurve, threshold: number): [tpr: number, fpr: number] {
  let last = 0;
  while (last + 1 < curve.thresholds.length && curve.thresholds[last + 1]! >= threshold) last++;
  return [curve.tpr[last]!, curve.fpr[last]!];
}

/**
 * Splits the TPR gap of two groups at a common threshold into separability and operating point.
 *
 * @param a first group
 * @param b second group
 * @param threshold positive means score >= threshold
 * @returns `one-class` when a group lacks a class
 * @throws stats/length-mismatch, stats/not-a-number, stats/bad-argument
 */
export function decomposeThreshold(
  a: ScoredGroup,
  b: ScoredGroup,
  threshold: number,
): ThresholdDecomposition {
  const curveA = rocCurve(a.y, a.score);
  const curveB = rocCurve(b.y, b.score);
  if (curveA === null || curveB === null) {
    const reason = none('one-class');
    return { tprGap: reason, separability: reason, operatingPoint: reason, meanFpr: reason };
  }
  const [tprA, fprA] = pointAt(curveA, threshold);
  const [tprB, fprB] = pointAt(curveB, threshold);
  const meanFpr = (fprA + fprB) / 2;
  const gap = tprA - tprB;
  const separability = rocHeight(curveA, meanFpr) - rocHeight(curveB, meanFpr);
  return {
    tprGap: some(gap),
    separability: some(separability),
    operatingPoint: some(gap - separability),
    meanFpr: some(meanFpr),
  };
}
