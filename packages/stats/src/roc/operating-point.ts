import { fail } from '../errors.ts';
import { none, some, type Value } from '../value.ts';
import { type RocCurve, rocCurve } from './curve.ts';

const SLACK = 1e-12;

/** A cut-point of the ROC curve that real data can reach. */
export interface OperatingPoint {
  /** Positive means score >= threshold; infinity means "none positive". */
  readonly threshold: number;
  /** Sensitivity at the threshold. */
  readonly sensitivity: number;
  /** Specificity at the threshold. */
  readonly specificity: number;
}

/** The best value of one rate while the other meets a constraint. */
export interface ConstrainedRate {
  /** Best value over real cut-points; the default for a deployed threshold. */
  readonly achievable: Value;
  /** Value on the polygon exactly at the constraint. */
  readonly interpolated: Value;
  /** The cut-point of `achievable`, or null. */
  readonly point: OperatingPoint | null;
}

/** Which rate must be met. */
export interface OperatingConstraint {
  /** The rate that is fixed. */
  readonly fix: 'specificity' | 'sensitivity';
  /** Its least value in [0, 1]. */
  readonly atLeast: number;
}

/**
 * Sensitivity at a given specificity, or specificity at a given sensitivity.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row
 * @param constraint the fixed rate; met within 1e-12
 * @returns the other rate; `single-class` when a class is absent
 *
 * Errors: `stats/bad-argument` for a constraint outside [0, 1]; those of {@link rocCurve}.
 */
export function operatingPoint(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  constraint: OperatingConstraint,
): ConstrainedRate {
  const curve = rocCurve(labels, scores);
  if (!curve)
    return { achievable: none('single-class'), interpolated: none('single-class'), point: null };
  return operatingPointOfCurve(curve, constraint);
}

/**
 * {@link operatingPoint} of a polygon that is already there.
 *
 * @param curve the vertices
 * @param constraint the fixed rate
 */
export function operatingPointOfCurve(
  curve: RocCurve,
  constraint: OperatingConstraint,
): ConstrainedRate {
  const bound = constraint.atLeast;
  if (!(bound >= 0 && bound <= 1))
    fail('stats/bad-argument', `A rate lies in [0, 1] and got ${bound}.`, 'Pass for example 0.9.');
  if (constraint.fix === 'specificity') {
    const limit = 1 - bound;
    const k = lastAtMost(curve.fpr, limit + SLACK);
    const best = curve.tpr[k]!;
    const first = curve.tpr.indexOf(best);
    return {
      achievable: some(best),
      interpolated: some(along(curve.fpr, curve.tpr, k, limit)),
      point: pointAt(curve, first),
    };
  }
  let k = 0;
  while (k < curve.tpr.length - 1 && curve.tpr[k]! < bound - SLACK) k++;
  return {
    achievable: some(1 - curve.fpr[k]!),
    interpolated: some(
      k === 0 || curve.tpr[k]! <= bound + SLACK
        ? 1 - curve.fpr[k]!
        : 1 - along(curve.tpr, curve.fpr, k - 1, bound),
    ),
    point: pointAt(curve, lastWithin(curve, k)),
  };
}

/**
 * The cut-point with the largest Youden index; the one with the highest threshold among equals.
 *
 * @param labels 0 or 1 per row
 * @param scores one score per row
 * @returns sensitivity + specificity - 1 and its cut-point; `single-class` when a class is absent
 *
 * Source: Youden 1950, Cancer 3:32.
 */
export function youdenMaximum(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): { readonly youden: Value; readonly point: OperatingPoint | null } {
  const curve = rocCurve(labels, scores);
  if (!curve) return { youden: none('single-class'), point: null };
  let best = 0;
  for (let k = 1; k < curve.tpr.length; k++)
    if (curve.tpr[k]! - curve.fpr[k]! > curve.tpr[best]! - curve.fpr[best]!) best = k;
  return { youden: some(curve.tpr[best]! - curve.fpr[best]!), point: pointAt(curve, best) };
}

function pointAt(curve: RocCurve, k: number): OperatingPoint {
  return {
    threshold: curve.thresholds[k]!,
    sensitivity: curve.tpr[k]!,
    specificity: 1 - curve.fpr[k]!,
  };
}

/** Of the vertices with the same false positive share as vertex k, the one with most sensitivity. */
function lastWithin(curve: RocCurve, k: number): number {
  let last = k;
  while (last + 1 < curve.fpr.length && curve.fpr[last + 1] === curve.fpr[k]) last++;
  return last;
}

function lastAtMost(values: Float64Array, limit: number): number {
  let k = 0;
  while (k + 1 < values.length && values[k + 1]! <= limit) k++;
  return k;
}

/** y on the segment after vertex k at abscissa x; y of the vertex itself when x lies there. */
function along(xs: Float64Array, ys: Float64Array, k: number, x: number): number {
  const gap = x - xs[k]!;
  if (gap <= SLACK || k + 1 >= xs.length) return ys[k]!;
  return ys[k]! + (gap * (ys[k + 1]! - ys[k]!)) / (xs[k + 1]! - xs[k]!);
}
