import { fail } from '../errors.ts';
import { type Box, boxIou } from './box-iou.ts';
import type { LesionMarks } from './marks.ts';

/** One detection. */
export interface Detection {
  /** Position of its image among the ground truth. */
  readonly image: number;
  readonly box: Box;
  readonly score: number;
}

/** Detections held against lesions. */
export interface DetectionMatch extends LesionMarks {
  /** 1 = hit of a lesion not hit before, 0 = false positive (duplicates too); in the order of the detections. */
  readonly isHit: Uint8Array;
  readonly lesionCount: number;
  readonly imageCount: number;
}

/**
 * Greedy matching by falling score: each detection takes the unhit lesion of its image with the largest overlap,
 * if that reaches the threshold. A second detection on a hit lesion is a false positive. Equal scores keep their
 * order.
 *
 * @param groundTruth boxes of the lesions, per image
 * @param detections boxes with score
 * @param iou least overlap of a hit, in (0, 1]
 *
 * Errors: `metrics/bad-definition` for a threshold outside (0, 1] or an image that does not exist;
 * `metrics/length-mismatch` for boxes of different dimension.
 * Source: Everingham et al. 2010, International Journal of Computer Vision 88:303.
 */
export function matchBoxes(
  groundTruth: readonly (readonly Box[])[],
  detections: readonly Detection[],
  iou: number,
): DetectionMatch {
  if (!(iou > 0 && iou <= 1))
    fail('metrics/bad-definition', `The overlap is ${iou}.`, 'Pass a threshold in (0, 1].');
  const taken = groundTruth.map((boxes) => new Uint8Array(boxes.length));
  const isHit = new Uint8Array(detections.length);
  const markLesion = new Int32Array(detections.length).fill(-1);
  const order = detections.map((_, i) => i);
  order.sort((a, b) => detections[b]!.score - detections[a]!.score || a - b);
  for (const i of order) {
    const { image, box } = detections[i]!;
    const boxes = groundTruth[image];
    const used = taken[image];
    if (!boxes || !used)
      fail(
        'metrics/bad-definition',
        `A detection names image ${image} of ${groundTruth.length}.`,
        'List every image in the ground truth, those without a lesion as an empty list.',
      );
    let best = -1;
    let most = iou;
    for (let l = 0; l < boxes.length; l++) {
      if (used[l] === 1) continue;
      const overlap = boxIou(box, boxes[l]!).iou;
      if (best < 0 ? overlap >= most : overlap > most) {
        best = l;
        most = overlap;
      }
    }
    if (best < 0) continue;
    used[best] = 1;
    isHit[i] = 1;
    markLesion[i] = best;
  }
  const lesionCounts = Int32Array.from(groundTruth, (boxes) => boxes.length);
  return {
    isHit,
    markLesion,
    markCase: Int32Array.from(detections, (one) => one.image),
    markScore: Float64Array.from(detections, (one) => one.score),
    lesionCounts,
    lesionCount: lesionCounts.reduce((sum, x) => sum + x, 0),
    imageCount: groundTruth.length,
  };
}
