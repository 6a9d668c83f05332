import type { DetectionMatch } from './match-boxes.ts';

/** Cumulative hits and false positives from the highest score down. */
export interface DetectionPoints {
  /** Score at or above which detections count. */
  readonly scores: Float64Array;
  /** Hits down to that score, weighted. */
  readonly hits: Float64Array;
  /** False positives down to that score, weighted. */
  readonly falsePositives: Float64Array;
  /** Weighted number of lesions. */
  readonly lesions: number;
  /** Weighted number of images. */
  readonly images: number;
}

/**
 * One point per distinct score, or one per detection.
 *
 * @param match detections held against lesions
 * @param groupTies true for one point per distinct score
 * @param imageWeights weight per image (draw counts of a bootstrap over patients), all 1 by default
 */
export function detectionPoints(
  match: DetectionMatch,
  groupTies: boolean,
  imageWeights?: ArrayLike<number>,
): DetectionPoints {
  const { markScore, markCase, isHit, lesionCounts } = match;
  const n = isHit.length;
  const order = Array.from({ length: n }, (_, i) => i);
  order.sort((a, b) => markScore[b]! - markScore[a]! || a - b);
  const scores = new Float64Array(n);
  const hits = new Float64Array(n);
  const falsePositives = new Float64Array(n);
  let size = 0;
  let tp = 0;
  let fp = 0;
  for (let k = 0; k < n; k++) {
    const i = order[k]!;
    const w = imageWeights ? imageWeights[markCase[i]!]! : 1;
    if (isHit[i] === 1) tp += w;
    else fp += w;
    const isTied = k + 1 < n && markScore[order[k + 1]!] === markScore[i];
    if (groupTies && isTied) continue;
    scores[size] = markScore[i]!;
    hits[size] = tp;
    falsePositives[size++] = fp;
  }
  let lesions = 0;
  let images = 0;
  for (let c = 0; c < lesionCounts.length; c++) {
    const w = imageWeights ? imageWeights[c]! : 1;
    lesions += w * lesionCounts[c]!;
    images += w;
  }
  return {
    scores: scores.subarray(0, size),
    hits: hits.subarray(0, size),
    falsePositives: falsePositives.subarray(0, size),
    lesions,
    images,
  };
}
