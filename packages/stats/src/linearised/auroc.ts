import { argsort } from '../special/argsort.ts';
import type { Linearised } from './linearised.ts';

/**
 * AUROC with its cluster linearisation (placement values summed by cluster; ties count half).
 *
 * @param label 1 positive, 0 negative
 * @param weight row -> at least 0; null for 1 each; rows of weight 0 take no part
 * @returns null unless both classes are present
 * @see Obuchowski 1997, doi:10.2307/2533958
 */
export function linearisedAuroc(
  label: Uint8Array,
  score: Float64Array,
  cluster: Int32Array,
  clusterCount: number,
  weight: Float64Array | null = null,
  order: Int32Array | null = null,
): Linearised | null {
  const sorted = order ?? ascendingOrder(score);
  const w = (i: number): number => (weight === null ? 1 : weight[i]!);
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < label.length; i += 1) {
    if (label[i] === 1) positives += w(i);
    else negatives += w(i);
  }
  if (positives === 0 || negatives === 0) return null;
  const placement = new Float64Array(label.length);
  let below = 0;
  let positivesBelow = 0;
  let wins = 0;
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    let tiedPositive = 0;
    let tiedNegative = 0;
    while (end < sorted.length && score[sorted[end]!] === score[sorted[start]!]) {
      const i = sorted[end]!;
      if (label[i] === 1) tiedPositive += w(i);
      else tiedNegative += w(i);
      end += 1;
    }
    for (let k = start; k < end; k += 1) {
      const i = sorted[k]!;
      placement[i] =
        label[i] === 1
          ? (below + tiedNegative / 2) / negatives
          : (positives - positivesBelow - tiedPositive / 2) / positives;
    }
    wins += tiedPositive * (below + tiedNegative / 2);
    below += tiedNegative;
    positivesBelow += tiedPositive;
    start = end;
  }
  const value = wins / (positives * negatives);
  const byCluster = new Float64Array(clusterCount);
  for (let i = 0; i < label.length; i += 1) {
    const share = w(i) / (label[i] === 1 ? positives : negatives);
    byCluster[cluster[i]!]! += share * (placement[i]! - value);
  }
  return { value, byCluster };
}

/** Row indices by rising score; equal scores keep the order of their rows. */
export function ascendingOrder(score: Float64Array): Int32Array {
  return new Int32Array(argsort(score));
}
