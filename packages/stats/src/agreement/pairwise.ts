import { none, some, type Value } from '../value.ts';
import { type AgreementWeights, agreementWeights } from './agreement-weights.ts';
import { cohenKappaFromTable, kappaFromTable } from './cohen.ts';
import { concordanceCorrelation } from './concordance.ts';
import type { Measurements } from './measurements.ts';
import { pairTables } from './pair-tables.ts';
import type { Ratings } from './ratings.ts';

/** How two readers agree; prevalence and bias stand beside kappa always. */
export interface ReaderPair {
  readonly first: number;
  readonly second: number;
  /** Units both read. */
  readonly unitCount: number;
  /** Share of equal answers. */
  readonly percent: Value;
  readonly kappa: Value;
  /** Kappa with the asked weights. */
  readonly weightedKappa: Value;
  /** Largest kappa the margins of the two allow. */
  readonly maximumKappa: Value;
  /** |a - d| / n; two categories only. */
  readonly prevalenceIndex: Value;
  /** |b - c| / n; two categories only. */
  readonly biasIndex: Value;
  /** Share of each category in the answers of the first reader on the common units. */
  readonly firstShares: Float64Array;
  readonly secondShares: Float64Array;
}

/**
 * Agreement of every pair of readers on the units both read.
 *
 * @param ratings the ratings
 * @param weights weights of the weighted kappa; quadratic by default
 * @returns R (R - 1) / 2 pairs; a pair without common units has `no-units` everywhere
 */
export function pairwiseAgreement(
  ratings: Ratings,
  weights: AgreementWeights = 'quadratic',
): ReaderPair[] {
  const q = ratings.categories.length;
  const table = agreementWeights(weights, q);
  return pairTables(ratings).map(({ first, second, counts }) => {
    const cohen = cohenKappaFromTable(counts);
    const firstShares = new Float64Array(q);
    const secondShares = new Float64Array(q);
    for (let i = 0; i < q; i++)
      for (let j = 0; j < q; j++) {
        const share = counts.unitCount > 0 ? counts.table[i * q + j]! / counts.unitCount : 0;
        firstShares[i]! += share;
        secondShares[j]! += share;
      }
    return {
      first,
      second,
      unitCount: counts.unitCount,
      percent: cohen.observed,
      kappa: cohen.kappa,
      weightedKappa: kappaFromTable(counts, table).kappa,
      maximumKappa: cohen.maximum,
      prevalenceIndex: cohen.prevalenceIndex,
      biasIndex: cohen.biasIndex,
      firstShares,
      secondShares,
    };
  });
}

/** How the numbers of two readers agree. */
export interface MeasurementPair {
  readonly first: number;
  readonly second: number;
  readonly targetCount: number;
  /** Lin's concordance. */
  readonly concordance: Value;
  readonly pearson: Value;
  /** Mean of first minus second. */
  readonly meanDifference: Value;
  /** Mean of |first - second|. */
  readonly meanAbsoluteDifference: Value;
}

/**
 * Agreement of every pair of readers on numbers both measured.
 *
 * @param measurements targets x readers
 */
export function pairwiseMeasurements(measurements: Measurements): MeasurementPair[] {
  const { values, readerCount: k } = measurements;
  const targets = k > 0 ? values.length / k : 0;
  const columns = Array.from({ length: k }, (_, g) =>
    Float64Array.from({ length: targets }, (_, i) => values[i * k + g]!),
  );
  const pairs: MeasurementPair[] = [];
  for (let g = 0; g < k; g++)
    for (let h = g + 1; h < k; h++) pairs.push(measurementPair(columns[g]!, columns[h]!, g, h));
  return pairs;
}

function measurementPair(
  a: Float64Array,
  b: Float64Array,
  first: number,
  second: number,
): MeasurementPair {
  const lin = concordanceCorrelation(a, b);
  let sum = 0;
  let distance = 0;
  for (let i = 0; i < a.length; i++) {
    const d = a[i]! - b[i]!;
    if (!Number.isFinite(d)) continue;
    sum += d;
    distance += Math.abs(d);
  }
  const n = lin.targetCount;
  const nothing = none('no-targets');
  return {
    first,
    second,
    targetCount: n,
    concordance: lin.concordance,
    pearson: lin.pearson,
    meanDifference: n > 0 ? some(sum / n) : nothing,
    meanAbsoluteDifference: n > 0 ? some(distance / n) : nothing,
  };
}

/**
 * A symmetric readers x readers matrix of one number of the pairs, for a heat map.
 *
 * @param pairs the pairs
 * @param readerCount number of readers
 * @param pick the number
 * @returns row-major; NaN where a pair has no value, and on the diagonal
 */
export function pairMatrix<P extends { readonly first: number; readonly second: number }>(
  pairs: readonly P[],
  readerCount: number,
  pick: (pair: P) => Value,
): Float64Array {
  const matrix = new Float64Array(readerCount * readerCount).fill(Number.NaN);
  for (const pair of pairs) {
    const value = pick(pair).value ?? Number.NaN;
    matrix[pair.first * readerCount + pair.second] = value;
    matrix[pair.second * readerCount + pair.first] = value;
  }
  return matrix;
}
