import { fail } from '../errors.ts';
import { leaveOneOut } from '../resampling/replicates.ts';
import type { AgreementCoefficient, CoefficientTotals } from './coefficient.ts';
import { coefficientTotals } from './coefficient-totals.ts';
import { alphaStatistic } from './krippendorff.ts';
import type { Ratings } from './ratings.ts';

/** About 1.6 GB of doubles. */
const MOST_TOTALS = 2e8;

/** A value with its standard error. */
export interface ValueWithError {
  readonly value: number;
  readonly standardError: number;
}

/** A coefficient of agreement that can be had again for any draw of patients. */
export interface PatientStatistic {
  readonly patientCount: number;
  /** Patients whose readings enter the coefficient at all. */
  readonly contributingCount: number;
  /** Value of all patients, NaN where there is none. */
  readonly estimate: number;
  /**
   * Value of drawn patients.
   *
   * @param counts how often each patient is drawn
   */
  resampled(counts: ArrayLike<number>): number;
  /**
   * Value of drawn patients with its linearised standard error; null where that costs too much.
   *
   * @param counts how often each patient is drawn
   */
  readonly resampledWithError: ((counts: ArrayLike<number>) => ValueWithError) | null;
  /** Values without each patient in turn; NaN for a patient who contributes nothing. */
  leaveOneOut(): Float64Array;
}

/**
 * Prepares a coefficient for resampling of patients. Rows of totals are added up per patient, and patients with
 * equal rows are kept once: with few categories 100,000 patients shrink to some hundred rows, so that a bootstrap
 * replicate costs little more than its draws.
 *
 * @param ratings the ratings
 * @param coefficient which one
 * @throws stats/bad-argument when the coefficient does not fit the readers
 */
export function patientStatistic(
  ratings: Ratings,
  coefficient: AgreementCoefficient,
): PatientStatistic {
  const totals = coefficientTotals(ratings, coefficient);
  return totals === null ? byUnits(ratings) : byTotals(ratings, totals);
}

/**
 * The value of a coefficient alone, as {@link patientStatistic} estimates it.
 *
 * @param ratings the ratings
 * @param coefficient which one
 * @returns NaN where there is none
 * @throws stats/bad-argument when the coefficient does not fit the readers
 */
export function coefficientValue(ratings: Ratings, coefficient: AgreementCoefficient): number {
  const totals = coefficientTotals(ratings, coefficient);
  if (totals === null) return byUnits(ratings).estimate;
  const all = new Float64Array(totals.size);
  for (let u = 0; u < ratings.unitCount; u++) totals.addUnit(u, all, 0);
  return totals.evaluate(all);
}

function byTotals(ratings: Ratings, totals: CoefficientTotals): PatientStatistic {
  const { size } = totals;
  const { patientCount, unitCount, patients } = ratings;
  if (patientCount * size > MOST_TOTALS) {
    fail(
      'stats/bad-argument',
      `${patientCount} patients with totals of ${size} numbers do not fit into memory.`,
      'Choose fewer readers, or a coefficient that does not count pairs of readers.',
    );
  }
  const rows = new Float64Array(patientCount * size);
  for (let u = 0; u < unitCount; u++) totals.addUnit(u, rows, patients[u]! * size);
  const kinds = equalRows(rows, patientCount, size);
  const all = new Float64Array(size);
  const weights = new Float64Array(kinds.count);
  for (let p = 0; p < patientCount; p++) weights[kinds.of[p]!]!++;
  addUp(kinds, weights, size, all);
  const estimate = totals.evaluate(all);
  const isEmpty = Array.from({ length: kinds.count }, (_, c) => isZero(kinds.rows, c, size));
  let contributingCount = 0;
  for (let c = 0; c < kinds.count; c++) if (!isEmpty[c]) contributingCount += weights[c]!;

  const sum = new Float64Array(size);
  const drawn = new Float64Array(kinds.count);
  const totalsOf = (counts: ArrayLike<number>): Float64Array => {
    drawn.fill(0);
    for (let p = 0; p < patientCount; p++) drawn[kinds.of[p]!]! += counts[p]!;
    addUp(kinds, drawn, size, sum);
    return sum;
  };
  const slopes = new Float64Array(size);
  return {
    patientCount,
    contributingCount,
    estimate,
    resampled: (counts) => totals.evaluate(totalsOf(counts)),
    resampledWithError: (counts) => {
      totalsOf(counts);
      const value = totals.evaluate(sum);
      gradient(totals, sum, slopes);
      return { value, standardError: linearisedError(kinds, drawn, isEmpty, slopes) };
    },
    leaveOneOut: () => {
      const values = new Float64Array(kinds.count).fill(Number.NaN);
      for (let c = 0; c < kinds.count; c++) {
        if (isEmpty[c]) continue;
        for (let j = 0; j < size; j++) sum[j] = all[j]! - kinds.rows[c * size + j]!;
        values[c] = totals.evaluate(sum);
      }
      const left = new Float64Array(patientCount);
      for (let p = 0; p < patientCount; p++) left[p] = values[kinds.of[p]!]!;
      return left;
    },
  };
}

interface RowKinds {
  readonly count: number;
  /** Distinct rows. */
  readonly rows: Float64Array;
  /** Kind of each patient. */
  readonly of: Int32Array;
}

function equalRows(rows: Float64Array, patientCount: number, size: number): RowKinds {
  const of = new Int32Array(patientCount);
  const bits = new Int32Array(rows.buffer, rows.byteOffset, rows.length * 2);
  // Kinds by their hash, at most half full; a row stands at its hash or behind it.
  let room = 64;
  while (room < 2 * patientCount) room *= 2;
  const places = new Int32Array(room).fill(-1);
  const first: number[] = [];
  for (let p = 0; p < patientCount; p++) {
    let hash = 0x811c9dc5;
    for (let i = 2 * p * size; i < 2 * (p + 1) * size; i++)
      hash = Math.imul(hash ^ bits[i]!, 0x01000193) ^ (hash >>> 15);
    let place = (hash ^ (hash >>> 16)) & (room - 1);
    while (places[place] !== -1 && !isSameRow(rows, first[places[place]!]!, p, size)) {
      place = (place + 1) & (room - 1);
    }
    if (places[place] === -1) {
      places[place] = first.length;
      first.push(p);
    }
    of[p] = places[place]!;
  }
  const kept = new Float64Array(first.length * size);
  first.forEach((p, c) => {
    kept.set(rows.subarray(p * size, (p + 1) * size), c * size);
  });
  return { count: first.length, rows: kept, of };
}

function isSameRow(rows: Float64Array, a: number, b: number, size: number): boolean {
  for (let j = 0; j < size; j++) if (rows[a * size + j] !== rows[b * size + j]) return false;
  return true;
}

function isZero(rows: Float64Array, c: number, size: number): boolean {
  for (let j = 0; j < size; j++) if (rows[c * size + j] !== 0) return false;
  return true;
}

function addUp(kinds: RowKinds, weights: Float64Array, size: number, into: Float64Array): void {
  into.fill(0);
  for (let c = 0; c < kinds.count; c++) {
    const weight = weights[c]!;
    if (weight === 0) continue;
    for (let j = 0; j < size; j++) into[j]! += weight * kinds.rows[c * size + j]!;
  }
}

function gradient(totals: CoefficientTotals, at: Float64Array, into: Float64Array): void {
  let scale = 0;
  for (const x of at) scale = Math.max(scale, Math.abs(x));
  for (let j = 0; j < at.length; j++) {
    const kept = at[j]!;
    const step = 1e-5 * Math.max(Math.abs(kept), 1e-3 * scale);
    at[j] = kept + step;
    const above = totals.evaluate(at);
    at[j] = kept - step;
    const below = totals.evaluate(at);
    at[j] = kept;
    into[j] = (above - below) / (2 * step);
  }
}

/** Standard error from the influence of the drawn patients. */
function linearisedError(
  kinds: RowKinds,
  drawn: Float64Array,
  isEmpty: readonly boolean[],
  slopes: Float64Array,
): number {
  const size = slopes.length;
  let n = 0;
  let sum = 0;
  let square = 0;
  for (let c = 0; c < kinds.count; c++) {
    const weight = drawn[c]!;
    if (weight === 0 || isEmpty[c]) continue;
    let influence = 0;
    for (let j = 0; j < size; j++) influence += slopes[j]! * kinds.rows[c * size + j]!;
    n += weight;
    sum += weight * influence;
    square += weight * influence * influence;
  }
  if (n < 2) return Number.NaN;
  return Math.sqrt((Math.max(0, square - (sum * sum) / n) * n) / (n - 1));
}

/** Ordinal alpha of many distinct values: ranks change with every draw, so each draw walks over the readings. */
function byUnits(ratings: Ratings): PatientStatistic {
  const sums = alphaStatistic(ratings, 'ordinal');
  const { patients, unitCount, patientCount, starts } = ratings;
  const alphaFor = (weights: ArrayLike<number> | null): number => {
    const { observed, expected, pairableCount } = sums(weights);
    return expected > 0 ? 1 - (observed * (pairableCount - 1)) / expected : Number.NaN;
  };
  const isContributing = new Uint8Array(patientCount);
  for (let u = 0; u < unitCount; u++)
    if (starts[u + 1]! - starts[u]! >= 2) isContributing[patients[u]!] = 1;
  const unitWeights = new Float64Array(unitCount);
  return {
    patientCount,
    contributingCount: isContributing.reduce((sum, x) => sum + x, 0),
    estimate: alphaFor(null),
    resampled: (counts) => {
      for (let u = 0; u < unitCount; u++) unitWeights[u] = counts[patients[u]!]!;
      return alphaFor(unitWeights);
    },
    resampledWithError: null,
    leaveOneOut: () =>
      leaveOneOut(alphaFor, unitCount, patients).map((value, p) =>
        isContributing[p] === 1 ? value : Number.NaN,
      ),
  };
}
