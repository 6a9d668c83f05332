import { none, some, type Value } from '@equipoise/stats';
import type { DetectionMatch } from './match-boxes.ts';
import { detectionPoints } from './operating-points.ts';

/** The free-response curve and its sensitivities at given rates of false positives. */
export interface FrocCurve {
  /** Thresholds of the points, falling. */
  readonly thresholds: Float64Array;
  /** False positives per image at each threshold. */
  readonly falsePositivesPerImage: Float64Array;
  /** Share of lesions hit at each threshold; null without a lesion. */
  readonly sensitivity: Float64Array | null;
  /** Sensitivity at each asked rate: of the last point that does not exceed it. */
  readonly atStep: readonly Value[];
  /** Sensitivity at each asked rate, linear between points from (0, 0), flat after the last. */
  readonly atLinear: readonly Value[];
  /** Mean of `atStep`. */
  readonly cpmStep: Value;
  /** Mean of `atLinear`. */
  readonly cpmLinear: Value;
}

/** The usual rates: 1/8 to 8 false positives per image. */
export const frocRates: readonly number[] = [0.125, 0.25, 0.5, 1, 2, 4, 8];

/**
 * FROC curve: one point per distinct score. Duplicates on a hit lesion count as false positives (other rules
 * leave them out; say which one was used).
 *
 * @param match detections held against lesions
 * @param rates false positives per image at which to read the curve, 1/8 to 8 by default
 * @param imageWeights weight per image (draw counts of a bootstrap over patients), all 1 by default
 * @returns `no-lesions` without a lesion, `no-images` without an image
 *
 * Source: Bunch et al. 1978, Journal of Applied Photographic Engineering 4:166; Setio et al. 2017, Medical Image
 * Analysis 42:1 (mean of seven rates).
 */
export function froc(
  match: DetectionMatch,
  rates: readonly number[] = frocRates,
  imageWeights?: ArrayLike<number>,
): FrocCurve {
  const points = detectionPoints(match, true, imageWeights);
  const perImage = points.falsePositives.map((x) => (points.images > 0 ? x / points.images : 0));
  const thresholds = points.scores.slice();
  const reason = points.images === 0 ? 'no-images' : points.lesions > 0 ? null : 'no-lesions';
  if (reason !== null) {
    const missing = rates.map(() => none(reason));
    return {
      thresholds,
      falsePositivesPerImage: perImage,
      sensitivity: null,
      atStep: missing,
      atLinear: missing,
      cpmStep: none(reason),
      cpmLinear: none(reason),
    };
  }
  const sensitivity = points.hits.map((x) => x / points.lesions);
  const step = rates.map((rate) => stepAt(perImage, sensitivity, rate));
  const linear = rates.map((rate) => linearAt(perImage, sensitivity, rate));
  return {
    thresholds,
    falsePositivesPerImage: perImage,
    sensitivity,
    atStep: step.map(some),
    atLinear: linear.map(some),
    cpmStep: meanOf(step),
    cpmLinear: meanOf(linear),
  };
}

function stepAt(x: Float64Array, y: Float64Array, at: number): number {
  let found = 0;
  for (let k = 0; k < x.length && x[k]! <= at; k++) found = y[k]!;
  return found;
}

function linearAt(x: Float64Array, y: Float64Array, at: number): number {
  let x0 = 0;
  let y0 = 0;
  for (let k = 0; k < x.length; k++) {
    if (x[k]! > at) return y0 + ((y[k]! - y0) * (at - x0)) / (x[k]! - x0);
    x0 = x[k]!;
    y0 = y[k]!;
  }
  return y0;
}

function meanOf(values: readonly number[]): Value {
  return values.length === 0
    ? none('no-rates')
    : some(values.reduce((sum, one) => sum + one, 0) / values.length);
}
