import type { AttributePlan } from './plan.ts';
import type { PrecisionOrder } from './precision-order.ts';

/** Where each score bin of each level starts in the running sums of a {@link PrecisionOrder}; (bins + 1) a level. */
export interface BinEdges {
  /** place of the level order */
  readonly place: Int32Array;
  /** place of `aboveAt` */
  readonly positive: Int32Array;
}

/**
 * Finds the bins of one attribute's levels.
 *
 * @param attribute its rows in ascending score and their bins
 * @param binCount bins a level
 */
export function binEdges({ grouping, bin, levelCount }: AttributePlan, binCount: number): BinEdges {
  const width = binCount + 1;
  const size = bin === null || grouping.order === null ? 0 : levelCount * width;
  const place = new Int32Array(size);
  const positive = new Int32Array(size);
  if (bin === null || size === 0) return { place, positive };
  const { key } = grouping;
  for (let i = 0; i < key.length; i++) {
    const k = key[i]!;
    const at = (k >> 1) * width + bin[i]! + 1;
    place[at]!++;
    positive[at]! += k & 1;
  }
  let rows = 0;
  let positives = 0;
  for (let g = 0; g < levelCount; g++) {
    const from = g * width;
    place[from] = rows;
    // Each level before has one place more than positives.
    positive[from] = positives + g;
    for (let b = from + 1; b < from + width; b++) {
      place[b]! += place[b - 1]!;
      positive[b]! += positive[b - 1]!;
    }
    rows = place[from + binCount]!;
    positives = positive[from + binCount]! - g;
  }
  return { place, positive };
}

/**
 * Draws per (level, bin, label), as differences of the running sums of a pass.
 *
 * @param edges of the attribute
 * @param rows what the pass for average precision of its levels wrote
 * @param binCount bins a level
 * @param histogram (level × bins + bin) × 2 + label, overwritten
 */
export function fillBins(
  edges: BinEdges,
  { before, aboveAt }: PrecisionOrder,
  binCount: number,
  histogram: Float64Array,
): void {
  const { place, positive } = edges;
  let at = 0;
  for (let from = 0; from < place.length; from += binCount + 1) {
    for (let b = from; b < from + binCount; b++) {
      const all = before[place[b + 1]!]! - before[place[b]!]!;
      const positives = aboveAt[positive[b]!]! - aboveAt[positive[b + 1]!]!;
      histogram[at++] = all - positives;
      histogram[at++] = positives;
    }
  }
}
