import { checkShare } from '../special/check.ts';
import { logit } from '../special/logit.ts';
import { twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { type LogisticFit, logisticFit } from './logistic.ts';
import { checkForecast } from './probability-scores.ts';

/** A calibration coefficient with its standard error and interval. */
export interface CalibrationCoefficient {
  /** The coefficient. */
  readonly estimate: Value;
  /** Its standard error from the information. */
  readonly se: Value;
  /** Normal interval, for independent rows. */
  readonly limits: Limits | null;
}

/** Logistic recalibration of predicted probabilities. */
export interface WeakCalibration {
  /** Slope of the outcome on logit(p); 1 when calibrated, below 1 when too extreme. */
  readonly slope: CalibrationCoefficient;
  /** Intercept of that same fit. */
  readonly interceptWithSlope: CalibrationCoefficient;
  /** Intercept with the slope fixed at 1; 0 when calibrated in the large. */
  readonly calibrationInTheLarge: CalibrationCoefficient;
  /** Clip put on p before the logit. */
  readonly eps: number;
  /** Rows whose p was clipped. */
  readonly clipped: number;
}

/** Settings of {@link weakCalibration}. */
export interface WeakCalibrationOptions {
  /** Probabilities are clipped to [eps, 1 - eps] before the logit, 1e-15 by default. */
  readonly eps?: number;
  /** Weight per row. */
  readonly weights?: ArrayLike<number>;
  /** Confidence level, 0.95 by default. */
  readonly level?: number;
}

/**
 * Calibration slope, its intercept, and calibration in the large.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @param options clip, weights, level
 * @returns `separation`, `singular` (constant p) or `no-rows` where a fit has no maximum
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Cox 1958, Biometrika 45:562; Van Calster et al. 2019, BMC Medicine 17:230.
 */
export function weakCalibration(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: WeakCalibrationOptions = {},
): WeakCalibration {
  checkForecast(labels, probabilities);
  const eps = options.eps ?? 1e-15;
  const level = options.level ?? 0.95;
  checkShare(eps, 'eps');
  checkShare(level, 'level');
  const z = twoSidedZ(level);
  const n = labels.length;
  const x = new Float64Array(n);
  let clipped = 0;
  for (let i = 0; i < n; i++) {
    const p = probabilities[i]!;
    if (p < eps || p > 1 - eps) clipped++;
    x[i] = logit(Math.min(1 - eps, Math.max(eps, p)));
  }
  const ones = new Float64Array(n).fill(1);
  const weights = options.weights ? { weights: options.weights } : {};
  const line = logisticFit([ones, x], labels, weights);
  const large = logisticFit([ones], labels, { ...weights, offset: x });
  return {
    slope: coefficient(line.fit, line.reason, 1, z),
    interceptWithSlope: coefficient(line.fit, line.reason, 0, z),
    calibrationInTheLarge: coefficient(large.fit, large.reason, 0, z),
    eps,
    clipped,
  };
}

function coefficient(
  fit: LogisticFit | null,
  reason: string | undefined,
  index: number,
  z: number,
): CalibrationCoefficient {
  if (!fit) {
    const missing = none(reason ?? 'undefined');
    return { estimate: missing, se: missing, limits: null };
  }
  const k = fit.coefficients.length;
  const value = fit.coefficients[index]!;
  const se = Math.sqrt(fit.covariance[index * k + index]!);
  return { estimate: some(value), se: some(se), limits: [value - z * se, value + z * se] };
}
