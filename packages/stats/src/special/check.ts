import { fail } from '../errors.ts';

/**
 * Stops when two arrays that belong together differ in length.
 *
 * @param a first array
 * @param b second array
 * @param names what the two are called in the message
 *
 * Errors: `stats/length-mismatch`.
 */
export function checkSameLength(
  a: ArrayLike<unknown>,
  b: ArrayLike<unknown>,
  names: readonly [string, string],
): void {
  if (a.length !== b.length)
    fail(
      'stats/length-mismatch',
      `${names[0]} has ${a.length} entries and ${names[1]} has ${b.length}.`,
      'Pass one entry per row in both.',
    );
}

/**
 * Stops when any number is NaN; infinities are legal.
 *
 * @param values numbers
 * @param name what they are called in the message
 *
 * Errors: `stats/not-a-number` with the count of rows.
 */
export function checkNoNaN(values: ArrayLike<number>, name: string): void {
  let bad = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) bad++;
  if (bad > 0)
    fail(
      'stats/not-a-number',
      `${name} holds NaN in ${bad} of ${values.length} rows.`,
      'Drop these rows and report how many, or mend the values.',
    );
}

/**
 * Stops when a label is neither 0 nor 1.
 *
 * @param labels binary labels
 * @param name what they are called in the message
 *
 * Errors: `stats/not-a-number`, `stats/bad-argument`.
 */
export function checkBinary(labels: ArrayLike<number>, name: string): void {
  checkNoNaN(labels, name);
  let bad = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] !== 0 && labels[i] !== 1) bad++;
  if (bad > 0)
    fail(
      'stats/bad-argument',
      `${name} takes 0 and 1 and ${bad} of ${labels.length} rows hold something else.`,
      'Map the labels to 0 and 1 first; rows without a label leave the task.',
    );
}

/**
 * Stops when a number is no probability.
 *
 * @param values numbers
 * @param name what they are called in the message
 *
 * Errors: `stats/not-a-number`, `stats/bad-argument` with the count and the extremes.
 */
export function checkProbabilities(values: ArrayLike<number>, name: string): void {
  checkNoNaN(values, name);
  let bad = 0;
  let low = 0;
  let high = 1;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v < 0 || v > 1) bad++;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (bad > 0)
    fail(
      'stats/bad-argument',
      `${name} must lie in [0, 1]; ${bad} of ${values.length} rows do not (${low} to ${high}).`,
      'Such scores can be ranked (AUROC), but carry no probability.',
    );
}

/**
 * Stops when a weight is negative or not finite.
 *
 * @param weights one weight per row
 * @param length the number of rows
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 */
export function checkWeights(weights: ArrayLike<number>, length: number): void {
  if (weights.length !== length)
    fail(
      'stats/length-mismatch',
      `weights has ${weights.length} entries for ${length} rows.`,
      'Pass one weight per row.',
    );
  checkNoNaN(weights, 'weights');
  for (let i = 0; i < weights.length; i++)
    if (weights[i]! < 0 || weights[i] === Number.POSITIVE_INFINITY)
      fail('stats/bad-argument', 'A weight is negative or infinite.', 'Pass finite weights >= 0.');
}

/**
 * Stops when a number does not lie strictly between 0 and 1.
 *
 * @param value the number
 * @param name what it is called in the message
 *
 * Errors: `stats/bad-argument`.
 */
export function checkShare(value: number, name: string): void {
  if (!(value > 0 && value < 1))
    fail('stats/bad-argument', `${name} lies in (0, 1) and got ${value}.`, 'Pass a share.');
}

/**
 * Stops when a count is not a whole number at or above 0.
 *
 * @param value the count
 * @param name what it is called in the message
 *
 * Errors: `stats/bad-argument`.
 */
export function checkCount(value: number, name: string): void {
  if (!Number.isInteger(value) || value < 0)
    fail(
      'stats/bad-argument',
      `${name} is a whole number at or above 0 and got ${value}.`,
      'Pass a count.',
    );
}
