import { none, some, type Value } from '../value.ts';
import {
  type AgreementInterval,
  type AgreementIntervalSettings,
  agreementInterval,
} from './agreement-interval.ts';
import type { AgreementCoefficient } from './coefficient.ts';
import { pairTables } from './pair-tables.ts';
import type { Ratings } from './ratings.ts';
import { oneAgainstRest } from './select-ratings.ts';

/** What has to be read beside every chance-corrected coefficient. */
export interface PrevalenceAndBias {
  /** Share of each category in all readings. */
  readonly shares: Float64Array;
  /** Share of each category in the readings of each reader, readers x categories, row-major; NaN without readings. */
  readonly sharesByReader: Float64Array;
  /** |share of positives - share of negatives|; two categories only. */
  readonly prevalenceIndex: Value;
  /** Mean over pairs of readers of |b - c| / n on their common units; two categories only. */
  readonly biasIndex: Value;
  /** Largest minus smallest share of positives among readers; two categories only. */
  readonly readerSpread: Value;
}

/** One category of a summary. */
export interface CategorySummary {
  readonly category: number;
  /** Fleiss' kappa of the category against the rest. */
  readonly interval: AgreementInterval;
  /** Share of the category in all readings. */
  readonly share: number;
}

/** Agreement of readers on one question. */
export interface AgreementSummary {
  readonly coefficients: readonly {
    readonly coefficient: AgreementCoefficient;
    readonly interval: AgreementInterval;
  }[];
  readonly byCategory: readonly CategorySummary[];
  readonly prevalence: PrevalenceAndBias;
  readonly unitCount: number;
  readonly readingCount: number;
  readonly missingCount: number;
  readonly repeatedCount: number;
}

/** The coefficients of a nominal question. */
export const nominalCoefficients: readonly AgreementCoefficient[] = [
  { kind: 'percent' },
  { kind: 'fleiss' },
  { kind: 'gwet' },
  { kind: 'krippendorff', metric: 'nominal' },
  { kind: 'conger' },
];

/** The coefficients of an ordinal question. */
export const ordinalCoefficients: readonly AgreementCoefficient[] = [
  { kind: 'percent' },
  { kind: 'gwet', weights: 'ordinal' },
  { kind: 'conger', weights: 'linear' },
  { kind: 'conger', weights: 'quadratic' },
  { kind: 'krippendorff', metric: 'ordinal' },
];

/**
 * Coefficients with intervals, each category against the rest, and the shares and indices beside them.
 *
 * @param ratings the ratings
 * @param coefficients which ones; those of a nominal question by default
 * @param settings interval settings
 */
export function agreementSummary(
  ratings: Ratings,
  coefficients: readonly AgreementCoefficient[] = nominalCoefficients,
  settings: AgreementIntervalSettings = {},
): AgreementSummary {
  const prevalence = prevalenceAndBias(ratings);
  return {
    coefficients: coefficients.map((coefficient) => ({
      coefficient,
      interval: agreementInterval(ratings, coefficient, settings),
    })),
    byCategory: Array.from(prevalence.shares, (share, category) => ({
      category,
      interval: agreementInterval(oneAgainstRest(ratings, category), { kind: 'fleiss' }, settings),
      share,
    })),
    prevalence,
    unitCount: ratings.unitCount,
    readingCount: ratings.codes.length,
    missingCount: ratings.missingCount,
    repeatedCount: ratings.repeatedCount,
  };
}

/**
 * Shares of the categories and the indices of prevalence and bias.
 *
 * @param ratings the ratings
 * @see Byrt, Bishop, Carlin 1993, doi:10.1016/0895-4356(93)90018-V
 */
export function prevalenceAndBias(ratings: Ratings): PrevalenceAndBias {
  const q = ratings.categories.length;
  const { readerCount, readers, codes } = ratings;
  const shares = new Float64Array(q);
  const sharesByReader = new Float64Array(readerCount * q);
  const read = new Float64Array(readerCount);
  for (let i = 0; i < codes.length; i++) {
    shares[codes[i]!]! += 1 / codes.length;
    sharesByReader[readers[i]! * q + codes[i]!]!++;
    read[readers[i]!]!++;
  }
  let least = 1;
  let most = 0;
  for (let g = 0; g < readerCount; g++) {
    for (let k = 0; k < q; k++) sharesByReader[g * q + k]! /= read[g]!;
    if (read[g] === 0 || q !== 2) continue;
    least = Math.min(least, sharesByReader[g * q + 1]!);
    most = Math.max(most, sharesByReader[g * q + 1]!);
  }
  if (q !== 2 || codes.length === 0) {
    const nothing = none(codes.length === 0 ? 'no-readings' : 'more-than-two-categories');
    return {
      shares,
      sharesByReader,
      prevalenceIndex: nothing,
      biasIndex: nothing,
      readerSpread: nothing,
    };
  }
  let lean = 0;
  let pairs = 0;
  for (const { counts } of pairTables(ratings)) {
    if (counts.unitCount === 0) continue;
    pairs++;
    lean += Math.abs(counts.table[1]! - counts.table[2]!) / counts.unitCount;
  }
  return {
    shares,
    sharesByReader,
    prevalenceIndex: some(Math.abs(shares[0]! - shares[1]!)),
    biasIndex: pairs > 0 ? some(lean / pairs) : none('no-pairs'),
    readerSpread: some(most - least),
  };
}
