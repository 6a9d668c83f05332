import { fail } from '../errors.ts';
import { checkBinary, checkProbabilities } from '../special/check.ts';
import { none, some, type Value } from '../value.ts';
import type { GroupCodes } from './group-codes.ts';

/** Calibration of one group over bins of the predicted probability. */
export interface GroupCalibrationError {
  /** Sum over bins of |sum(y - p)| over the rows of the group. */
  readonly ece: Value;
  /** Largest |sum(y - p)| of a bin over all rows of the sample. */
  readonly alphaMax: Value;
  /** Mean of y - p in the group. */
  readonly signed: Value;
  readonly rowCount: number;
}

/** Calibration errors of all groups. */
export interface Multicalibration {
  readonly labels: readonly string[];
  readonly perGroup: readonly GroupCalibrationError[];
  readonly maxGroupEce: Value;
  /** Largest alphaMax: the sample is alpha-multicalibrated over these groups and bins. */
  readonly alpha: Value;
  /** Largest minus smallest group ECE. */
  readonly eceGap: Value;
}

/** Place of p among equal-width bins: left-closed, last bin closed, edges i/bins in doubles. */
function binOf(p: number, bins: number): number {
  let bin = Math.min(bins - 1, Math.floor(p * bins));
  if (bin > 0 && p < bin / bins) bin--;
  else if (bin < bins - 1 && p >= (bin + 1) / bins) bin++;
  return bin;
}

/**
 * Calibration within groups over equal-width bins.
 *
 * @param y labels 0 or 1
 * @param probability predicted probabilities, 0 to 1
 * @param groups group of each row
 * @param bins number of bins
 * @throws stats/bad-argument, stats/not-a-number, stats/length-mismatch
 * @see Hébert-Johnson, Kim, Reingold, Rothblum 2018, arXiv:1711.08513
 */
export function multicalibration(
  y: ArrayLike<number>,
  probability: ArrayLike<number>,
  groups: GroupCodes,
  bins = 10,
): Multicalibration {
  const n = y.length;
  if (probability.length !== n || groups.codes.length !== n) {
    fail(
      'stats/length-mismatch',
      `${n} labels came with ${probability.length} probabilities and ${groups.codes.length} groups.`,
      'Pass one of each per row.',
    );
  }
  if (!(Number.isInteger(bins) && bins > 0)) {
    fail('stats/bad-argument', `The number of bins is ${bins}.`, 'Pass a whole number above 0.');
  }
  checkBinary(y, 'labels');
  checkProbabilities(probability, 'probabilities');
  const { labels, codes } = groups;
  const sums = new Float64Array(labels.length * bins);
  const sizes = new Int32Array(labels.length);
  for (let i = 0; i < n; i++) {
    const g = codes[i]!;
    if (g < 0) continue;
    sizes[g]!++;
    sums[g * bins + binOf(probability[i]!, bins)]! += y[i]! - probability[i]!;
  }
  const perGroup = labels.map((_, g): GroupCalibrationError => {
    const rowCount = sizes[g]!;
    if (rowCount === 0) {
      const reason = none('no-rows');
      return { ece: reason, alphaMax: reason, signed: reason, rowCount };
    }
    let total = 0;
    let largest = 0;
    let signed = 0;
    for (let b = 0; b < bins; b++) {
      const sum = sums[g * bins + b]!;
      total += Math.abs(sum);
      largest = Math.max(largest, Math.abs(sum));
      signed += sum;
    }
    return {
      ece: some(total / rowCount),
      alphaMax: some(largest / n),
      signed: some(signed / rowCount),
      rowCount,
    };
  });
  const defined = (key: 'ece' | 'alphaMax'): number[] =>
    perGroup.map((group) => group[key].value).filter((v) => v !== null);
  const eces = defined('ece');
  if (eces.length === 0) {
    const reason = none('no-rows');
    return { labels, perGroup, maxGroupEce: reason, alpha: reason, eceGap: reason };
  }
  const highest = eces.reduce((a, b) => Math.max(a, b));
  const lowest = eces.reduce((a, b) => Math.min(a, b));
  return {
    labels,
    perGroup,
    maxGroupEce: some(highest),
    alpha: some(defined('alphaMax').reduce((a, b) => Math.max(a, b))),
    eceGap: some(highest - lowest),
  };
}
