import { fail } from '../errors.ts';

/** Temperature of the soft minimum. */
const TEMPERATURE = 0.1;

/**
 * Quality of a mask: soft minimum over the voxels of the probability of the given class.
 *
 * @param labels class code per voxel
 * @param probabilities class-major classCount x voxels, out of sample
 * @param temperature of the soft minimum; 0.1 by default
 * @returns 0 (worst) to 1; NaN-free, 1 for a mask without voxels
 * @throws annotation/length-mismatch, annotation/bad-code, annotation/bad-argument
 * @see Lad, Mueller 2023, arXiv:2307.05080
 */
export function segmentationScore(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  temperature: number = TEMPERATURE,
): number {
  const voxels = labels.length;
  if (!(temperature > 0)) {
    fail('annotation/bad-argument', `The temperature is ${temperature}.`, 'Pass one above 0.');
  }
  if (voxels === 0) return 1;
  const classCount = probabilities.length / voxels;
  if (!Number.isInteger(classCount)) {
    fail(
      'annotation/length-mismatch',
      `${probabilities.length} probabilities are no whole number of maps of ${voxels} voxels.`,
      'Pass one map per class on the grid of the mask.',
    );
  }
  let total = 0;
  let weighted = 0;
  for (let v = 0; v < voxels; v++) {
    const code = labels[v]!;
    if (!(code >= 0 && code < classCount)) {
      fail(
        'annotation/bad-code',
        `Voxel ${v + 1} has class code ${code}; codes run from 0 to ${classCount - 1}.`,
        'Pass one probability map per class.',
      );
    }
    const score = probabilities[code * voxels + v]!;
    // (1 - s) / T is at most 1 / T: no overflow for sensible temperatures; -s / T has the same ratio.
    const weight = Math.exp(-score / temperature);
    total += weight;
    weighted += weight * score;
  }
  return weighted / total;
}
