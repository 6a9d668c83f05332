import { none, some, type Value } from '@equipoise/stats';
import type { DetectionMatch } from './match-boxes.ts';
import { type DetectionPoints, detectionPoints } from './operating-points.ts';

/** Area under the precision-recall curve of detections, by three conventions. */
export interface DetectionPrecision {
  /** Interpolated precision (largest at or beyond each recall), every point. */
  readonly allPoint: Value;
  /** Interpolated precision at the 101 recalls 0, .01, ..., 1. */
  readonly at101: Value;
  /** Steps without interpolation, tied scores taken together. */
  readonly step: Value;
  readonly lesionCount: number;
  readonly hitCount: number;
  readonly falsePositiveCount: number;
}

/**
 * Average precision of detections.
 *
 * @param match detections held against lesions
 * @param imageWeights weight per image (draw counts of a bootstrap over patients), all 1 by default
 * @returns values in [0, 1]; `no-lesions` without a lesion anywhere; 0 without a detection
 *
 * Source: Everingham et al. 2010, International Journal of Computer Vision 88:303 (all points); Lin et al. 2014,
 * ECCV, LNCS 8693:740 (101 recalls).
 */
export function detectionPrecision(
  match: DetectionMatch,
  imageWeights?: ArrayLike<number>,
): DetectionPrecision {
  const single = detectionPoints(match, false, imageWeights);
  const last = single.hits.length - 1;
  const counts = {
    lesionCount: single.lesions,
    hitCount: last < 0 ? 0 : single.hits[last]!,
    falsePositiveCount: last < 0 ? 0 : single.falsePositives[last]!,
  };
  if (!(single.lesions > 0)) {
    const missing = none('no-lesions');
    return { allPoint: missing, at101: missing, step: missing, ...counts };
  }
  return {
    allPoint: some(interpolated(single)),
    at101: some(onGrid(single)),
    step: some(steps(detectionPoints(match, true, imageWeights))),
    ...counts,
  };
}

function precisionAt(points: DetectionPoints, k: number): number {
  const all = points.hits[k]! + points.falsePositives[k]!;
  return all > 0 ? points.hits[k]! / all : 0;
}

/** Largest precision at or beyond each point. */
function envelope(points: DetectionPoints): Float64Array {
  const out = new Float64Array(points.hits.length);
  let most = 0;
  for (let k = out.length - 1; k >= 0; k--) {
    most = Math.max(most, precisionAt(points, k));
    out[k] = most;
  }
  return out;
}

function interpolated(points: DetectionPoints): number {
  const best = envelope(points);
  let area = 0;
  let before = 0;
  for (let k = 0; k < best.length; k++) {
    area += (points.hits[k]! - before) * best[k]!;
    before = points.hits[k]!;
  }
  return area / points.lesions;
}

function onGrid(points: DetectionPoints): number {
  const best = envelope(points);
  let sum = 0;
  let k = 0;
  for (let step = 0; step <= 100; step++) {
    while (k < best.length && points.hits[k]! / points.lesions < step / 100) k++;
    if (k === best.length) break;
    sum += best[k]!;
  }
  return sum / 101;
}

function steps(points: DetectionPoints): number {
  let area = 0;
  let before = 0;
  for (let k = 0; k < points.hits.length; k++) {
    area += (points.hits[k]! - before) * precisionAt(points, k);
    before = points.hits[k]!;
  }
  return area / points.lesions;
}
