import { quantiles } from '../special/quantile.ts';
import { mean } from '../special/sum.ts';
import { none, some, type Value } from '../value.ts';
import { type LoessOptions, loess } from './loess.ts';
import { checkForecast } from './probability-scores.ts';

/** Distances between predicted probability and a smooth calibration curve. */
export interface CalibrationIndices {
  /** Mean absolute distance: the integrated calibration index. */
  readonly ici: Value;
  /** Median absolute distance. */
  readonly e50: Value;
  /** 90th percentile of the absolute distance. */
  readonly e90: Value;
  /** Largest absolute distance. */
  readonly emax: Value;
  /** The smooth curve at every row. */
  readonly curve: Float64Array;
}

/**
 * Integrated calibration index and its companions by local regression of the outcome on p.
 *
 * @param labels 0 or 1 per row
 * @param probabilities predicted P(y = 1) per row
 * @param options span, degree and knots of the smoother
 * @returns `no-rows` for empty input, `single-class` when the outcome does not vary
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Austin and Steyerberg 2019, Statistics in Medicine 38:4051.
 */
export function calibrationIndices(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: LoessOptions = {},
): CalibrationIndices {
  checkForecast(labels, probabilities);
  const curve = loess(probabilities, labels, options);
  const n = labels.length;
  let positives = 0;
  for (let i = 0; i < n; i++) positives += labels[i]!;
  if (n === 0 || positives === 0 || positives === n) {
    const missing = none(n === 0 ? 'no-rows' : 'single-class');
    return { ici: missing, e50: missing, e90: missing, emax: missing, curve };
  }
  const distance = new Float64Array(n);
  for (let i = 0; i < n; i++) distance[i] = Math.abs(curve[i]! - probabilities[i]!);
  const [e50, e90, emax] = quantiles(distance, [0.5, 0.9, 1]);
  return {
    ici: some(mean(distance)),
    e50: some(e50!),
    e90: some(e90!),
    emax: some(emax!),
    curve,
  };
}
