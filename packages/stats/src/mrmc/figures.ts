import { fail } from '../errors.ts';
import type { PartialRange } from '../roc/partial.ts';
import { argsort } from '../special/argsort.ts';
import { placementsOf } from './placements.ts';

/** The figure of merit of one reader under one test. */
export type ReaderMetric =
  | { readonly kind: 'auc' }
  | { readonly kind: 'partial-auc'; readonly range: PartialRange }
  /** Share of diseased cases rated at or above the threshold. */
  | { readonly kind: 'sensitivity'; readonly threshold: number }
  /** Share of non-diseased cases rated below the threshold. */
  | { readonly kind: 'specificity'; readonly threshold: number };

/** A figure of merit and what it becomes without each of its cases. */
export interface JackknifedFigure {
  /** The figure; NaN when it has no value (one truth absent). */
  readonly figure: number;
  /** The figure without case i, for the cases it rests on; a case that was not read changes nothing. */
  readonly leaveOneOut: Float64Array;
}

/**
 * Figure of merit of one reader under one test, with its leave-one-case-out values.
 * AUC and partial AUC run over all cases, sensitivity over the diseased and specificity over the others.
 *
 * @param truth 0 or 1 per case
 * @param rating one rating per case, NaN = not read
 * @param metric which figure
 * @returns NaN values where a figure does not exist
 *
 * Errors: `stats/bad-argument` for a partial range outside [0, 1].
 * Source: Quenouille 1956, Biometrika 43:353; Bamber 1975, Journal of Mathematical Psychology 12:387.
 */
export function jackknifedFigure(
  truth: Uint8Array,
  rating: Float64Array,
  metric: ReaderMetric,
): JackknifedFigure {
  switch (metric.kind) {
    case 'auc':
      return jackknifedAuc(truth, rating);
    case 'partial-auc':
      return jackknifedPartial(truth, rating, metric.range);
    case 'sensitivity':
      return jackknifedRate(calls(truth, rating, 1, metric.threshold));
    case 'specificity':
      return jackknifedRate(calls(truth, rating, 0, metric.threshold));
    default:
      return unknownMetric(metric);
  }
}

function unknownMetric(metric: never): never {
  return fail('stats/bad-argument', `Metric ${String(metric)} is not known.`, 'Use auc.');
}

function jackknifedAuc(truth: Uint8Array, rating: Float64Array): JackknifedFigure {
  const {
    wins,
    isRead,
    total,
    diseasedCount: m,
    nonDiseasedCount: n,
  } = placementsOf(truth, rating);
  const figure = m > 0 && n > 0 ? total / (m * n) : Number.NaN;
  const leaveOneOut = new Float64Array(truth.length).fill(figure);
  for (let i = 0; i < truth.length; i++) {
    if (isRead[i] === 0) continue;
    const pairs = truth[i] === 1 ? (m - 1) * n : m * (n - 1);
    leaveOneOut[i] = pairs > 0 ? (total - wins[i]!) / pairs : Number.NaN;
  }
  return { figure, leaveOneOut };
}

/** 1 for a right call, 0 for a wrong one, NaN for none, over the cases of one truth. */
function calls(
  truth: Uint8Array,
  rating: Float64Array,
  of: 0 | 1,
  threshold: number,
): Float64Array {
  const out: number[] = [];
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] !== of) continue;
    const x = rating[i]!;
    out.push(Number.isNaN(x) ? x : x >= threshold === (of === 1) ? 1 : 0);
  }
  return Float64Array.from(out);
}

function jackknifedRate(right: Float64Array): JackknifedFigure {
  let count = 0;
  let sum = 0;
  for (let i = 0; i < right.length; i++) {
    if (Number.isNaN(right[i]!)) continue;
    count++;
    sum += right[i]!;
  }
  const figure = count > 0 ? sum / count : Number.NaN;
  const leaveOneOut = right.map((x) =>
    Number.isNaN(x) ? figure : count > 1 ? (sum - x) / (count - 1) : Number.NaN,
  );
  return { figure, leaveOneOut };
}

function jackknifedPartial(
  truth: Uint8Array,
  rating: Float64Array,
  range: PartialRange,
): JackknifedFigure {
  const rows: number[] = [];
  for (let i = 0; i < truth.length; i++) if (!Number.isNaN(rating[i]!)) rows.push(i);
  const ascending = argsort(Float64Array.from(rows, (i) => rating[i]!));
  const falling = Int32Array.from(ascending, (k) => rows[k]!).reverse();
  const isDiseased = Uint8Array.from(falling, (row) => truth[row]!);
  const isVertex = Uint8Array.from(falling, (row, k) =>
    k + 1 < falling.length && rating[falling[k + 1]!] === rating[row] ? 0 : 1,
  );
  checkRange(range);
  const area = (skip: number): number => partialWithout(isDiseased, isVertex, skip, range);
  const figure = area(-1);
  const leaveOneOut = new Float64Array(truth.length).fill(figure);
  for (let k = 0; k < falling.length; k++) leaveOneOut[falling[k]!] = area(k);
  return { figure, leaveOneOut };
}

function checkRange({ low, high }: PartialRange): void {
  if (!(low >= 0 && high <= 1 && low < high))
    fail(
      'stats/bad-argument',
      `A range lies in [0, 1] with low < high and got ${low} to ${high}.`,
      'Pass for example 0.9 and 1.',
    );
}

/**
 * Raw partial area of the ROC polygon without one row. Rows run from the highest rating down; `isVertex` marks the
 * last row of each rating. The integral stops where the strip ends.
 */
function partialWithout(
  isDiseased: Uint8Array,
  isVertex: Uint8Array,
  skip: number,
  { axis, low, high }: PartialRange,
): number {
  const n = isDiseased.length;
  let positives = skip < 0 ? 0 : -isDiseased[skip]!;
  for (let k = 0; k < n; k++) positives += isDiseased[k]!;
  const negatives = n - (skip < 0 ? 0 : 1) - positives;
  if (positives === 0 || negatives === 0) return Number.NaN;
  const isSpecificity = axis === 'specificity';
  const from = isSpecificity ? 1 - high : low;
  const to = isSpecificity ? 1 - low : high;
  const [perX, perY] = isSpecificity ? [negatives, positives] : [positives, negatives];
  let sum = 0;
  let x0 = 0;
  let y0 = 0;
  let countX = 0;
  let countY = 0;
  for (let k = 0; k < n && x0 < to; k++) {
    if (k !== skip) {
      if ((isDiseased[k] === 1) === isSpecificity) countY++;
      else countX++;
    }
    if (isVertex[k] === 0) continue;
    const x1 = countX / perX;
    const y1 = countY / perY;
    if (x1 > from && x1 > x0) {
      const a = Math.max(x0, from);
      const b = Math.min(x1, to);
      sum += (b - a) * (y0 + ((y1 - y0) / (x1 - x0)) * ((a + b) / 2 - x0));
    }
    x0 = x1;
    y0 = y1;
  }
  return isSpecificity ? sum : high - low - sum;
}
