import { none, some, type Value } from '@equipoise/stats';
import { fail } from '../errors.ts';

/** Quality of an instance segmentation. */
export interface PanopticQuality {
  /** Mean overlap of the matched instances; `no-match` without any. */
  readonly segmentation: Value;
  /** F1 of the instances; `no-instances` without any on either side. */
  readonly recognition: Value;
  /** Sum of overlaps over hits and half the misses; `no-instances` without any on either side. */
  readonly panoptic: Value;
  readonly matchedCount: number;
  readonly falsePositiveCount: number;
  readonly missedCount: number;
}

/**
 * Panoptic quality of instance labels: instances match where their overlap exceeds one half, which no instance
 * can do twice.
 *
 * @param reference instance number per pixel or voxel, 0 for background
 * @param predicted instance number per pixel or voxel on the same grid, 0 for background
 *
 * Errors: `metrics/length-mismatch` when the grids differ in size.
 * Source: Kirillov et al. 2019, CVPR, 9404.
 */
export function panopticQuality(
  reference: ArrayLike<number>,
  predicted: ArrayLike<number>,
): PanopticQuality {
  if (reference.length !== predicted.length)
    fail(
      'metrics/length-mismatch',
      `The reference has ${reference.length} pixels and the prediction ${predicted.length}.`,
      'Resample one of them to the grid of the other.',
    );
  const referenceSize = new Map<number, number>();
  const predictedSize = new Map<number, number>();
  const shared = new Map<number, Map<number, number>>();
  for (let i = 0; i < reference.length; i++) {
    const a = reference[i]!;
    const b = predicted[i]!;
    if (a !== 0) add(referenceSize, a);
    if (b !== 0) add(predictedSize, b);
    if (a === 0 || b === 0) continue;
    const row = shared.get(a) ?? new Map<number, number>();
    shared.set(a, row);
    add(row, b);
  }
  let matchedCount = 0;
  let sum = 0;
  for (const [a, row] of shared)
    for (const [b, both] of row) {
      const joined = (referenceSize.get(a) ?? 0) + (predictedSize.get(b) ?? 0) - both;
      if (2 * both <= joined) continue;
      matchedCount++;
      sum += both / joined;
    }
  const falsePositiveCount = predictedSize.size - matchedCount;
  const missedCount = referenceSize.size - matchedCount;
  const size = matchedCount + (falsePositiveCount + missedCount) / 2;
  return {
    segmentation: matchedCount > 0 ? some(sum / matchedCount) : none('no-match'),
    recognition: size > 0 ? some(matchedCount / size) : none('no-instances'),
    panoptic: size > 0 ? some(sum / size) : none('no-instances'),
    matchedCount,
    falsePositiveCount,
    missedCount,
  };
}

function add(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
