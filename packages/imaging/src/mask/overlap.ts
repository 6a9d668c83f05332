import { cellSize, checkSameGrid } from '../grid.ts';
import { none, some, type Value } from '../value.ts';
import { frameOf, unionBox } from './box.ts';
import { type Emptiness, emptinessOf } from './emptiness.ts';
import type { Mask } from './mask.ts';

/** Cells that two masks share and hold. */
export interface Overlap {
  readonly sharedCount: number;
  readonly referenceCount: number;
  readonly predictedCount: number;
  readonly emptiness: Emptiness;
}

/**
 * Counts shared cells.
 *
 * @param reference mask
 * @param predicted mask on the same grid
 * @throws imaging/grid-mismatch when the grids differ
 */
export function overlap(reference: Mask, predicted: Mask): Overlap {
  checkSameGrid(reference, predicted);
  const { ny, nx } = frameOf(reference);
  const box = unionBox(reference, predicted);
  const a = reference.data;
  const b = predicted.data;
  let sharedCount = 0;
  let referenceCount = 0;
  let predictedCount = 0;
  for (let z = 0; z < (box?.nz ?? 0); z++) {
    for (let y = 0; y < box!.ny; y++) {
      const start = ((z + box!.z0) * ny + y + box!.y0) * nx + box!.x0;
      for (let i = start; i < start + box!.nx; i++) {
        sharedCount += a[i]! & b[i]!;
        referenceCount += a[i]!;
        predictedCount += b[i]!;
      }
    }
  }
  const emptiness = emptinessOf(referenceCount, predictedCount);
  return { sharedCount, referenceCount, predictedCount, emptiness };
}

/**
 * Dice similarity: twice the shared cells over the sum of both sizes.
 *
 * @returns 0 to 1, higher is better; 1 for two empty masks (`emptiness` says so), 0 when one is empty
 * @see Dice 1945, doi:10.2307/1932409
 */
export function dice(o: Overlap): Value {
  const total = o.referenceCount + o.predictedCount;
  return some(total === 0 ? 1 : (2 * o.sharedCount) / total);
}

/**
 * Intersection over union.
 *
 * @returns 0 to 1, higher is better; 1 for two empty masks, 0 when one is empty
 * @see Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x
 */
export function iou(o: Overlap): Value {
  const union = o.referenceCount + o.predictedCount - o.sharedCount;
  return some(union === 0 ? 1 : o.sharedCount / union);
}

/**
 * Share of the reference that is covered.
 *
 * @returns 0 to 1; no value (`reference-empty`) without reference cells
 */
export function cellSensitivity(o: Overlap): Value {
  return o.referenceCount === 0 ? none(o.emptiness) : some(o.sharedCount / o.referenceCount);
}

/**
 * Share of the prediction that lies in the reference.
 *
 * @returns 0 to 1; no value (`prediction-empty`) without predicted cells
 */
export function cellPrecision(o: Overlap): Value {
  return o.predictedCount === 0 ? none(o.emptiness) : some(o.sharedCount / o.predictedCount);
}

/** Sizes of two masks and how they differ. */
export interface VolumeComparison {
  /** Cubic millimetres, square millimetres for flat masks. */
  readonly reference: number;
  readonly predicted: number;
  /** Predicted minus reference. */
  readonly error: number;
  /** The error over the reference size; no value (`reference-empty`) without reference. */
  readonly relativeError: Value;
  /** 1 − |difference| / sum, 0 to 1; 1 for two empty masks. */
  readonly similarity: Value;
}

/**
 * Compares sizes, whatever the place.
 *
 * @param o shared counts
 * @param spacingMm spacing of the grid
 * @see Taha & Hanbury 2015, doi:10.1186/s12880-015-0068-x
 */
export function compareVolumes(o: Overlap, spacingMm: readonly number[]): VolumeComparison {
  const cell = cellSize(spacingMm);
  const reference = o.referenceCount * cell;
  const predicted = o.predictedCount * cell;
  const difference = o.predictedCount - o.referenceCount;
  const sum = o.predictedCount + o.referenceCount;
  return {
    reference,
    predicted,
    error: predicted - reference,
    relativeError: o.referenceCount === 0 ? none(o.emptiness) : some(difference / o.referenceCount),
    similarity: some(sum === 0 ? 1 : 1 - Math.abs(difference) / sum),
  };
}

/**
 * Centre of gravity of an object.
 *
 * @param mask a mask
 * @returns millimetres from the centre of the first cell, one per axis; null for an empty mask
 */
export function centroid(mask: Mask): number[] | null {
  const { nz, ny, nx, isFlat, sz, sy, sx } = frameOf(mask);
  let count = 0;
  let [sumZ, sumY, sumX] = [0, 0, 0];
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const start = (z * ny + y) * nx;
      let inRow = 0;
      for (let x = 0; x < nx; x++) {
        if (mask.data[start + x] === 0) continue;
        inRow++;
        sumX += x;
      }
      count += inRow;
      sumY += y * inRow;
      sumZ += z * inRow;
    }
  }
  if (count === 0) return null;
  const centre = [(sumZ / count) * sz, (sumY / count) * sy, (sumX / count) * sx];
  return isFlat ? centre.slice(1) : centre;
}

/**
 * Distance of two objects' centres of gravity.
 *
 * @param reference mask
 * @param predicted mask on the same grid
 * @returns millimetres, 0 for two empty masks; no value when one is empty
 * @throws imaging/grid-mismatch when the grids differ
 */
export function centroidDistance(reference: Mask, predicted: Mask): Value {
  checkSameGrid(reference, predicted);
  const a = centroid(reference);
  const b = centroid(predicted);
  if (!a && !b) return some(0);
  if (!a || !b) return none(a ? 'prediction-empty' : 'reference-empty');
  return some(Math.sqrt(a.reduce((sum, v, k) => sum + (v - b[k]!) * (v - b[k]!), 0)));
}
