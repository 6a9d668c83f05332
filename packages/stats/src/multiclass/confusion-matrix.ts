import { fail } from '../errors.ts';
import { checkNoNaN, checkSameLength, checkWeights } from '../special/check.ts';

/** A square table of decisions. */
export interface ConfusionMatrix {
  /** The class labels in the order of rows and columns. */
  readonly classes: readonly number[];
  /** Counts or weights, rows true class, columns decision, row-major. */
  readonly table: Float64Array;
}

/** Settings of {@link confusionMatrix}. */
export interface ConfusionMatrixOptions {
  /** Classes and their order (for ordinal use); the ascending union of all labels by default. */
  readonly classes?: readonly number[];
  /** Weight per row. */
  readonly weights?: ArrayLike<number>;
}

/**
 * Counts decisions against labels for any number of classes.
 *
 * @param labels class code per row
 * @param predictions class code per row
 * @param options the classes and weights
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument` for a code outside `classes`.
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  options: ConfusionMatrixOptions = {},
): ConfusionMatrix {
  checkSameLength(labels, predictions, ['labels', 'predictions']);
  checkNoNaN(labels, 'labels');
  checkNoNaN(predictions, 'predictions');
  if (options.weights) checkWeights(options.weights, labels.length);
  const classes =
    options.classes ??
    [...new Set([...Array.from(labels), ...Array.from(predictions)])].sort((a, b) => a - b);
  const place = new Map(classes.map((c, i) => [c, i]));
  const K = classes.length;
  const table = new Float64Array(K * K);
  for (let i = 0; i < labels.length; i++) {
    const row = place.get(labels[i]!);
    const column = place.get(predictions[i]!);
    if (row === undefined || column === undefined)
      fail(
        'stats/bad-argument',
        `A code (${labels[i]} or ${predictions[i]}) is not among the ${K} classes.`,
        'List every class.',
      );
    table[row * K + column]! += options.weights ? options.weights[i]! : 1;
  }
  return { classes, table };
}
