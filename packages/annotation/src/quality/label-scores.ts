import { fail } from '../errors.ts';
import { checkProbabilityMatrix } from '../fusion/label-posterior.ts';

/** Given labels and a model's out-of-sample probabilities for the same rows. */
export interface ScoredLabels {
  /** Rows. */
  readonly rowCount: number;
  /** Classes. */
  readonly classCount: number;
  /** Given class per row, 0 to classCount - 1. */
  readonly labels: Int32Array;
  /** Row-major probabilities, rowCount x classCount. */
  readonly probabilities: Float64Array;
}

/**
 * Checks labels and probabilities once; everything in this folder takes what this gives.
 *
 * @param labels class code per row
 * @param probabilities row-major probabilities, out of sample
 * @param classCount columns
 * @throws annotation/length-mismatch, annotation/bad-code, annotation/not-a-probability
 */
export function scoredLabels(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  classCount: number,
): ScoredLabels {
  const rowCount = labels.length;
  if (probabilities.length !== rowCount * classCount) {
    fail(
      'annotation/length-mismatch',
      `${probabilities.length} probabilities came for ${rowCount} labels and ${classCount} classes.`,
      'Pass one probability per row and class.',
    );
  }
  checkProbabilityMatrix(probabilities, classCount);
  const codes = labels instanceof Int32Array ? labels : Int32Array.from(labels);
  for (let i = 0; i < rowCount; i++) {
    if (codes[i] === labels[i] && codes[i]! >= 0 && codes[i]! < classCount) continue;
    fail(
      'annotation/bad-code',
      `Row ${i + 1} has class code ${labels[i]}; codes run from 0 to ${classCount - 1}.`,
      'Leave rows without a label out, and declare every category.',
    );
  }
  const values =
    probabilities instanceof Float64Array ? probabilities : Float64Array.from(probabilities);
  return { rowCount, classCount, labels: codes, probabilities: values };
}

/**
 * Class with the largest probability, the first of equal ones.
 *
 * @param input labels and probabilities
 * @returns class code per row
 */
export function predictedClass(input: ScoredLabels): Int32Array {
  const { rowCount, classCount: k, probabilities } = input;
  const out = new Int32Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const row = i * k;
    let best = 0;
    let top = probabilities[row]!;
    for (let c = 1; c < k; c++) {
      const p = probabilities[row + c]!;
      if (p > top) {
        top = p;
        best = c;
      }
    }
    out[i] = best;
  }
  return out;
}

/**
 * Probability of the given label.
 *
 * @param input labels and probabilities
 * @returns 0 (worst) to 1 per row
 */
export function selfConfidence({
  rowCount,
  classCount,
  labels,
  probabilities,
}: ScoredLabels): Float64Array {
  const out = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) out[i] = probabilities[i * classCount + labels[i]!]!;
  return out;
}

/**
 * Probability of the given label less the largest other one, put on 0 to 1.
 *
 * @param input labels and probabilities
 * @returns 0 (worst) to 1 per row
 */
export function normalizedMargin({
  rowCount,
  classCount: k,
  labels,
  probabilities,
}: ScoredLabels): Float64Array {
  const out = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    const row = i * k;
    const given = labels[i]!;
    let other = k > 1 ? Number.NEGATIVE_INFINITY : 0;
    for (let c = 0; c < k; c++) {
      const p = probabilities[row + c]!;
      if (c !== given && p > other) other = p;
    }
    out[i] = (probabilities[row + given]! - other + 1) / 2;
  }
  return out;
}

/**
 * log(1 + x) / x with x the normalised entropy over the self-confidence.
 *
 * @param input labels and probabilities
 * @returns 0 (worst) to 1 per row; 1 for a certain and equal prediction, 0 where the given class has probability 0
 * @see Kuan, Mueller 2022, Model-agnostic label quality scoring (ICML DataPerf workshop)
 */
export function confidenceWeightedEntropy(input: ScoredLabels): Float64Array {
  const { rowCount, classCount: k, labels, probabilities } = input;
  const out = new Float64Array(rowCount);
  const norm = k > 1 ? Math.log(k) : 1;
  for (let i = 0; i < rowCount; i++) {
    const row = i * k;
    let entropy = 0;
    for (let c = 0; c < k; c++) {
      const p = probabilities[row + c]!;
      if (p > 0) entropy -= p * Math.log(p);
    }
    const given = probabilities[row + labels[i]!]!;
    const x = Math.max(0, entropy) / norm / given;
    out[i] = given === 0 ? 0 : x === 0 ? 1 : Math.log1p(x) / x;
  }
  return out;
}

/**
 * Probabilities with the class thresholds taken out: p - t + max t, rows summing to 1 again. Classes that the
 * model is less sure of on the whole are then judged by their own yardstick.
 *
 * @param input labels and probabilities
 * @param thresholds one per class; NaN where the class has no label, which is then left as it is
 */
export function adjustedProbabilities(input: ScoredLabels, thresholds: Float64Array): ScoredLabels {
  const { rowCount, classCount: k, probabilities } = input;
  let most = 0;
  for (const t of thresholds) if (t > most) most = t;
  const shift = thresholds.map((t) => (Number.isNaN(t) ? 0 : most - t));
  const out = new Float64Array(probabilities.length);
  for (let i = 0; i < rowCount; i++) {
    let sum = 0;
    for (let c = 0; c < k; c++) {
      const p = probabilities[i * k + c]! + shift[c]!;
      out[i * k + c] = p;
      sum += p;
    }
    if (sum > 0) for (let c = 0; c < k; c++) out[i * k + c]! /= sum;
  }
  return { ...input, probabilities: out };
}
