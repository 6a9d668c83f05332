import { chiSquareUpper, fUpper } from '../special/distributions.ts';
import { none, some, type Value } from '../value.ts';
import type { OrComponents, TestParts } from './components.ts';
import type { FiguresWithCovariance } from './covariance.ts';
import type { OverallTest } from './overall-test.ts';
import type { RandomFactors } from './random-factors.ts';

/** Variance with its degrees of freedom; null degrees mean the normal distribution. */
export type VarianceWithDf = readonly [variance: number, df: number | null];

/** One of the three analyses, ready to be asked. */
export interface ReaderAnalysis {
  /** The equality of all tests. */
  readonly overall: OverallTest;
  /** Variance of a difference of two reader-averaged figures. */
  readonly differenceVariance: (testA: number, testB: number) => VarianceWithDf;
  /** Variance of a reader-averaged figure, from its test alone. */
  readonly meanVariance: (test: TestParts) => VarianceWithDf;
}

/**
 * Denominators, degrees of freedom and variances of an analysis with the given random factors. One reader: over
 * cases alone.
 *
 * @param parts figures without NaN, and their covariance
 * @param components the components of the same figures
 * @param random what is random
 *
 * Source: Hillis 2007, Statistics in Medicine 26:596; Hillis 2014, Statistics in Medicine 33:330.
 */
export function analyse(
  parts: FiguresWithCovariance,
  components: OrComponents,
  random: RandomFactors,
): ReaderAnalysis {
  const r = parts.figures[0]!.length;
  if (r === 1) return singleReader(parts);
  switch (random) {
    case 'readers+cases':
      return bothRandom(parts, components);
    case 'cases':
      return casesRandom(parts, components);
    case 'readers':
      return readersRandom(parts, components);
  }
}

function bothRandom(parts: FiguresWithCovariance, c: OrComponents): ReaderAnalysis {
  const t = parts.figures.length;
  const r = parts.figures[0]!.length;
  const ms = c.msTestReader.value ?? Number.NaN;
  const between = Math.max((c.cov2.value ?? Number.NaN) - (c.cov3.value ?? Number.NaN), 0);
  const denominator = ms + r * between;
  const ratio = denominator / ms;
  // MS(TR) = 0: no reader departs from the mean difference, so the denominator is all covariance.
  const df = ms > 0 ? ratio * ratio * (t - 1) * (r - 1) : Number.POSITIVE_INFINITY;
  return {
    overall: fTest(c.msTest, denominator, t - 1, df),
    differenceVariance: () => [(2 * denominator) / r, df],
    meanVariance: (one) => {
      const spread = one.msReader ?? Number.NaN;
      const sum = spread + r * Math.max(one.cov2 ?? Number.NaN, 0);
      const share = sum / spread;
      return [sum / r, spread > 0 ? share * share * (r - 1) : Number.POSITIVE_INFINITY];
    },
  };
}

function casesRandom(parts: FiguresWithCovariance, c: OrComponents): ReaderAnalysis {
  const t = parts.figures.length;
  const r = parts.figures[0]!.length;
  const of = (x: Value): number => x.value ?? Number.NaN;
  const denominator = of(c.error) - of(c.cov1) + (r - 1) * (of(c.cov2) - of(c.cov3));
  const statistic =
    c.msTest.value === null
      ? c.msTest
      : c.msTest.value === 0
        ? some(0)
        : denominator > 0
          ? some(((t - 1) * c.msTest.value) / denominator)
          : none('zero-variance');
  return {
    overall: {
      kind: 'chi-square',
      statistic,
      denominator: asFinite(denominator),
      df1: t - 1,
      df2: null,
      p: statistic.value === null ? statistic : some(chiSquareUpper(statistic.value, t - 1)),
    },
    differenceVariance: () => [(2 * denominator) / r, null],
    meanVariance: (one) => [(one.error + (r - 1) * (one.cov2 ?? Number.NaN)) / r, null],
  };
}

function readersRandom(parts: FiguresWithCovariance, c: OrComponents): ReaderAnalysis {
  const t = parts.figures.length;
  const r = parts.figures[0]!.length;
  const denominator = c.msTestReader.value ?? Number.NaN;
  const df = (t - 1) * (r - 1);
  return {
    overall: fTest(c.msTest, denominator, t - 1, df),
    differenceVariance: () => [(2 * denominator) / r, df],
    meanVariance: (one) => [(one.msReader ?? Number.NaN) / r, r - 1],
  };
}

/** One reader: differences and areas over cases, straight from the covariance. */
function singleReader(parts: FiguresWithCovariance): ReaderAnalysis {
  const t = parts.figures.length;
  const at = (a: number, b: number): number => parts.covariance[a * t + b]!;
  const missing = none('one-reader');
  return {
    overall: {
      kind: 'none',
      statistic: missing,
      denominator: missing,
      df1: t - 1,
      df2: null,
      p: missing,
    },
    differenceVariance: (a, b) => [clean(at(a, a) + at(b, b) - 2 * at(a, b), at(a, a)), null],
    meanVariance: (one) => [one.error, null],
  };
}

function fTest(msTest: Value, denominator: number, df1: number, df2: number): OverallTest {
  const statistic =
    msTest.value === null
      ? msTest
      : msTest.value === 0
        ? some(0)
        : denominator > 0
          ? some(msTest.value / denominator)
          : none('zero-variance');
  return {
    kind: 'F',
    statistic,
    denominator: asFinite(denominator),
    df1,
    df2: Number.isFinite(df2) ? df2 : null,
    p: statistic.value === null ? statistic : some(fUpper(statistic.value, df1, df2)),
  };
}

function asFinite(x: number): Value {
  return Number.isFinite(x) ? some(x) : none('no-denominator');
}

/** Rounding residue of a variance that is 0. */
function clean(variance: number, scale: number): number {
  return Math.abs(variance) <= 1e-14 * Math.abs(scale) ? 0 : variance;
}
