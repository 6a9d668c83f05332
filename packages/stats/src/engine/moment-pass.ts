import {
  addVectors,
  countPatterns,
  patternRuns,
  type Runs,
  type VectorRuns,
  vectorRuns,
} from './moment-runs.ts';
import { applyTerms, type MomentTerms, momentTerms } from './moment-terms.ts';
import type { MomentTable } from './plan.ts';

/** Sums of one table in one replicate; reused. */
export interface MomentSums {
  readonly histogram: Float64Array;
  /** level × dimension */
  readonly totals: Float64Array;
  /** level × dimension × dimension, upper triangle filled */
  readonly squares: Float64Array;
  /** level × dimension × dimension: level by rest of the same patient; null when constant */
  readonly cross: Float64Array | null;
  /** level × dimension × dimension: level by reference of the same patient; null when constant */
  readonly reference: Float64Array | null;
  /** level × 16: drawn patients by what they feed */
  readonly fed: Float64Array;
  readonly terms: MomentTerms | null;
  /** entries by pattern */
  readonly runs: Runs | null;
  /** entries by level, instead of patterns that are not shared; null where not */
  readonly vectors: VectorRuns | null;
  /** whether `histogram` is there already for the draws at hand */
  isCounted: boolean;
}

/** Makes the arrays that {@link MomentSums} names. */
export function momentSums(table: MomentTable, dimension: number): MomentSums {
  const square = table.levelCount * dimension * dimension;
  const terms = momentTerms(table, dimension);
  const vectors =
    terms === null && dimension === 2 && table.rest === null ? vectorRuns(table) : null;
  return {
    histogram: new Float64Array(table.patternLevel.length),
    totals: new Float64Array(table.levelCount * dimension),
    squares: new Float64Array(square),
    cross: table.rest === null ? null : new Float64Array(square),
    reference: table.referenceLeft === null ? null : new Float64Array(square),
    fed: new Float64Array(table.levelCount * 16),
    terms,
    runs: vectors === null ? patternRuns(table) : null,
    vectors,
    isCounted: false,
  };
}

/**
 * Totals and second moments of one replicate.
 *
 * @param table patterns of patient totals
 * @param dimension totals per pattern
 * @param draws how often each patient is drawn
 * @param sums overwritten
 */
export function momentPass(
  table: MomentTable,
  dimension: number,
  draws: Int32Array,
  sums: MomentSums,
): void {
  const { histogram, terms, runs, vectors } = sums;
  if (runs !== null && !sums.isCounted) countPatterns(runs, draws, histogram);
  sums.isCounted = false;
  if (vectors !== null) addVectors(vectors, draws, sums.totals, sums.squares, sums.fed);
  else if (terms === null) addPatterns(table, dimension, sums);
  else {
    applyTerms(terms.totals, histogram, 0, sums.totals, 0);
    applyTerms(terms.squares, histogram, 0, sums.squares, 0);
    applyTerms(terms.fed, histogram, 0, sums.fed, 0);
    if (terms.cross !== null && sums.cross !== null) {
      applyTerms(terms.cross, histogram, 0, sums.cross, 0);
    }
  }
  if (sums.reference !== null) addReference(table, dimension, draws, sums.reference);
}

function addPatterns(table: MomentTable, dimension: number, sums: MomentSums): void {
  const { patternLevel, vector, rest, feeds } = table;
  const { histogram, totals, squares, cross, fed } = sums;
  totals.fill(0);
  squares.fill(0);
  fed.fill(0);
  if (cross !== null) cross.fill(0);
  const square = dimension * dimension;
  for (let q = 0; q < patternLevel.length; q++) {
    const count = histogram[q]!;
    if (count === 0) continue;
    const level = patternLevel[q]!;
    const at = q * dimension;
    const total = level * dimension;
    const moment = level * square;
    fed[level * 16 + feeds[q]!] = fed[level * 16 + feeds[q]!]! + count;
    for (let i = 0; i < dimension; i++) {
      const v = vector[at + i]!;
      if (v === 0) continue;
      const scaled = count * v;
      totals[total + i] = totals[total + i]! + scaled;
      for (let j = i; j < dimension; j++) {
        const place = moment + i * dimension + j;
        squares[place] = squares[place]! + scaled * vector[at + j]!;
      }
      if (cross === null || rest === null) continue;
      for (let j = 0; j < dimension; j++) {
        const place = moment + i * dimension + j;
        cross[place] = cross[place]! + scaled * rest[at + j]!;
      }
    }
  }
}

function addReference(
  table: MomentTable,
  dimension: number,
  draws: Int32Array,
  reference: Float64Array,
): void {
  const { referenceLeft, referenceRight, entryPatient, entryPattern, entryLevel, vector } = table;
  reference.fill(0);
  if (referenceLeft === null || referenceRight === null) return;
  for (let r = 0; r < referenceLeft.length; r++) {
    const e = referenceLeft[r]!;
    const drawn = draws[entryPatient[e]!]!;
    if (drawn === 0) continue;
    const left = entryPattern[e]! * dimension;
    const right = entryPattern[referenceRight[r]!]! * dimension;
    const at = entryLevel[e]! * dimension * dimension;
    for (let i = 0; i < dimension; i++) {
      const scaled = drawn * vector[left + i]!;
      if (scaled === 0) continue;
      for (let j = 0; j < dimension; j++) {
        const place = at + i * dimension + j;
        reference[place] = reference[place]! + scaled * vector[right + j]!;
      }
    }
  }
}

/**
 * Drawn patients that feed a denominator.
 *
 * @param fed level × 16 counts
 * @param level the level
 * @param need 0 everyone, else bits of which any is enough for each bit separately: the least is returned
 */
export function patientsFeeding(fed: Float64Array, level: number, need: number): number {
  if (need === 0) return countWith(fed, level, 15);
  let least = Number.POSITIVE_INFINITY;
  for (let bit = 1; bit <= 8; bit <<= 1) {
    if ((need & bit) !== 0) least = Math.min(least, countWith(fed, level, bit));
  }
  return least;
}

function countWith(fed: Float64Array, level: number, bits: number): number {
  let count = 0;
  for (let f = 0; f < 16; f++) if ((f & bits) !== 0) count += fed[level * 16 + f]!;
  return count;
}

/**
 * Quadratic form of a gradient with a matrix of second moments.
 *
 * @param left gradient on the left
 * @param matrix array of matrices
 * @param at where the matrix starts
 * @param right gradient on the right
 * @param dimension its size
 * @param upper whether only the upper triangle is filled
 */
export function quadratic(
  left: Float64Array,
  matrix: Float64Array,
  at: number,
  right: Float64Array,
  dimension: number,
  upper: boolean,
): number {
  let sum = 0;
  for (let i = 0; i < dimension; i++) {
    const l = left[i]!;
    for (let j = 0; j < dimension; j++) {
      const place = upper && j < i ? j * dimension + i : i * dimension + j;
      sum += l * matrix[at + place]! * right[j]!;
    }
  }
  return sum;
}
