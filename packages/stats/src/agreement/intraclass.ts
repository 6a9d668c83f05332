import { fQuantile, fUpper } from '../special/distributions.ts';
import { type Limits, none, some, type Value } from '../value.ts';
import { completeTargets, type Measurements } from './measurements.ts';

/** Mean squares of targets x readers. */
export interface MeanSquares {
  readonly between: number;
  readonly reader: number;
  readonly error: number;
  readonly within: number;
}

/** One intraclass correlation with its test against 0. */
export interface IntraclassForm {
  readonly value: Value;
  readonly F: Value;
  readonly df1: number;
  readonly df2: number;
  /** Upper tail. */
  readonly pValue: Value;
  readonly limits: Limits | null;
}

/** The six intraclass correlations. Negative estimates stay as they are. */
export interface IntraclassCorrelations {
  /** One-way, single reading: ICC(1). */
  readonly oneWay: IntraclassForm;
  /** Two-way, absolute agreement, single reading: ICC(A,1). The default for interchangeable readers. */
  readonly agreement: IntraclassForm;
  /** Two-way, consistency, single reading: ICC(C,1). */
  readonly consistency: IntraclassForm;
  readonly oneWayMean: IntraclassForm;
  readonly agreementMean: IntraclassForm;
  readonly consistencyMean: IntraclassForm;
  readonly meanSquares: MeanSquares | null;
  /** Standard error of measurement, readers and residual together. */
  readonly measurementError: Value;
  readonly targetCount: number;
  readonly readerCount: number;
  /** Targets left out because a reader did not measure them. */
  readonly droppedCount: number;
}

/**
 * Intraclass correlations of readers who measured the same targets. Targets with a missing measurement are left
 * out and counted.
 *
 * @param measurements targets x readers
 * @param level confidence level
 * @returns `too-few-targets` or `too-few-readers` under two of either, `no-variation` when all numbers are equal
 * @see Shrout, Fleiss 1979, doi:10.1037/0033-2909.86.2.420; McGraw, Wong 1996, doi:10.1037/1082-989X.1.1.30
 */
export function intraclassCorrelations(
  measurements: Measurements,
  level = 0.95,
): IntraclassCorrelations {
  const { values, targetCount: n, droppedCount } = completeTargets(measurements);
  const k = measurements.readerCount;
  const counts = { targetCount: n, readerCount: k, droppedCount };
  if (k < 2) return { ...allBlank('too-few-readers'), ...counts };
  if (n < 2) return { ...allBlank('too-few-targets'), ...counts };
  const ms = meanSquares(values, n, k);
  if (ms.within === 0 && ms.between === 0) return { ...allBlank('no-variation'), ...counts };
  const point = intraclassPoints(ms, n, k);
  const tail = (1 - level) / 2;

  const oneWayRange = ratioLimits(ms.between / ms.within, n - 1, n * (k - 1), tail);
  const twoWayRange = ratioLimits(ms.between / ms.error, n - 1, (n - 1) * (k - 1), tail);
  const agreementRange = agreementLimits(ms, n, k, point.agreement, tail);
  const oneWay = { F: ms.between / ms.within, df1: n - 1, df2: n * (k - 1) };
  const twoWay = { F: ms.between / ms.error, df1: n - 1, df2: (n - 1) * (k - 1) };
  const single = (range: Limits | null): Limits | null =>
    range && [(range[0] - 1) / (range[0] + k - 1), (range[1] - 1) / (range[1] + k - 1)];
  const meanOf = (range: Limits | null): Limits | null =>
    range && [1 - 1 / range[0], 1 - 1 / range[1]];
  return {
    oneWay: form(point.oneWay, oneWay, single(oneWayRange)),
    agreement: form(point.agreement, twoWay, agreementRange),
    consistency: form(point.consistency, twoWay, single(twoWayRange)),
    oneWayMean: form(point.oneWayMean, oneWay, meanOf(oneWayRange)),
    agreementMean: form(
      point.agreementMean,
      twoWay,
      agreementRange && [stepUp(agreementRange[0], k), stepUp(agreementRange[1], k)],
    ),
    consistencyMean: form(point.consistencyMean, twoWay, meanOf(twoWayRange)),
    meanSquares: ms,
    measurementError: some(Math.sqrt(Math.max(0, (ms.reader - ms.error) / n + ms.error))),
    ...counts,
  };
}

/** The six estimates from mean squares; NaN where the denominator is 0. */
export function intraclassPoints(
  ms: MeanSquares,
  n: number,
  k: number,
): Record<
  'oneWay' | 'agreement' | 'consistency' | 'oneWayMean' | 'agreementMean' | 'consistencyMean',
  number
> {
  const { between, reader, error, within } = ms;
  const lean = (reader - error) / n;
  return {
    oneWay: (between - within) / (between + (k - 1) * within),
    agreement: (between - error) / (between + (k - 1) * error + k * lean),
    consistency: (between - error) / (between + (k - 1) * error),
    oneWayMean: (between - within) / between,
    agreementMean: (between - error) / (between + lean),
    consistencyMean: (between - error) / between,
  };
}

/** Spearman-Brown: reliability of the mean of k readings. */
function stepUp(single: number, k: number): number {
  return (single * k) / (1 + single * (k - 1));
}

function meanSquares(values: Float64Array, n: number, k: number): MeanSquares {
  const rows = new Float64Array(n);
  const columns = new Float64Array(k);
  // Distances from the first number: equal numbers give mean squares of exactly 0.
  const origin = values[0]!;
  let grand = 0;
  for (let i = 0; i < n; i++)
    for (let g = 0; g < k; g++) {
      const x = values[i * k + g]! - origin;
      rows[i]! += x / k;
      columns[g]! += x / n;
      grand += x / (n * k);
    }
  let between = 0;
  let reader = 0;
  let error = 0;
  for (const row of rows) between += k * (row - grand) * (row - grand);
  for (const column of columns) reader += n * (column - grand) * (column - grand);
  for (let i = 0; i < n; i++)
    for (let g = 0; g < k; g++) {
      const d = values[i * k + g]! - origin - rows[i]! - columns[g]! + grand;
      error += d * d;
    }
  return {
    between: between / (n - 1),
    reader: reader / (k - 1),
    error: error / ((n - 1) * (k - 1)),
    within: (reader + error) / (n * (k - 1)),
  };
}

function ratioLimits(F: number, df1: number, df2: number, tail: number): Limits | null {
  if (!Number.isFinite(F)) return null;
  return [F / fQuantile(1 - tail, df1, df2), F * fQuantile(1 - tail, df2, df1)];
}

/** Limits of ICC(A,1) by McGraw and Wong, with the estimate in Satterthwaite's degrees of freedom. */
function agreementLimits(
  ms: MeanSquares,
  n: number,
  k: number,
  icc: number,
  tail: number,
): Limits | null {
  const { between, reader, error } = ms;
  if (!(error > 0) || Number.isNaN(icc)) return null;
  const ratio = reader / error;
  const inner = n * (1 + (k - 1) * icc) - k * icc;
  const top = (k - 1) * (n - 1) * (k * icc * ratio + inner) * (k * icc * ratio + inner);
  const bottom = (n - 1) * k * k * icc * icc * ratio * ratio + inner * inner;
  const v = top / bottom;
  if (!(v > 0)) return null;
  const upper = fQuantile(1 - tail, n - 1, v);
  const lower = fQuantile(1 - tail, v, n - 1);
  const rest = k * reader + (k * n - k - n) * error;
  // Divided by the upper quantile, which has no finite value at the smallest degrees of freedom.
  const low = (n * (between / upper - error)) / (rest + (n * between) / upper);
  const high = (n * (lower * between - error)) / (rest + n * lower * between);
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null;
}

function form(
  value: number,
  test: { F: number; df1: number; df2: number },
  limits: Limits | null,
): IntraclassForm {
  const hasF = Number.isFinite(test.F);
  return {
    value: Number.isFinite(value) ? some(value) : none('no-variation'),
    F: hasF ? some(test.F) : none('no-error-variance'),
    df1: test.df1,
    df2: test.df2,
    pValue: hasF ? some(fUpper(test.F, test.df1, test.df2)) : none('no-error-variance'),
    limits,
  };
}

function allBlank(
  reason: string,
): Omit<IntraclassCorrelations, 'targetCount' | 'readerCount' | 'droppedCount'> {
  const nothing = none(reason);
  const empty = { value: nothing, F: nothing, df1: 0, df2: 0, pValue: nothing, limits: null };
  return {
    oneWay: empty,
    agreement: empty,
    consistency: empty,
    oneWayMean: empty,
    agreementMean: empty,
    consistencyMean: empty,
    meanSquares: null,
    measurementError: nothing,
  };
}
