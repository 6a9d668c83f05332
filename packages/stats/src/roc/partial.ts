import { fail } from '../errors.ts';
import { none, some, type Value } from '../value.ts';
import { type RocCurve, rocCurve } from './curve.ts';

/** A part of the area under the ROC curve. */
export interface PartialAuroc {
  /** Raw area. */
  readonly area: Value;
  /** McClish's rescaling: 0.5 for a useless score, 1 for a perfect one. */
  readonly standardised: Value;
}

/** Which strip of the ROC plane is meant. */
export interface PartialRange {
  /** The axis whose range is cut. */
  readonly axis: 'specificity' | 'sensitivity';
  /** Lower end of the range in [0, 1]. */
  readonly low: number;
  /** Upper end of the range in [0, 1], above `low`. */
  readonly high: number;
}

/**
 * Area under a part of the empirical ROC polygon: sensitivity over a range of specificities, or specificity
 * over a range of sensitivities.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row
 * @param range the axis and its two ends
 * @param weights optional weight per row
 * @returns `single-class` when a class is absent
 *
 * Errors: `stats/bad-argument` for a range outside [0, 1] or without width; those of {@link rocCurve}.
 * Source: McClish 1989, Medical Decision Making 9:190; Jiang, Metz and Nishikawa 1996, Radiology 201:745.
 */
export function partialAuroc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  range: PartialRange,
  weights?: ArrayLike<number>,
): PartialAuroc {
  const curve = rocCurve(labels, scores, weights);
  if (!curve) return { area: none('single-class'), standardised: none('single-class') };
  return partialAurocOfCurve(curve, range);
}

/**
 * {@link partialAuroc} of a polygon that is already there.
 *
 * @param curve the vertices
 * @param range the axis and its two ends
 */
export function partialAurocOfCurve(curve: RocCurve, range: PartialRange): PartialAuroc {
  const { low, high } = range;
  if (!(low >= 0 && high <= 1 && low < high))
    fail(
      'stats/bad-argument',
      `A range lies in [0, 1] with low < high and got ${low} to ${high}.`,
      'Pass for example 0.9 and 1.',
    );
  let area: number;
  let least: number;
  if (range.axis === 'specificity') {
    area = stripArea(curve.fpr, curve.tpr, 1 - high, 1 - low);
    least = ((1 - low) * (1 - low) - (1 - high) * (1 - high)) / 2;
  } else {
    const width = high - low;
    area = width - stripArea(curve.tpr, curve.fpr, low, high);
    least = width - (high * high - low * low) / 2;
  }
  const most = high - low;
  return { area: some(area), standardised: some((1 + (area - least) / (most - least)) / 2) };
}

/** Integral of the polyline y over x between two abscissae; x ascends, vertical pieces add nothing. */
function stripArea(x: Float64Array, y: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) {
    const x0 = x[i - 1]!;
    const x1 = x[i]!;
    if (x1 <= from || x0 >= to || x1 === x0) continue;
    const y0 = y[i - 1]!;
    const slope = (y[i]! - y0) / (x1 - x0);
    const a = Math.max(x0, from);
    const b = Math.min(x1, to);
    sum += (b - a) * (y0 + slope * ((a + b) / 2 - x0));
  }
  return sum;
}
