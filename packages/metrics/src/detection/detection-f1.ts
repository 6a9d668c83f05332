import { none, some, type Value } from '@equipoise/stats';
import type { DetectionMatch } from './match-boxes.ts';

/** Lesion-level counts and rates at one threshold. */
export interface DetectionCounts {
  readonly hitCount: number;
  readonly falsePositiveCount: number;
  readonly missedCount: number;
  /** Hits over hits and false positives; `no-detections` without any. */
  readonly precision: Value;
  /** Hits over lesions; `no-lesions` without any. */
  readonly recall: Value;
  /** Harmonic mean of both; `nothing-to-find` without lesions and detections. */
  readonly f1: Value;
  /** `no-images` without any. */
  readonly falsePositivesPerImage: Value;
}

/**
 * Counts of the detections at or above a score.
 *
 * @param match detections held against lesions (matching goes by falling score, so a threshold does not change it)
 * @param threshold least score that counts
 * @param imageWeights weight per image, all 1 by default
 *
 * Source: van Rijsbergen 1979, Information Retrieval, chapter 7.
 */
export function detectionF1(
  match: DetectionMatch,
  threshold: number,
  imageWeights?: ArrayLike<number>,
): DetectionCounts {
  let hitCount = 0;
  let falsePositiveCount = 0;
  for (let i = 0; i < match.isHit.length; i++) {
    if (!(match.markScore[i]! >= threshold)) continue;
    const w = imageWeights ? imageWeights[match.markCase[i]!]! : 1;
    if (match.isHit[i] === 1) hitCount += w;
    else falsePositiveCount += w;
  }
  let lesions = 0;
  let images = 0;
  for (let c = 0; c < match.lesionCounts.length; c++) {
    const w = imageWeights ? imageWeights[c]! : 1;
    lesions += w * match.lesionCounts[c]!;
    images += w;
  }
  const missedCount = lesions - hitCount;
  const share = (part: number, whole: number, reason: string): Value =>
    whole > 0 ? some(part / whole) : none(reason);
  return {
    hitCount,
    falsePositiveCount,
    missedCount,
    precision: share(hitCount, hitCount + falsePositiveCount, 'no-detections'),
    recall: share(hitCount, lesions, 'no-lesions'),
    f1: share(2 * hitCount, 2 * hitCount + falsePositiveCount + missedCount, 'nothing-to-find'),
    falsePositivesPerImage: share(falsePositiveCount, images, 'no-images'),
  };
}
