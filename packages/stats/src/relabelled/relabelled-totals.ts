import {
  evaluateMcc,
  evaluateRatios,
  needsOf,
  type RatioSum,
  ratioSumOf,
} from '../engine/count-metrics.ts';
import { patientsFeeding, quadratic } from '../engine/moment-pass.ts';
import type { EngineMetric } from '../engine/types.ts';
import type { Partition, RelabelledRows } from './relabelled-rows.ts';

/** Totals of a partition under one set of labels: per patient × level, and what follows from them. */
export interface PartTotals {
  readonly dimension: number;
  /** entry × dimension */
  readonly own: Float64Array;
  /** level × dimension, then the same of all levels together */
  readonly totals: Float64Array;
  /** level × dimension², upper triangle, then of all levels together */
  readonly squares: Float64Array;
  /** level × dimension²: level by rest of the same patient */
  readonly cross: Float64Array;
}

/** Which denominators the patients of each level feed, then those of all levels together: (levels + 1) × 16. */
export type PartFeeds = Float64Array;

/** Makes the arrays that {@link PartTotals} names. */
export function partTotals({ layout, levelCount }: Partition, dimension: number): PartTotals {
  const square = dimension * dimension;
  return {
    dimension,
    own: new Float64Array(layout.entryPatient.length * dimension),
    totals: new Float64Array((levelCount + 1) * dimension),
    squares: new Float64Array((levelCount + 1) * square),
    cross: new Float64Array(levelCount * square),
  };
}

/** Counts TP, FP, FN and TN of each entry. */
export function countEntries(
  rows: RelabelledRows,
  { layout }: Partition,
  label: Uint8Array,
  own: Float64Array,
): void {
  const { rowEntry } = layout;
  const { decision } = rows;
  own.fill(0);
  for (let i = 0; i < rowEntry.length; i++) {
    const e = rowEntry[i]!;
    if (e < 0) continue;
    const called = decision === null ? 0 : decision[i]!;
    own[4 * e + (called === 1 ? 0 : 2) + (label[i] === 1 ? 0 : 1)]!++;
  }
}

/** Adds up entries: totals, second moments, and those between a level and the rest of the same patients. */
export function addEntries({ layout, levelCount, varies }: Partition, part: PartTotals): void {
  const { entryPatient, entryLevel } = layout;
  const { dimension, own, totals, squares, cross } = part;
  const square = dimension * dimension;
  totals.fill(0);
  squares.fill(0);
  cross.fill(0);
  const sum = new Float64Array(dimension);
  const add = (vector: Float64Array, at: number, level: number): void => {
    for (let i = 0; i < dimension; i++) {
      const v = vector[at + i]!;
      if (v === 0) continue;
      const total = level * dimension + i;
      totals[total] = totals[total]! + v;
      for (let j = i; j < dimension; j++) {
        const place = level * square + i * dimension + j;
        squares[place] = squares[place]! + v * vector[at + j]!;
      }
    }
  };
  const entries = entryPatient.length;
  for (let e = 0; e < entries; e++) add(own, e * dimension, entryLevel[e]!);
  if (!varies) {
    for (let k = 0; k < levelCount; k++) {
      for (let d = 0; d < dimension; d++)
        totals[levelCount * dimension + d]! += totals[k * dimension + d]!;
      for (let d = 0; d < square; d++)
        squares[levelCount * square + d]! += squares[k * square + d]!;
    }
    return;
  }
  for (let from = 0; from < entries; ) {
    let to = from + 1;
    while (to < entries && entryPatient[to] === entryPatient[from]) to++;
    sum.fill(0);
    for (let at = from * dimension; at < to * dimension; at++) sum[at % dimension]! += own[at]!;
    add(sum, 0, levelCount);
    for (let e = from; e < to && to - from > 1; e++) {
      const matrix = entryLevel[e]! * square;
      for (let i = 0; i < dimension; i++) {
        const v = own[e * dimension + i]!;
        if (v === 0) continue;
        for (let j = 0; j < dimension; j++) {
          const place = matrix + i * dimension + j;
          cross[place] = cross[place]! + v * (sum[j]! - own[e * dimension + j]!);
        }
      }
    }
    from = to;
  }
}

/** Patients by the denominators that they feed, from the counts of {@link countEntries}. */
export function feedsOf(
  { layout, levelCount }: Partition,
  counts: Float64Array,
  hasDecision: boolean,
  out: PartFeeds,
): void {
  const { entryPatient, entryLevel } = layout;
  out.fill(0);
  let all = 0;
  for (let e = 0; e < entryPatient.length; e++) {
    const tp = counts[4 * e]!;
    const fp = counts[4 * e + 1]!;
    const fn = counts[4 * e + 2]!;
    const tn = counts[4 * e + 3]!;
    let mask = (tp + fn > 0 ? 1 : 0) | (fp + tn > 0 ? 2 : 0);
    if (hasDecision) mask |= (tp + fp > 0 ? 4 : 0) | (fn + tn > 0 ? 8 : 0);
    out[entryLevel[e]! * 16 + mask]!++;
    all |= mask;
    if (entryPatient[e + 1] === entryPatient[e]) continue;
    out[levelCount * 16 + all]!++;
    all = 0;
  }
}

/** A metric made of totals. */
export interface TotalsMetric {
  /** null for Matthews correlation */
  readonly formula: RatioSum | null;
  readonly need: number;
}

/** The definition of a metric made of totals. */
export function totalsMetric(metric: EngineMetric): TotalsMetric {
  return { formula: metric === 'mcc' ? null : ratioSumOf(metric), need: needsOf(metric) };
}

/** Receives value, standard error, gap to the rest and its standard error of a level. */
export type WriteCell = (
  level: number,
  value: number,
  variance: number,
  rest: number,
  gapVariance: number,
) => void;

/** Value, variance and gap of one metric in every level, from added-up entries. */
export function totalsCells(
  { levelCount, varies }: Partition,
  part: PartTotals,
  feeds: PartFeeds,
  { formula, need }: TotalsMetric,
  write: WriteCell,
): void {
  const { dimension, totals, squares, cross } = part;
  const square = dimension * dimension;
  const gradient = new Float64Array(dimension);
  const restGradient = new Float64Array(dimension);
  const rest = new Float64Array(dimension);
  const restSquares = new Float64Array(square);
  const valueAt = (from: Float64Array, at: number, out: Float64Array): number =>
    formula === null
      ? evaluateMcc(from, at, out)
      : evaluateRatios(formula, from, at, dimension, out);
  const everyone = patientsFeeding(feeds, levelCount, need);
  for (let k = 0; k < levelCount; k++) {
    const value = valueAt(totals, k * dimension, gradient);
    const inside = patientsFeeding(feeds, k, need);
    const variance =
      quadratic(gradient, squares, k * square, gradient, dimension, true) * correction(inside);
    for (let i = 0; i < dimension; i++) {
      const whole = totals[levelCount * dimension + i]!;
      const left = whole - totals[k * dimension + i]!;
      // What is left of a sum of fractions may be rounding alone.
      rest[i] = Math.abs(left) > 1e-9 * Math.abs(whole) ? left : 0;
      for (let j = i; j < dimension; j++) {
        const here = i * dimension + j;
        restSquares[here] =
          squares[levelCount * square + here]! -
          squares[k * square + here]! -
          cross[k * square + here]! -
          cross[k * square + j * dimension + i]!;
      }
    }
    const other = valueAt(rest, 0, restGradient);
    // With patients on both sides the rest has at least as many as the difference: the smaller bound is kept.
    const outside = varies ? Math.max(2, everyone - inside) : everyone - inside;
    const restVariance =
      quadratic(restGradient, restSquares, 0, restGradient, dimension, true) * correction(outside);
    const shared = varies
      ? quadratic(gradient, cross, k * square, restGradient, dimension, false)
      : 0;
    write(k, value, variance, other, variance + restVariance - 2 * shared);
  }
}

function correction(patients: number): number {
  return patients > 1 ? patients / (patients - 1) : Number.NaN;
}
