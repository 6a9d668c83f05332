import { normalTwoSided, twoSidedZ } from '../special/normal.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { type AgreementWeights, agreementWeights } from './agreement-weights.ts';
import { type CategoryAgreement, categoryAgreement, pooledIndices } from './specific.ts';
import { marginsOf, type TwoReaderTable, twoReaderTable } from './two-reader-table.ts';

/** One kappa of two readers with its large-sample errors. */
export interface KappaEstimate {
  readonly kappa: Value;
  /** Large-sample standard error. */
  readonly se: Value;
  /** Standard error where the readers agree by chance alone; for the test only. */
  readonly nullSe: Value;
  /** kappa -+ z se, not clipped; null where there is no kappa or no error. */
  readonly limits: Limits | null;
  /** kappa / nullSe. */
  readonly z: Value;
  /** Two-sided. */
  readonly pValue: Value;
  /** (Weighted) share of agreement. */
  readonly observed: Value;
  /** (Weighted) share of agreement by chance. */
  readonly expected: Value;
}

/** Cohen's kappa with everything that has to be read beside it. */
export interface CohenKappa extends KappaEstimate {
  readonly linear: KappaEstimate;
  readonly quadratic: KappaEstimate;
  /** Largest kappa these margins allow. */
  readonly maximum: Value;
  /** Kappa if all categories were chosen equally often: (observed - 1/q) / (1 - 1/q). */
  readonly prevalenceAdjusted: Value;
  /** Scott's pi: chance agreement from the pooled margins. */
  readonly scottPi: Value;
  /** How far the positive and negative agreements differ, |a - d| / n; two categories only. */
  readonly prevalenceIndex: Value;
  /** How far the two disagreements differ, |b - c| / n; two categories only. */
  readonly biasIndex: Value;
  /** Each category against all others. */
  readonly byCategory: readonly CategoryAgreement[];
  readonly unitCount: number;
  readonly missingCount: number;
}

/**
 * Cohen's kappa of two readers, unweighted and with linear and quadratic weights.
 *
 * @param a category per unit, 0 to categoryCount - 1; -1 or NaN where missing
 * @param b the other reader
 * @param categoryCount number of categories, also those nobody used
 * @param level confidence level
 * @returns `no-units` without a unit that both read; `no-variation` where both give one and the same category.
 *   One constant reader gives exactly 0, whatever the agreement: read the prevalence index beside it.
 * @throws stats/length-mismatch, stats/bad-argument
 * @see Cohen 1960, doi:10.1177/001316446002000104; Fleiss, Cohen, Everitt 1969, doi:10.1037/h0028106;
 *   Byrt, Bishop, Carlin 1993, doi:10.1016/0895-4356(93)90018-V
 */
export function cohenKappa(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  categoryCount: number,
  level = 0.95,
): CohenKappa {
  return cohenKappaFromTable(twoReaderTable(a, b, categoryCount), level);
}

/**
 * {@link cohenKappa} of counted answers.
 *
 * @param counts a two-reader table
 * @param level confidence level
 */
export function cohenKappaFromTable(counts: TwoReaderTable, level = 0.95): CohenKappa {
  const plain = kappaFromTable(counts, 'unweighted', level);
  const { unitCount, missingCount, categoryCount: q } = counts;
  const indices = pooledIndices(counts);
  return {
    ...plain,
    linear: kappaFromTable(counts, 'linear', level),
    quadratic: kappaFromTable(counts, 'quadratic', level),
    maximum: largestKappa(counts, plain),
    prevalenceAdjusted:
      plain.observed.value === null
        ? plain.observed
        : q < 2
          ? none('one-category')
          : some((plain.observed.value - 1 / q) / (1 - 1 / q)),
    ...indices,
    byCategory: categoryAgreement(counts),
    unitCount,
    missingCount,
  };
}

function largestKappa(counts: TwoReaderTable, plain: KappaEstimate): Value {
  if (plain.kappa.value === null || plain.expected.value === null) return none('no-variation');
  const { first, second } = marginsOf(counts);
  let shared = 0;
  for (let k = 0; k < first.length; k++) shared += Math.min(first[k]!, second[k]!);
  return some((shared - plain.expected.value) / (1 - plain.expected.value));
}

/**
 * Kappa of a two-reader table with any agreement weights.
 *
 * @param counts a two-reader table
 * @param weights agreement weights
 * @param level confidence level
 */
export function kappaFromTable(
  counts: TwoReaderTable,
  weights: AgreementWeights,
  level = 0.95,
): KappaEstimate {
  const { categoryCount: q, table, unitCount: n } = counts;
  if (n === 0) return blank('no-units');
  const w = agreementWeights(weights, q);
  const { first, second } = marginsOf(counts);
  const rowMean = new Float64Array(q);
  const columnMean = new Float64Array(q);
  let observed = 0;
  let expected = 0;
  let isVaried = false;
  for (let i = 0; i < q; i++)
    for (let j = 0; j < q; j++) {
      const weight = w[i * q + j]!;
      rowMean[i]! += weight * second[j]!;
      columnMean[j]! += weight * first[i]!;
      observed += (weight * table[i * q + j]!) / n;
      expected += weight * first[i]! * second[j]!;
      if (weight < 1 && first[i]! * second[j]! > 0) isVaried = true;
    }
  if (!isVaried) return { ...blank('no-variation'), observed: some(observed), expected: some(1) };
  // A constant reader leaves observed and expected equal; their difference must not be rounding noise.
  const isConstant = first.includes(1) || second.includes(1);
  const kappa = isConstant ? 0 : (observed - expected) / (1 - expected);
  let spread = 0;
  let nullSpread = 0;
  for (let i = 0; i < q; i++)
    for (let j = 0; j < q; j++) {
      const weight = w[i * q + j]!;
      const means = rowMean[i]! + columnMean[j]!;
      const d = weight - means * (1 - kappa);
      spread += (table[i * q + j]! / n) * d * d;
      nullSpread += first[i]! * second[j]! * (weight - means) * (weight - means);
    }
  const centre = kappa - expected * (1 - kappa);
  const scale = Math.sqrt(n) * (1 - expected);
  const se = Math.sqrt(Math.max(0, spread - centre * centre)) / scale;
  const nullSe = Math.sqrt(Math.max(0, nullSpread - expected * expected)) / scale;
  const half = twoSidedZ(level) * se;
  const hasTest = nullSe > 1e-12;
  return {
    kappa: some(kappa),
    se: some(se),
    nullSe: some(nullSe),
    limits: [kappa - half, kappa + half],
    z: hasTest ? some(kappa / nullSe) : none('no-variation'),
    pValue: hasTest ? some(normalTwoSided(kappa / nullSe)) : none('no-variation'),
    observed: some(observed),
    expected: some(expected),
  };
}

function blank(reason: string): KappaEstimate {
  const nothing = none(reason);
  return {
    kappa: nothing,
    se: nothing,
    nullSe: nothing,
    limits: null,
    z: nothing,
    pValue: nothing,
    observed: nothing,
    expected: nothing,
  };
}
