import { quantile } from '@equipoise/stats';
import { fail } from '../errors.ts';

/** The nearest other rows of each row. */
export interface Neighbours {
  /** Neighbours per row. */
  readonly k: number;
  /** Row-major indices, nearest first. */
  readonly index: Int32Array;
  /** Their distances. */
  readonly distance: Float64Array;
}

const EPSILON = 2.220446049250313e-16;

/**
 * Exact nearest neighbours: cosine distance above three dimensions, Euclidean distance up to three.
 *
 * @param features row-major rowCount x dimension
 * @param dimension columns
 * @param k neighbours, 1 to rowCount - 1; fewer where there are not enough rows
 * @throws annotation/length-mismatch, annotation/bad-argument
 */
export function nearestNeighbours(
  features: ArrayLike<number>,
  dimension: number,
  k: number,
): Neighbours {
  const rows = dimension > 0 ? features.length / dimension : 0;
  if (!Number.isInteger(rows)) {
    fail(
      'annotation/length-mismatch',
      `${features.length} numbers are no whole number of rows of ${dimension} features.`,
      'Pass one number per row and feature.',
    );
  }
  if (!(Number.isInteger(k) && k >= 1)) {
    fail('annotation/bad-argument', `${k} neighbours were asked for.`, 'Ask for 1 or more.');
  }
  const isCosine = dimension > 3;
  const x = Float64Array.from(features);
  if (isCosine) scaleRows(x, dimension);
  const kept = Math.min(k, Math.max(0, rows - 1));
  const index = new Int32Array(rows * kept).fill(-1);
  const distance = new Float64Array(rows * kept).fill(Number.POSITIVE_INFINITY);
  const offer = (row: number, other: number, d: number): void => {
    const base = row * kept;
    let at = base + kept - 1;
    if (!(d < distance[at]!)) return;
    for (; at > base && distance[at - 1]! > d; at--) {
      distance[at] = distance[at - 1]!;
      index[at] = index[at - 1]!;
    }
    distance[at] = d;
    index[at] = other;
  };
  if (kept === 0) return { k: 0, index, distance };
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) {
      let sum = 0;
      if (isCosine) {
        for (let j = 0; j < dimension; j++) sum += x[a * dimension + j]! * x[b * dimension + j]!;
        sum = Math.max(0, 1 - sum);
      } else {
        for (let j = 0; j < dimension; j++) {
          const d = x[a * dimension + j]! - x[b * dimension + j]!;
          sum += d * d;
        }
        sum = Math.sqrt(sum);
      }
      offer(a, b, sum);
      offer(b, a, sum);
    }
  }
  return { k: kept, index, distance };
}

function scaleRows(x: Float64Array, dimension: number): void {
  for (let at = 0; at < x.length; at += dimension) {
    let square = 0;
    for (let j = 0; j < dimension; j++) square += x[at + j]! * x[at + j]!;
    const norm = Math.sqrt(square);
    if (norm > 0) for (let j = 0; j < dimension; j++) x[at + j]! /= norm;
  }
}

/**
 * How usual each row is among its neighbours: exp(-d / median d), d the mean distance to the nearest others.
 *
 * @param neighbours of every row
 * @returns 0 (far from everything) to 1 per row; 1 where a row has no neighbour
 * @see Kuan, Mueller 2022, arXiv:2207.03061
 */
export function typicality({ k, distance }: Neighbours, rowCount: number): Float64Array {
  if (k === 0) return new Float64Array(rowCount).fill(1);
  const mean = new Float64Array(rowCount);
  for (let i = 0; i < rowCount; i++) {
    for (let n = 0; n < k; n++) mean[i]! += distance[i * k + n]! / k;
  }
  const scale = Math.max(quantile(mean, 0.5), EPSILON);
  return mean.map((d) => Math.exp(-d / scale));
}

/**
 * How certain each prediction is: 1 less the entropy over log(classCount).
 *
 * @param probabilities row-major
 * @param classCount columns, 2 or more
 * @returns 0 (uniform) to 1 (certain) per row
 */
export function predictionCertainty(
  probabilities: ArrayLike<number>,
  classCount: number,
): Float64Array {
  const rows = probabilities.length / classCount;
  const norm = classCount > 1 ? Math.log(classCount) : 1;
  return Float64Array.from({ length: rows }, (_, i) => {
    let entropy = 0;
    for (let c = 0; c < classCount; c++) {
      const p = probabilities[i * classCount + c]!;
      if (p > 0) entropy -= p * Math.log(p);
    }
    return 1 - entropy / norm;
  });
}

/**
 * Share of each row's neighbours whose label is another than the row's own.
 *
 * @param neighbours of every row
 * @param labels class code per row
 * @returns 0 to 1 per row; 0 without neighbours
 */
export function neighbourDisagreement(
  { k, index }: Neighbours,
  labels: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: labels.length }, (_, i) => {
    let other = 0;
    for (let n = 0; n < k; n++) if (labels[index[i * k + n]!] !== labels[i]) other++;
    return k > 0 ? other / k : 0;
  });
}
