import { fail } from '../errors.ts';
import { fixedAlphaTotals, intervalAlphaTotals, ordinalAlphaTotals } from './alpha-totals.ts';
import type { AgreementCoefficient, CoefficientTotals } from './coefficient.ts';
import { congerTotals } from './conger-totals.ts';
import { momentTotals } from './moment-totals.ts';
import { pairwiseTotals } from './pairwise-totals.ts';
import type { Ratings } from './ratings.ts';
import { shareTotals } from './share-totals.ts';

/** Above this many distinct values the coincidences of the ordinal alpha no longer fit into totals. */
const ORDINAL_CATEGORIES = 40;

/**
 * A coefficient as totals over units.
 *
 * @param ratings the ratings
 * @param coefficient which one
 * @returns null where the coefficient is no function of short totals (ordinal alpha of many distinct values)
 * @throws stats/bad-argument for Cohen's kappa or Lin's concordance of other than two readers
 */
export function coefficientTotals(
  ratings: Ratings,
  coefficient: AgreementCoefficient,
): CoefficientTotals | null {
  switch (coefficient.kind) {
    case 'percent':
    case 'gwet':
    case 'fleiss':
    case 'brennan-prediger':
      return shareTotals(ratings, coefficient.kind, coefficient.weights ?? 'unweighted');
    case 'conger':
      return congerTotals(ratings, coefficient.weights ?? 'unweighted');
    case 'cohen':
      checkTwo(ratings, 'Cohen’s kappa');
      return pairwiseTotals(ratings, coefficient.weights ?? 'unweighted');
    case 'light':
      return pairwiseTotals(ratings, coefficient.weights ?? 'unweighted');
    case 'krippendorff':
      if (coefficient.metric === 'interval') return intervalAlphaTotals(ratings);
      if (coefficient.metric !== 'ordinal') return fixedAlphaTotals(ratings, coefficient.metric);
      return ratings.categories.length > ORDINAL_CATEGORIES ? null : ordinalAlphaTotals(ratings);
    case 'concordance':
      checkTwo(ratings, 'Lin’s concordance');
      return momentTotals(ratings, coefficient.kind);
    case 'icc-one-way':
    case 'icc-agreement':
    case 'icc-consistency':
      return momentTotals(ratings, coefficient.kind);
    default: {
      const unknown: never = coefficient;
      return fail(
        'stats/bad-argument',
        `${String(unknown)} is no coefficient.`,
        'Name a known one.',
      );
    }
  }
}

function checkTwo(ratings: Ratings, name: string): void {
  if (ratings.readerCount !== 2) {
    fail(
      'stats/bad-argument',
      `${name} compares two readers and got ${ratings.readerCount}.`,
      'Choose two readers, or ask for Conger, Fleiss, Light or an intraclass form.',
    );
  }
}
