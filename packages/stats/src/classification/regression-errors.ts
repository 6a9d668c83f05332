import { checkNoNaN, checkSameLength } from '../special/check.ts';
import { quantile } from '../special/quantile.ts';
import { mean } from '../special/sum.ts';
import { none, some, type Value } from '../value.ts';

/** Errors of a numeric prediction (age, volume, ejection fraction), in the unit of the target unless said. */
export interface RegressionErrors {
  /** Rows. */
  readonly n: number;
  /** Mean of prediction minus target. */
  readonly bias: Value;
  /** Mean absolute error. */
  readonly mae: Value;
  /** Median absolute error. */
  readonly medianAbsoluteError: Value;
  /** Root mean squared error. */
  readonly rmse: Value;
  /** Mean squared error, squared unit. */
  readonly mse: Value;
  /** 1 - residual over total sum of squares, no unit; may be negative. */
  readonly r2: Value;
  /** Pearson correlation, no unit. */
  readonly pearson: Value;
  /** Largest absolute error. */
  readonly maxError: Value;
}

/**
 * Errors of a numeric prediction.
 *
 * @param target true value per row
 * @param prediction predicted value per row
 * @returns `no-rows` for empty input, `no-variation` for r2 and Pearson of a constant
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`.
 */
export function regressionErrors(
  target: ArrayLike<number>,
  prediction: ArrayLike<number>,
): RegressionErrors {
  checkSameLength(target, prediction, ['target', 'prediction']);
  checkNoNaN(target, 'target');
  checkNoNaN(prediction, 'prediction');
  const n = target.length;
  if (n === 0) {
    const missing = none('no-rows');
    return {
      n,
      bias: missing,
      mae: missing,
      medianAbsoluteError: missing,
      rmse: missing,
      mse: missing,
      r2: missing,
      pearson: missing,
      maxError: missing,
    };
  }
  const error = new Float64Array(n);
  for (let i = 0; i < n; i++) error[i] = prediction[i]! - target[i]!;
  const absolute = error.map(Math.abs);
  const mse = mean(error.map((e) => e * e));
  const mt = mean(target);
  const mp = mean(prediction);
  let st = 0;
  let sp = 0;
  let cross = 0;
  for (let i = 0; i < n; i++) {
    const a = target[i]! - mt;
    const b = prediction[i]! - mp;
    st += a * a;
    sp += b * b;
    cross += a * b;
  }
  return {
    n,
    bias: some(mean(error)),
    mae: some(mean(absolute)),
    medianAbsoluteError: some(quantile(absolute, 0.5)),
    rmse: some(Math.sqrt(mse)),
    mse: some(mse),
    r2: st > 0 ? some(1 - (mse * n) / st) : none('no-variation'),
    pearson:
      st > 0 && sp > 0
        ? some(Math.min(1, Math.max(-1, cross / Math.sqrt(st) / Math.sqrt(sp))))
        : none('no-variation'),
    maxError: some(absolute.reduce((a, b) => Math.max(a, b), 0)),
  };
}
