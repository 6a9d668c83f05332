import { fail } from '../errors.ts';

/** A box in continuous coordinates: all lower corners, then all upper corners (x0, y0, x1, y1; or x0, y0, z0, ...). */
export type Box = ArrayLike<number>;

/** Overlap of two boxes. */
export interface BoxOverlap {
  /** Shared content over joined content; 0 for two boxes without content. */
  readonly iou: number;
  /** Shared content over that of the second box, the reference; 0 for a reference without content. */
  readonly intersectionOverReference: number;
}

/**
 * Overlap of two boxes of any dimension, edges in continuous coordinates (no pixel is added).
 *
 * @param a a box
 * @param reference the box it is held against, of the same dimension
 * @returns shares in [0, 1]
 *
 * Errors: `metrics/length-mismatch` when the boxes differ in dimension or have an odd number of edges.
 * Source: Jaccard 1912, New Phytologist 11:37.
 */
export function boxIou(a: Box, reference: Box): BoxOverlap {
  if (a.length !== reference.length || a.length === 0 || a.length % 2 !== 0)
    fail(
      'metrics/length-mismatch',
      `Boxes have ${a.length} and ${reference.length} edges.`,
      'Give the lower corner, then the upper corner, of the same dimension in both.',
    );
  const dimensions = a.length / 2;
  let shared = 1;
  let own = 1;
  let other = 1;
  for (let d = 0; d < dimensions; d++) {
    const low = Math.max(a[d]!, reference[d]!);
    const high = Math.min(a[d + dimensions]!, reference[d + dimensions]!);
    shared *= Math.max(0, high - low);
    own *= Math.max(0, a[d + dimensions]! - a[d]!);
    other *= Math.max(0, reference[d + dimensions]! - reference[d]!);
  }
  const joined = own + other - shared;
  return {
    iou: joined > 0 ? shared / joined : 0,
    intersectionOverReference: other > 0 ? shared / other : 0,
  };
}
