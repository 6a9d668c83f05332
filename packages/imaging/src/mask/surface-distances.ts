import { fail } from '../errors.ts';
import { checkSameGrid } from '../grid.ts';
import { none, some, type Value } from '../value.ts';
import { borderSurface } from './border.ts';
import { type Box, cutBox, frameOf, unionBox } from './box.ts';
import { type Emptiness, emptinessOf } from './emptiness.ts';
import type { Mask } from './mask.ts';
import { nearestDistances } from './nearest.ts';
import { quantileInPlace, weightedQuantile } from './select.ts';
import type { Surface, SurfaceVariant } from './surface.ts';
import { surfelSurface } from './surfel.ts';

/** Distances between the surfaces of two masks, both ways. */
export interface SurfaceDistances {
  /** `border`: border cells, each counting the same. `surfel`: surface elements on cell corners, weighted by area. */
  readonly variant: SurfaceVariant;
  /** Millimetres from each point of the reference's surface to the predicted surface. */
  readonly referenceToPredicted: Float64Array;
  /** Millimetres from each point of the predicted surface to the reference's. */
  readonly predictedToReference: Float64Array;
  /** Area (flat masks: length) of each point; null in the border variant. */
  readonly referenceAreas: Float64Array | null;
  readonly predictedAreas: Float64Array | null;
  readonly emptiness: Emptiness;
}

/**
 * Measures the distances between two surfaces. All work happens in the box around both objects.
 *
 * The two variants differ on the same masks, so every result carries its variant.
 *
 * @param reference mask
 * @param predicted mask on the same grid
 * @param variant how a surface is taken from a mask
 * @throws imaging/grid-mismatch when the grids differ
 * @see Reinke et al. 2024, doi:10.1038/s41592-023-02150-0 (border); Nikolov et al. 2021, doi:10.2196/26151 (surfel)
 */
export function surfaceDistances(
  reference: Mask,
  predicted: Mask,
  variant: SurfaceVariant,
): SurfaceDistances {
  checkSameGrid(reference, predicted);
  const box = unionBox(reference, predicted);
  const a = box && surfaceIn(reference, box, variant);
  const b = box && surfaceIn(predicted, box, variant);
  const emptiness = emptinessOf(a?.points.length ?? 0, b?.points.length ?? 0);
  if (!(a && b) || emptiness !== 'none') {
    return {
      variant,
      referenceToPredicted: new Float64Array(0),
      predictedToReference: new Float64Array(0),
      referenceAreas: null,
      predictedAreas: null,
      emptiness,
    };
  }
  return {
    variant,
    referenceToPredicted: nearestDistances(b.points, a.points, b.size),
    predictedToReference: nearestDistances(a.points, b.points, a.size),
    referenceAreas: a.areas,
    predictedAreas: b.areas,
    emptiness,
  };
}

function surfaceIn(mask: Mask, box: Box, variant: SurfaceVariant): Surface {
  const { sz, sy, sx, isFlat } = frameOf(mask);
  const margin = variant === 'surfel' ? 1 : 0;
  const size = {
    nz: box.nz + (isFlat ? 0 : 2 * margin),
    ny: box.ny + 2 * margin,
    // Rows of whole groups of four cells are scanned a group at a time.
    nx: Math.ceil((box.nx + 2 * margin) / 4) * 4,
    sz,
    sy,
    sx,
  };
  const data = cutBox(mask, box, margin, size.nx);
  return variant === 'surfel'
    ? surfelSurface(data, size, isFlat)
    : borderSurface(data, size, isFlat);
}

/** Distances are 0 for two empty masks and have no value when one is empty. */
function whenMeasured(d: SurfaceDistances, measure: () => number): Value {
  if (d.emptiness === 'both-empty') return some(0);
  return d.emptiness === 'none' ? some(measure()) : none(d.emptiness);
}

/**
 * Hausdorff distance: the farthest that one surface lies from the other.
 *
 * @returns millimetres; 0 for two empty masks, no value when one is empty
 * @see Huttenlocher et al. 1993, doi:10.1109/34.232073
 */
export function hausdorff(d: SurfaceDistances): Value {
  return whenMeasured(d, () =>
    Math.max(largest(d.referenceToPredicted), largest(d.predictedToReference)),
  );
}

/**
 * Hausdorff distance without the farthest points of either surface.
 *
 * @param d distances; border: type 7 quantile of each direction, surfel: smallest distance at which the area share is reached
 * @param share 0 to 1, default .95
 * @returns millimetres, the larger of the two directions; 0 for two empty masks, no value when one is empty
 * @throws imaging/bad-argument when the share lies outside 0 to 1
 */
export function percentileHausdorff(d: SurfaceDistances, share: number = 0.95): Value {
  checkShare(share);
  return whenMeasured(d, () =>
    Math.max(
      quantileOf(d.referenceToPredicted, d.referenceAreas, share),
      quantileOf(d.predictedToReference, d.predictedAreas, share),
    ),
  );
}

/**
 * Percentile of the distances of both directions together.
 *
 * @param d distances
 * @param share 0 to 1, default .95
 * @returns millimetres; 0 for two empty masks, no value when one is empty
 */
export function pooledPercentileHausdorff(d: SurfaceDistances, share: number = 0.95): Value {
  checkShare(share);
  return whenMeasured(d, () =>
    quantileOf(
      joined(d.referenceToPredicted, d.predictedToReference),
      d.referenceAreas && d.predictedAreas && joined(d.referenceAreas, d.predictedAreas),
      share,
    ),
  );
}

/** Mean distances in each direction, weighted by area in the surfel variant. */
export interface AverageDistances {
  readonly referenceToPredicted: Value;
  readonly predictedToReference: Value;
  /** Average symmetric surface distance: all points of both surfaces pooled. */
  readonly symmetric: Value;
  /** Mean of the two directed means. */
  readonly meanOfDirections: Value;
}

/**
 * Average distances between two surfaces.
 *
 * @returns millimetres; 0 for two empty masks, no value when one is empty
 * @see Heimann et al. 2009, doi:10.1109/TMI.2009.2013851
 */
export function averageDistances(d: SurfaceDistances): AverageDistances {
  const [sumA, weightA] = weightedSum(d.referenceToPredicted, d.referenceAreas);
  const [sumB, weightB] = weightedSum(d.predictedToReference, d.predictedAreas);
  return {
    referenceToPredicted: whenMeasured(d, () => sumA / weightA),
    predictedToReference: whenMeasured(d, () => sumB / weightB),
    symmetric: whenMeasured(d, () => (sumA + sumB) / (weightA + weightB)),
    meanOfDirections: whenMeasured(d, () => (sumA / weightA + sumB / weightB) / 2),
  };
}

/** Shares of two surfaces that lie near each other. */
export interface SurfaceAgreement {
  /** Normalised surface Dice: share of both surfaces within the tolerance. */
  readonly surfaceDice: Value;
  /** Share of the reference's surface within the tolerance. */
  readonly referenceShare: Value;
  /** Share of the predicted surface within the tolerance. */
  readonly predictedShare: Value;
}

/**
 * Normalised surface distance, or surface Dice at a tolerance.
 *
 * @param d distances
 * @param toleranceMm millimetres that count as agreement, 0 or more; the limit itself counts
 * @returns 0 to 1; surface Dice is 1 for two empty masks and 0 when one is empty
 * @throws imaging/bad-argument when the tolerance is negative or no number
 * @see Nikolov et al. 2021, doi:10.2196/26151
 */
export function surfaceAgreement(d: SurfaceDistances, toleranceMm: number): SurfaceAgreement {
  if (!(toleranceMm >= 0)) {
    fail(
      'imaging/bad-argument',
      `the tolerance of surface Dice is ${toleranceMm} mm.`,
      'Give 0 or more millimetres.',
    );
  }
  if (d.emptiness !== 'none') {
    return {
      surfaceDice: some(d.emptiness === 'both-empty' ? 1 : 0),
      referenceShare: none(d.emptiness),
      predictedShare: none(d.emptiness),
    };
  }
  const [nearA, allA] = weightWithin(d.referenceToPredicted, d.referenceAreas, toleranceMm);
  const [nearB, allB] = weightWithin(d.predictedToReference, d.predictedAreas, toleranceMm);
  return {
    surfaceDice: some((nearA + nearB) / (allA + allB)),
    referenceShare: some(nearA / allA),
    predictedShare: some(nearB / allB),
  };
}

function checkShare(share: number): void {
  if (share >= 0 && share <= 1) return;
  fail('imaging/bad-argument', `the share of a percentile is ${share}.`, 'Give 0 to 1.');
}

function quantileOf(values: Float64Array, areas: Float64Array | null, share: number): number {
  return areas ? weightedQuantile(values, areas, share) : quantileInPlace(values.slice(), share);
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most;
}

function weightedSum(values: Float64Array, areas: Float64Array | null): [number, number] {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < values.length; i++) {
    const w = areas ? areas[i]! : 1;
    sum += w * values[i]!;
    weight += w;
  }
  return [sum, weight];
}

function weightWithin(
  values: Float64Array,
  areas: Float64Array | null,
  tolerance: number,
): [number, number] {
  let near = 0;
  let all = 0;
  for (let i = 0; i < values.length; i++) {
    const w = areas ? areas[i]! : 1;
    all += w;
    if (values[i]! <= tolerance) near += w;
  }
  return [near, all];
}

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
