import { fail } from '../errors.ts';

/** For each case a distribution over the classes. A case about which nothing is known has a row of zeros. */
export interface LabelPosterior {
  /** Cases. */
  readonly caseCount: number;
  /** Classes. */
  readonly classCount: number;
  /** Case-major probabilities, caseCount x classCount; every row sums to 1 or is all zeros. */
  readonly values: Float64Array;
}

/**
 * The most probable class of each case.
 *
 * @param posterior distribution per case
 * @returns class codes, the first of equal ones; -1 for a row of zeros
 */
export function argmaxLabels(posterior: LabelPosterior): Int32Array {
  const { caseCount, classCount, values } = posterior;
  const labels = new Int32Array(caseCount);
  for (let t = 0; t < caseCount; t++) {
    let best = -1;
    let top = 0;
    for (let k = 0; k < classCount; k++) {
      const value = values[t * classCount + k]!;
      if (value > top) {
        top = value;
        best = k;
      }
    }
    labels[t] = best;
  }
  return labels;
}

/**
 * Mean distribution over the cases that have one: the prevalence that the posterior implies.
 *
 * @param posterior distribution per case
 * @returns one share per class; empty rows do not count, zeros where no case has a distribution
 */
export function meanPosterior(posterior: LabelPosterior): Float64Array {
  const { caseCount, classCount, values } = posterior;
  const sums = new Float64Array(classCount);
  let total = 0;
  for (let t = 0; t < caseCount; t++) {
    for (let k = 0; k < classCount; k++) {
      const value = values[t * classCount + k]!;
      sums[k]! += value;
      total += value;
    }
  }
  if (total > 0) for (let k = 0; k < classCount; k++) sums[k]! /= total;
  return sums;
}

/**
 * Entropy of each case's distribution.
 *
 * @param posterior distribution per case
 * @returns nats, 0 to log(classCount); 0 for a row of zeros
 */
export function posteriorEntropy(posterior: LabelPosterior): Float64Array {
  const { caseCount, classCount, values } = posterior;
  const out = new Float64Array(caseCount);
  for (let t = 0; t < caseCount; t++) {
    let sum = 0;
    for (let k = 0; k < classCount; k++) {
      const p = values[t * classCount + k]!;
      if (p > 0) sum -= p * Math.log(p);
    }
    out[t] = Math.max(0, sum);
  }
  return out;
}

/**
 * A posterior from rows of probabilities.
 *
 * @param rows one row per case
 * @param classCount classes; the length of the first row by default
 * @throws annotation/length-mismatch when rows differ in length, annotation/not-a-probability
 */
export function posteriorFromRows(
  rows: readonly ArrayLike<number>[],
  classCount: number = rows[0]?.length ?? 0,
): LabelPosterior {
  const values = new Float64Array(rows.length * classCount);
  rows.forEach((row, t) => {
    if (row.length !== classCount) {
      fail(
        'annotation/length-mismatch',
        `Row ${t + 1} has ${row.length} probabilities, ${classCount} were expected.`,
        'Give every case one probability per class.',
      );
    }
    for (let k = 0; k < classCount; k++) values[t * classCount + k] = row[k]!;
  });
  checkProbabilityMatrix(values, classCount);
  return { caseCount: rows.length, classCount, values };
}

/**
 * Refuses a number that is no probability.
 *
 * @param values case-major probabilities
 * @param classCount columns
 * @throws annotation/not-a-probability with the row, annotation/length-mismatch for a broken matrix
 */
export function checkProbabilityMatrix(values: ArrayLike<number>, classCount: number): void {
  if (classCount > 0 && values.length % classCount !== 0) {
    fail(
      'annotation/length-mismatch',
      `${values.length} probabilities are no whole number of rows of ${classCount} classes.`,
      'Give every case one probability per class.',
    );
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= 0 && value <= 1) continue;
    fail(
      'annotation/not-a-probability',
      `Row ${Math.floor(i / classCount) + 1}, class ${i % classCount} has ${value}; a probability lies in 0 to 1.`,
      'Turn scores into probabilities first, or leave the row out.',
    );
  }
}
