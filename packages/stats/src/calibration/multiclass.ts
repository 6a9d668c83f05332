import { fail } from '../errors.ts';
import { checkProbabilities, checkSameLength } from '../special/check.ts';
import { mean } from '../special/sum.ts';
import { none, some, type Value } from '../value.ts';
import { type CalibrationError, type EceOptions, expectedCalibrationError } from './ece.ts';

/** Calibration and probability scores for more than two classes. */
export interface MulticlassCalibration {
  /** Error of the largest probability against being right; the first maximum is the decision. */
  readonly topLabel: CalibrationError;
  /** Error of each class against the rest. */
  readonly classwise: readonly CalibrationError[];
  /** Mean of the classes' L1 errors. */
  readonly classwiseMean: Value;
  /** Mean over rows of the sum of squared differences over classes, in [0, 2]. */
  readonly brierSum: Value;
  /** Mean negative log of the true class's probability in nats; `infinite` when one was 0 and eps is 0. */
  readonly logLoss: Value;
}

/** Settings of {@link multiclassCalibration}. */
export interface MulticlassCalibrationOptions extends EceOptions {
  /** The true class's probability is clipped to [eps, 1 - eps]; 0 by default: not at all. */
  readonly eps?: number;
}

/**
 * Top-label and class-wise calibration error, Brier score (sum form) and logarithmic loss.
 *
 * @param labels class index per row, 0 to K-1
 * @param columns one array of probabilities per class
 * @param options bins and clip
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Kull et al. 2019, NeurIPS 32 (class-wise); Guo et al. 2017, ICML 70:1321 (top label).
 */
export function multiclassCalibration(
  labels: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
  options: MulticlassCalibrationOptions = {},
): MulticlassCalibration {
  const n = labels.length;
  const K = columns.length;
  const eps = options.eps ?? 0;
  columns.forEach((column, k) => {
    checkSameLength(labels, column, ['labels', `column ${k}`]);
    checkProbabilities(column, `column ${k}`);
  });
  const confidence = new Float64Array(n);
  const right = new Uint8Array(n);
  const squares = new Float64Array(n);
  const losses = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= K)
      fail(
        'stats/bad-argument',
        `Labels are class indices 0 to ${K - 1}; one is ${label}.`,
        'Map the labels to the columns.',
      );
    let top = 0;
    for (let k = 0; k < K; k++) {
      const p = columns[k]![i]!;
      if (p > columns[top]![i]!) top = k;
      const d = p - (k === label ? 1 : 0);
      squares[i]! += d * d;
    }
    confidence[i] = columns[top]![i]!;
    right[i] = top === label ? 1 : 0;
    losses[i] = -Math.log(Math.min(1 - eps, Math.max(eps, columns[label]![i]!)));
  }
  const classwise = columns.map((column, k) =>
    expectedCalibrationError(
      Uint8Array.from(labels, (label) => (label === k ? 1 : 0)),
      column,
      options,
    ),
  );
  const loss = mean(losses);
  return {
    topLabel: expectedCalibrationError(right, confidence, options),
    classwise,
    classwiseMean:
      n > 0 && K > 0 ? some(mean(classwise.map((c) => c.l1.value ?? 0))) : none('no-rows'),
    brierSum: n > 0 ? some(mean(squares)) : none('no-rows'),
    logLoss: n === 0 ? none('no-rows') : Number.isFinite(loss) ? some(loss) : none('infinite'),
  };
}
