import { fail } from '../errors.ts';
import { drawCounts } from '../random.ts';
import { bootstrapReplicates } from '../resampling/replicates.ts';
import { bcaLimits, percentileLimits } from '../resampling/summary.ts';
import { checkShare } from '../special/check.ts';
import type { Interval } from '../special/interval.ts';
import { quantileSorted } from '../special/quantile.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { chanceCorrectedAgreement } from './chance-corrected.ts';
import type { AgreementCoefficient } from './coefficient.ts';
import { agreementLimits, jackknifeSpread } from './jackknife-limits.ts';
import { coefficientValue, type PatientStatistic, patientStatistic } from './patient-statistic.ts';
import type { Ratings } from './ratings.ts';
import { onlyReaders } from './select-ratings.ts';

/** What is taken as drawn from a larger population. */
export type SampledThing = 'patients' | 'readers' | 'both';

/** How limits over patients are found. */
export type AgreementIntervalMethod = 'jackknife' | 'percentile' | 'bca' | 'studentised';

/** Settings of {@link agreementInterval}. */
export interface AgreementIntervalSettings {
  readonly level?: number;
  /** Patients by default; with readers or both the readers stand for readers to come. */
  readonly over?: SampledThing;
  /** The jackknife on Fisher's z scale by default; the others are bootstraps of patients. */
  readonly method?: AgreementIntervalMethod;
  /** Bootstrap replicates; 2000 by default. */
  readonly replicates?: number;
  /** Seed of a bootstrap; 1 by default. */
  readonly seed?: number;
}

/** A coefficient of agreement with an interval that respects patients, readers or both. */
export interface AgreementInterval extends Interval {
  /** Why there are no limits; absent where there are. */
  readonly reason?: string;
  readonly se: Value;
  /** Degrees of freedom behind the limits. */
  readonly df: Value;
  /** Patients whose readings enter the coefficient. */
  readonly patientCount: number;
  /** Readers with a reading. */
  readonly readerCount: number;
  /** Units read at least twice. */
  readonly pairedUnitCount: number;
  readonly readingCount: number;
}

/**
 * Interval of a coefficient of agreement.
 *
 * Over patients: whole patients are left out or drawn, the readers are taken as they are. The default is the
 * jackknife on Fisher's z scale with degrees of freedom from the spread of its values: in seven simulated
 * designs of 20 to 200 patients with 1 to 5 units and 8 coefficients (1000 studies each) it covered 93.6 to 98 %,
 * where percentile and BCa limits fell to 88 % for rare answers. Over readers: whole readers are left out, the patients are taken as they are. Over both: the two
 * variances are added, which counts their interaction twice and so errs to the wide side.
 *
 * Without any disagreement there is nothing to estimate a spread from: the lower limit then is the one that the
 * number of patients without disagreement allows (method `no-disagreement`).
 *
 * @param ratings the ratings
 * @param coefficient which coefficient
 * @param settings level, what is sampled, method
 * @returns limits null with a reason: `one-patient`, `too-few-readers` (under 3), `no-spread`, ...
 * @throws stats/bad-argument
 * @see Efron, Stein 1981, doi:10.1214/aos/1176345462; Blackman, Koval 2000,
 *   doi:10.1002/(SICI)1097-0258(20000315)19:5<723::AID-SIM379>3.0.CO;2-A (jackknife limits of kappa);
 *   Field, Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x (whole clusters)
 */
export function agreementInterval(
  ratings: Ratings,
  coefficient: AgreementCoefficient,
  settings: AgreementIntervalSettings = {},
): AgreementInterval {
  const { level = 0.95, over = 'patients', method = 'jackknife' } = settings;
  checkShare(level, 'level');
  if (over !== 'patients' && method !== 'jackknife') {
    fail(
      'stats/bad-argument',
      `Limits over ${over} are found by the jackknife, ${method} was asked for.`,
      'Leave the method out, or sample patients.',
    );
  }
  const statistic = patientStatistic(ratings, coefficient);
  const base = { level, ...countsOf(ratings, statistic) };
  const estimate = statistic.estimate;
  if (Number.isNaN(estimate)) {
    const reason = base.pairedUnitCount > 0 ? 'no-variation' : 'no-pairs';
    const nothing = none(reason);
    return { ...base, estimate: nothing, limits: null, method, reason, se: nothing, df: nothing };
  }
  if (over === 'patients')
    return { ...base, ...overPatients(ratings, coefficient, statistic, settings) };
  const readers = readerSpread(ratings, coefficient);
  if (readers === null)
    return { ...base, ...refuse(estimate, 'jackknife-readers', 'too-few-readers') };
  const isBoth = over === 'both';
  const name = isBoth ? 'jackknife-patients-readers' : 'jackknife-readers';
  const patients = isBoth ? jackknifeSpread(statistic.leaveOneOut()) : null;
  if (isBoth && patients === null) return { ...base, ...refuse(estimate, name, 'one-patient') };
  const ofPatients = patients ? patients.standardError * patients.standardError : 0;
  const ofReaders = readers.standardError * readers.standardError;
  const se = Math.sqrt(ofPatients + ofReaders);
  if (!(se > 0)) return { ...base, ...withoutSpread(ratings, coefficient, statistic, level, name) };
  const df =
    ((ofPatients + ofReaders) * (ofPatients + ofReaders)) /
    ((patients ? (ofPatients * ofPatients) / patients.df : 0) +
      (ofReaders * ofReaders) / readers.df);
  return {
    ...base,
    estimate: some(estimate),
    limits: agreementLimits(estimate, se, df, level),
    method: name,
    se: some(se),
    df: some(df),
  };
}

type Found = Pick<AgreementInterval, 'estimate' | 'limits' | 'method' | 'reason' | 'se' | 'df'>;

function refuse(estimate: number, method: string, reason: string): Found {
  const nothing = none(reason);
  return { estimate: some(estimate), limits: null, method, reason, se: nothing, df: nothing };
}

function countsOf(
  ratings: Ratings,
  statistic: PatientStatistic,
): Pick<AgreementInterval, 'patientCount' | 'readerCount' | 'pairedUnitCount' | 'readingCount'> {
  let pairedUnitCount = 0;
  for (let u = 0; u < ratings.unitCount; u++)
    if (ratings.starts[u + 1]! - ratings.starts[u]! >= 2) pairedUnitCount++;
  return {
    patientCount: statistic.contributingCount,
    readerCount: activeReaders(ratings).length,
    pairedUnitCount,
    readingCount: ratings.codes.length,
  };
}

function activeReaders(ratings: Ratings): number[] {
  const has = new Uint8Array(ratings.readerCount);
  for (const reader of ratings.readers) has[reader] = 1;
  return Array.from(has.keys()).filter((g) => has[g] === 1);
}

/** Spread of the coefficient over readers left out in turn; null under three readers. */
function readerSpread(
  ratings: Ratings,
  coefficient: AgreementCoefficient,
): { standardError: number; df: number } | null {
  const readers = activeReaders(ratings);
  const isAll = coefficient.kind === 'cohen' || coefficient.kind === 'concordance';
  if (readers.length < 3 || isAll) return null;
  const all = Array.from({ length: ratings.readerCount }, (_, g) => g);
  const values = readers.map((reader) => {
    // One who was left out does not stay as an empty column.
    const rest = onlyReaders(
      ratings,
      all.filter((g) => g !== reader),
    );
    return coefficientValue(rest, coefficient);
  });
  const spread = jackknifeSpread(values);
  // Few readers say nothing about the shape of the spread among them: plain degrees of freedom.
  return spread && { standardError: spread.standardError, df: spread.count - 1 };
}

function overPatients(
  ratings: Ratings,
  coefficient: AgreementCoefficient,
  statistic: PatientStatistic,
  settings: AgreementIntervalSettings,
): Found {
  const { level = 0.95, method = 'jackknife', replicates = 2000, seed = 1 } = settings;
  const { estimate } = statistic;
  const left = statistic.leaveOneOut();
  const spread = jackknifeSpread(left);
  const name = `${method}-patients`;
  if (spread === null) return refuse(estimate, name, 'one-patient');
  const { standardError: se, df } = spread;
  if (!(se > 1e-12)) return withoutSpread(ratings, coefficient, statistic, level, name);
  const found = { estimate: some(estimate), method: name, se: some(se), df: some(df) };
  if (method === 'jackknife') return { ...found, limits: agreementLimits(estimate, se, df, level) };
  if (method === 'studentised') {
    const limits = studentised(statistic, se, level, replicates, seed);
    return limits ? { ...found, limits } : { ...found, limits, reason: 'no-replicate-error' };
  }
  const values = bootstrapReplicates((counts) => statistic.resampled(counts), {
    rowCount: statistic.patientCount,
    replicateCount: replicates,
    seed,
  });
  const limits =
    method === 'bca'
      ? bcaLimits(values, estimate, left, level).limits
      : percentileLimits(values, level);
  return limits.limits === null
    ? { ...found, limits: null, reason: limits.reason }
    : { ...found, limits: limits.limits };
}

/** Bootstrap-t on Fisher's z scale. */
function studentised(
  statistic: PatientStatistic,
  se: number,
  level: number,
  replicates: number,
  seed: number,
): Limits | null {
  const { resampledWithError, estimate, patientCount } = statistic;
  if (resampledWithError === null || Math.abs(estimate) >= 1) return null;
  const centre = Math.atanh(estimate);
  const counts = new Int32Array(patientCount);
  const pivots: number[] = [];
  for (let b = 0; b < replicates; b++) {
    drawCounts(seed, 0, b, patientCount, counts);
    const { value, standardError } = resampledWithError(counts);
    if (!(standardError > 0 && Math.abs(value) < 1)) continue;
    pivots.push((Math.atanh(value) - centre) / (standardError / (1 - value * value)));
  }
  if (pivots.length < 2) return null;
  const sorted = Float64Array.from(pivots).sort();
  const scale = se / (1 - estimate * estimate);
  const tail = (1 - level) / 2;
  return [
    Math.tanh(centre - quantileSorted(sorted, 1 - tail) * scale),
    Math.tanh(centre - quantileSorted(sorted, tail) * scale),
  ];
}

/** Limits where leaving anybody out changes nothing: an exact bound where nobody disagrees, else none. */
function withoutSpread(
  ratings: Ratings,
  coefficient: AgreementCoefficient,
  statistic: PatientStatistic,
  level: number,
  method: string,
): Found {
  const chance = statistic.estimate > 1 - 1e-12 ? chanceOf(ratings, coefficient) : null;
  if (chance === null) return refuse(statistic.estimate, method, 'no-spread');
  const most = 1 - Math.exp(Math.log((1 - level) / 2) / statistic.contributingCount);
  return {
    estimate: some(statistic.estimate),
    limits: [1 - most / (1 - chance), 1],
    method: 'no-disagreement',
    se: none('no-spread'),
    df: none('no-spread'),
  };
}

const isChanceCorrected: ReadonlySet<string> = new Set([
  'percent',
  'gwet',
  'fleiss',
  'brennan-prediger',
  'conger',
  'cohen',
  'light',
]);

/** Agreement by chance of the coefficients that are built as (observed - chance) / (1 - chance). */
function chanceOf(ratings: Ratings, coefficient: AgreementCoefficient): number | null {
  const isNominalAlpha = coefficient.kind === 'krippendorff' && coefficient.metric === 'nominal';
  // The table of many distinct numbers would be large, and their coefficients need none of it.
  if (!isNominalAlpha && !isChanceCorrected.has(coefficient.kind)) return null;
  const weights = 'weights' in coefficient ? coefficient.weights : undefined;
  const table = chanceCorrectedAgreement(ratings, weights ?? 'unweighted');
  switch (coefficient.kind) {
    case 'percent':
      return 0;
    case 'gwet':
      return table.gwet.expected.value;
    case 'fleiss':
      return table.fleiss.expected.value;
    case 'brennan-prediger':
      return table.brennanPrediger.expected.value;
    case 'conger':
    case 'cohen':
    case 'light':
      return table.conger.expected.value;
    case 'krippendorff':
      return table.krippendorff.expected.value;
    default:
      return null;
  }
}
