import { checkShare } from '../special/check.ts';
import { tQuantile } from '../special/distributions.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import type { AgreementCoefficient } from './coefficient.ts';
import { jackknifeSpread } from './jackknife-limits.ts';
import { patientStatistic } from './patient-statistic.ts';
import type { Ratings } from './ratings.ts';
import { onlyReaders } from './select-ratings.ts';

/** What one reader does to the agreement of all. */
export interface ReaderInfluence {
  readonly reader: number;
  /** Agreement of the others. */
  readonly without: Value;
  /** Agreement of the others minus agreement of all: above 0, the reader lowers it. */
  readonly change: Value;
  /** Limits of the change over patients, both values on the same patients. */
  readonly limits: Limits | null;
  /** Readings of the reader. */
  readonly readingCount: number;
}

/**
 * Agreement without each reader in turn.
 *
 * @param ratings the ratings
 * @param coefficient one that takes any number of readers
 * @param level confidence level
 * @returns one entry per reader; `too-few-readers` when fewer than two others remain
 * @throws stats/bad-argument
 */
export function leaveReaderOut(
  ratings: Ratings,
  coefficient: AgreementCoefficient,
  level = 0.95,
): ReaderInfluence[] {
  checkShare(level, 'level');
  const readingCounts = new Int32Array(ratings.readerCount);
  for (const reader of ratings.readers) readingCounts[reader]!++;
  const all = Array.from({ length: ratings.readerCount }, (_, g) => g);
  if (ratings.readerCount < 3) {
    const nothing = none('too-few-readers');
    return all.map((reader) => ({
      reader,
      without: nothing,
      change: nothing,
      limits: null,
      readingCount: readingCounts[reader]!,
    }));
  }
  const whole = patientStatistic(ratings, coefficient);
  const wholeLeft = whole.leaveOneOut();
  return all.map((reader) => {
    const rest = patientStatistic(
      onlyReaders(
        ratings,
        all.filter((g) => g !== reader),
      ),
      coefficient,
    );
    const change = rest.estimate - whole.estimate;
    const isDefined = !Number.isNaN(change);
    return {
      reader,
      without: Number.isNaN(rest.estimate) ? none('no-value') : some(rest.estimate),
      change: isDefined ? some(change) : none('no-value'),
      limits: isDefined
        ? changeLimits(change, wholeLeft, rest.leaveOneOut(), rest.estimate, level)
        : null,
      readingCount: readingCounts[reader]!,
    };
  });
}

function changeLimits(
  change: number,
  whole: Float64Array,
  rest: Float64Array,
  restEstimate: number,
  level: number,
): Limits | null {
  // A patient whom only the left-out reader ties to others contributes to one of the two values.
  const differences = whole.map((value, p) => {
    const other = Number.isNaN(rest[p]!) ? restEstimate : rest[p]!;
    return other - value;
  });
  const spread = jackknifeSpread(differences);
  if (spread === null) return null;
  const half = tQuantile(1 - (1 - level) / 2, spread.df) * spread.standardError;
  return [change - half, change + half];
}
