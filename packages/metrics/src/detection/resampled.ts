import type { WeightedStatistic } from '@equipoise/stats';
import { detectionPrecision } from './average-precision.ts';
import { detectionF1 } from './detection-f1.ts';
import { froc, frocRates } from './froc.ts';
import type { DetectionMatch } from './match-boxes.ts';

/** Which figure of detections is resampled. */
export type DetectionFigure =
  | { readonly kind: 'average-precision' }
  | { readonly kind: 'cpm'; readonly rates?: readonly number[] }
  | { readonly kind: 'sensitivity' | 'f1'; readonly threshold: number };

/**
 * A figure of detections as a statistic of image weights, for the resampling of patients (draw images by patient
 * with the cluster bootstrap; lesions of one image move together).
 *
 * @param match detections held against lesions
 * @param figure average precision (steps), mean FROC sensitivity (steps), or sensitivity or F1 at a threshold
 * @returns a function of one weight per image; NaN where a draw has no value
 *
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 8.
 */
export function resampledDetection(
  match: DetectionMatch,
  figure: DetectionFigure,
): WeightedStatistic {
  return (weights) => figureUnder(match, figure, weights) ?? Number.NaN;
}

function figureUnder(
  match: DetectionMatch,
  figure: DetectionFigure,
  weights: ArrayLike<number>,
): number | null {
  switch (figure.kind) {
    case 'average-precision':
      return detectionPrecision(match, weights).step.value;
    case 'cpm':
      return froc(match, figure.rates ?? frocRates, weights).cpmStep.value;
    case 'sensitivity':
      return detectionF1(match, figure.threshold, weights).recall.value;
    case 'f1':
      return detectionF1(match, figure.threshold, weights).f1.value;
  }
}
