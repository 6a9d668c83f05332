import { some, type Value } from '../value.ts';
import type { Emptiness } from './emptiness.ts';
import type { Mask } from './mask.ts';
import {
  cellPrecision,
  cellSensitivity,
  centroidDistance,
  compareVolumes,
  dice,
  iou,
  overlap,
  type VolumeComparison,
} from './overlap.ts';
import type { SurfaceVariant } from './surface.ts';
import {
  averageDistances,
  hausdorff,
  percentileHausdorff,
  pooledPercentileHausdorff,
  surfaceAgreement,
  surfaceDistances,
} from './surface-distances.ts';
import { volumeHausdorff } from './volume-hausdorff.ts';

/** Distances between two surfaces, with the variant by which the surfaces were taken. */
export interface SurfaceMetrics {
  readonly variant: SurfaceVariant;
  /** Farthest distance, millimetres. */
  readonly hausdorff: Value;
  /** Larger of the two directed 95th percentiles, millimetres. */
  readonly hausdorff95: Value;
  /** 95th percentile of both directions together, millimetres. */
  readonly hausdorff95Pooled: Value;
  readonly averageReferenceToPredicted: Value;
  readonly averagePredictedToReference: Value;
  /** Average symmetric surface distance: all points pooled, millimetres. */
  readonly assd: Value;
  /** Mean of the two directed averages, millimetres. */
  readonly masd: Value;
  /** Normalised surface distance (surface Dice) at the tolerance. */
  readonly surfaceDice: Value;
  readonly referenceShare: Value;
  readonly predictedShare: Value;
  /** Surface points of each mask. */
  readonly referencePoints: number;
  readonly predictedPoints: number;
}

/** Everything that compares one mask with another. */
export interface SegmentationMetrics {
  readonly dice: Value;
  readonly iou: Value;
  readonly sensitivity: Value;
  readonly precision: Value;
  readonly volume: VolumeComparison;
  readonly centroidDistance: Value;
  readonly border: SurfaceMetrics;
  readonly surfel: SurfaceMetrics;
  /** Hausdorff distance over all object cells. */
  readonly volumeHausdorff: Value;
  readonly toleranceMm: number;
  /** Which mask is empty; such cases must be counted beside every mean. */
  readonly emptiness: Emptiness;
}

/**
 * Distances between two surfaces in one variant.
 *
 * @param reference mask
 * @param predicted mask on the same grid
 * @param variant how surfaces are taken
 * @param toleranceMm tolerance of surface Dice
 * @throws imaging/grid-mismatch when the grids differ
 */
export function surfaceMetrics(
  reference: Mask,
  predicted: Mask,
  variant: SurfaceVariant,
  toleranceMm: number,
): SurfaceMetrics {
  const distances = surfaceDistances(reference, predicted, variant);
  const average = averageDistances(distances);
  const agreement = surfaceAgreement(distances, toleranceMm);
  return {
    variant,
    hausdorff: hausdorff(distances),
    hausdorff95: percentileHausdorff(distances),
    hausdorff95Pooled: pooledPercentileHausdorff(distances),
    averageReferenceToPredicted: average.referenceToPredicted,
    averagePredictedToReference: average.predictedToReference,
    assd: average.symmetric,
    masd: average.meanOfDirections,
    surfaceDice: agreement.surfaceDice,
    referenceShare: agreement.referenceShare,
    predictedShare: agreement.predictedShare,
    referencePoints: distances.referenceToPredicted.length,
    predictedPoints: distances.predictedToReference.length,
  };
}

/**
 * Compares a predicted mask with a reference mask in every way.
 *
 * Two empty masks agree (overlap 1, distances 0); one empty mask has overlap 0 and no distances.
 *
 * @param reference mask
 * @param predicted mask on the same grid
 * @param toleranceMm tolerance of surface Dice in millimetres
 * @throws imaging/grid-mismatch when the grids differ
 * @see Maier-Hein et al. 2024, doi:10.1038/s41592-023-02151-z
 */
export function segmentationMetrics(
  reference: Mask,
  predicted: Mask,
  toleranceMm: number,
): SegmentationMetrics {
  const o = overlap(reference, predicted);
  // Two empty masks agree in every share, as they do in Dice.
  const orAgreed = (value: Value): Value => (o.emptiness === 'both-empty' ? some(1) : value);
  return {
    dice: dice(o),
    iou: iou(o),
    sensitivity: orAgreed(cellSensitivity(o)),
    precision: orAgreed(cellPrecision(o)),
    volume: compareVolumes(o, reference.spacingMm),
    centroidDistance: centroidDistance(reference, predicted),
    border: surfaceMetrics(reference, predicted, 'border', toleranceMm),
    surfel: surfaceMetrics(reference, predicted, 'surfel', toleranceMm),
    volumeHausdorff: volumeHausdorff(reference, predicted),
    toleranceMm,
    emptiness: o.emptiness,
  };
}
