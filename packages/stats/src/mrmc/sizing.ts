import { fail } from '../errors.ts';
import { checkShare } from '../special/check.ts';
import { chiSquareQuantile, fQuantile } from '../special/distributions.ts';
import { none, some, type Value } from '../value.ts';
import type { OrComponents } from './components.ts';
import { noncentralFUpper } from './noncentral-f.ts';
import type { RandomFactors } from './random-factors.ts';

/** What the next study is planned from: the components of a pilot study of two tests. */
export interface PilotComponents {
  /** Variance of the interaction of test and reader; a negative estimate counts as 0. */
  readonly testByReader: number;
  /** Error variance of one figure at the pilot's number of cases. */
  readonly error: number;
  /** Covariance of errors: same reader, other test. */
  readonly cov1: number;
  /** Covariance of errors: other reader, same test. */
  readonly cov2: number;
  /** Covariance of errors: other reader, other test. */
  readonly cov3: number;
  /** Cases of the pilot; the next study is taken to have the same share of diseased cases. */
  readonly caseCount: number;
}

/** Settings of {@link studyPower}. */
export interface PowerOptions {
  /** Difference to be found, above 0, in units of the figure of merit. */
  readonly difference: number;
  /** Two-sided level of the test, 0.05 by default. */
  readonly alpha?: number;
  /** What is random, readers and cases by default. */
  readonly random?: RandomFactors;
}

/** Power of a planned study of two tests. */
export interface StudyPower {
  readonly readerCount: number;
  readonly caseCount: number;
  readonly power: number;
  /** Variance of the difference of the two reader-averaged figures. */
  readonly varianceOfDifference: number;
  /** Denominator degrees of freedom; null for the chi-square test of fixed readers. */
  readonly df2: number | null;
  readonly noncentrality: number;
}

/**
 * The components of a finished analysis as the pilot of the next study.
 *
 * @param components of two tests and two readers or more
 * @param caseCount cases they rest on
 * @returns the pilot, or null where a component has no value
 */
export function pilotFrom(components: OrComponents, caseCount: number): PilotComponents | null {
  const { testByReader, error, cov1, cov2, cov3, msTestReader } = components;
  const parts = [testByReader, error, cov1, cov2, cov3, msTestReader];
  if (parts.some((one) => one.value === null)) return null;
  const of = (one: Value): number => one.value ?? 0;
  const between = Math.max(of(cov2) - of(cov3), 0);
  return {
    // A negative cov2 - cov3 counts as 0 here too, so that the parts add up to the mean square.
    testByReader: of(msTestReader) - of(error) + of(cov1) + between,
    error: of(error),
    cov1: of(cov1),
    cov2: of(cov2),
    cov3: of(cov3),
    caseCount,
  };
}

/**
 * Power to find a difference between two tests with given numbers of readers and cases.
 *
 * @param pilot components of a pilot study
 * @param readerCount readers of the next study, 1 or more (2 or more when readers are random)
 * @param caseCount cases of the next study, 1 or more
 * @param options the difference, the level, what is random
 *
 * Errors: `stats/bad-argument` for counts or a difference outside their range.
 * Source: Hillis, Obuchowski and Berbaum 2011, Academic Radiology 18:129.
 */
export function studyPower(
  pilot: PilotComponents,
  readerCount: number,
  caseCount: number,
  options: PowerOptions,
): StudyPower {
  const { difference, alpha = 0.05, random = 'readers+cases' } = options;
  checkShare(alpha, 'alpha');
  if (!(difference > 0))
    fail('stats/bad-argument', `The difference is ${difference}.`, 'Pass a difference above 0.');
  const least = random === 'cases' ? 1 : 2;
  if (!(Number.isInteger(readerCount) && readerCount >= least && caseCount >= 1))
    fail(
      'stats/bad-argument',
      `A study of ${readerCount} readers and ${caseCount} cases has no ${random} test.`,
      `Pass ${least} readers or more and at least one case.`,
    );
  const between = Math.max(pilot.cov2 - pilot.cov3, 0);
  const scale = pilot.caseCount / caseCount;
  const own = pilot.error - pilot.cov1;
  const inter = random === 'cases' ? 0 : Math.max(pilot.testByReader, 0);
  const ofCases = random === 'readers' ? own - between : own + (readerCount - 1) * between;
  const denominator = inter + scale * ofCases;
  const varianceOfDifference = (2 * denominator) / readerCount;
  const noncentrality = (difference * difference) / varianceOfDifference;
  const meanSquare = inter + scale * (own - between);
  const share = denominator / meanSquare;
  const df2 =
    random === 'cases'
      ? null
      : meanSquare > 0
        ? share * share * (readerCount - 1)
        : Number.POSITIVE_INFINITY;
  const critical =
    df2 === null || df2 > 1e7 ? chiSquareQuantile(1 - alpha, 1) : fQuantile(1 - alpha, 1, df2);
  const power =
    denominator > 0
      ? noncentralFUpper(critical, 1, df2 ?? Number.POSITIVE_INFINITY, noncentrality)
      : 1;
  return {
    readerCount,
    caseCount,
    power,
    varianceOfDifference,
    df2: df2 !== null && Number.isFinite(df2) ? df2 : null,
    noncentrality,
  };
}

/**
 * Fewest cases that reach a power with a given number of readers.
 *
 * @param pilot components of a pilot study
 * @param readerCount readers of the next study
 * @param power wanted power in (0, 1)
 * @param options the difference, the level, what is random
 * @param mostCases where the search stops, 100,000 by default
 * @returns the number of cases; `readers-too-few` where no number up to the limit suffices
 *
 * Errors: those of {@link studyPower}.
 */
export function casesForPower(
  pilot: PilotComponents,
  readerCount: number,
  power: number,
  options: PowerOptions,
  mostCases = 100_000,
): Value {
  checkShare(power, 'power');
  const reaches = (cases: number): boolean =>
    studyPower(pilot, readerCount, cases, options).power >= power;
  if (!reaches(mostCases)) return none('readers-too-few');
  let low = 0;
  let high = mostCases;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return some(high);
}

/**
 * Cases needed for each number of readers: the trade of readers against cases.
 *
 * @param pilot components of a pilot study
 * @param readerCounts numbers of readers to try
 * @param power wanted power in (0, 1)
 * @param options the difference, the level, what is random
 */
export function sizingTable(
  pilot: PilotComponents,
  readerCounts: readonly number[],
  power: number,
  options: PowerOptions,
): readonly { readonly readerCount: number; readonly caseCount: Value }[] {
  return readerCounts.map((readerCount) => ({
    readerCount,
    caseCount: casesForPower(pilot, readerCount, power, options),
  }));
}
