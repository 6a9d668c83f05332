import {
  type CovarianceMethod,
  dorfmanBerbaumMetz,
  type MomentKind,
  type OrAnalysis,
  type OrOptions,
  obuchowskiRockette,
  type RandomFactors,
  type ReaderMetric,
  type StudyEstimate,
  uStatistic,
} from '@equipoise/stats';
import type { Input } from './input.ts';

// The case files fix the types of their fields (README of the golden values), so casts here are reads.
const truthOf = (input: Input): number[] => input['truth'] as number[];
const ratingsOf = (input: Input): number[][][] =>
  (input['rating'] as (number | null)[][][]).map((readers) => readers.map(read));
const read = (row: readonly (number | null)[]): number[] => row.map((x) => x ?? Number.NaN);
const covarianceOf = (input: Input): CovarianceMethod => input['covariance'] as CovarianceMethod;

function metricOf(input: Input): ReaderMetric {
  if (input['metric'] !== 'pauc') return { kind: 'auc' };
  const [low, high] = [input['specMin'] as number, input['specMax'] as number];
  return { kind: 'partial-auc', range: { axis: 'specificity', low, high } };
}

function orOf(truth: number[], ratings: number[][][], options: OrOptions): unknown {
  return shown(obuchowskiRockette({ truth, ratings }, options));
}

function shown(result: OrAnalysis): unknown {
  const { components: c, overall } = result;
  const estimate = (one: StudyEstimate): object => ({
    estimate: one.estimate.value,
    se: one.se.value,
    df: one.df,
    ci: one.limits,
  });
  return {
    comps: {
      reader: c.reader.value,
      'treatment:reader': c.testByReader.value,
      Error: c.error.value,
      Cov1: c.cov1.value,
      Cov2: c.cov2.value,
      Cov3: c.cov3.value,
    },
    test: {
      'MS(T)': c.msTest.value,
      'MS(T:R)': c.msTestReader.value,
      Cov1: c.cov1.value,
      Cov2: c.cov2.value,
      Cov3: c.cov3.value,
      Denominator: overall.denominator.value,
      [overall.kind === 'F' ? 'F' : 'X2']: overall.statistic.value,
      df: overall.df1,
      df1: overall.df1,
      df2: overall.df2,
      'p-value': overall.p.value,
    },
    diffs: result.differences.map((one) => ({
      comparison: `${one.testA + 1} - ${one.testB + 1}`,
      ...estimate(one),
      p: one.p.value,
    })),
    means: result.means.map(estimate),
    readers: result.readers.map((one) => ({
      test: String(one.test + 1),
      reader: String(one.reader + 1),
      value: one.estimate.value,
      se: one.se.value,
    })),
    readerDiffs: result.readerDifferences.map((one) => ({
      reader: String(one.reader + 1),
      estimate: one.estimate.value,
      se: one.se.value,
      p: one.p.value,
    })),
  };
}

/** Rows of every reader's own cases, laid out as test x reader x case with NaN where the reader was another. */
function spreadRows(input: Input): number[][][] {
  const reader = input['reader'] as number[];
  const count = Math.max(...reader) + 1;
  return (input['score'] as number[][]).map((row) =>
    Array.from({ length: count }, (_, r) => row.map((x, i) => (reader[i] === r ? x : Number.NaN))),
  );
}

/** Library calls behind every `mrmc.` function of the golden files. */
export const mrmcAdapters: Record<string, (input: Input) => unknown> = {
  'mrmc.obuchowskiRockette': (input) =>
    orOf(truthOf(input), ratingsOf(input), {
      covariance: covarianceOf(input),
      random: input['random'] as RandomFactors,
      metric: metricOf(input),
    }),
  'mrmc.obuchowskiRocketteBinary': (input) => {
    const rate = (kind: 'sensitivity' | 'specificity'): unknown =>
      orOf(truthOf(input), ratingsOf(input), {
        covariance: covarianceOf(input),
        metric: { kind, threshold: 0.5 },
      });
    return { sens: rate('sensitivity'), spec: rate('specificity') };
  },
  'mrmc.singleReader': (input) =>
    orOf(truthOf(input), ratingsOf(input), { covariance: covarianceOf(input), random: 'cases' }),
  'mrmc.nested': (input) =>
    orOf(truthOf(input), spreadRows(input), { covariance: covarianceOf(input) }),
  'mrmc.dbm': (input) => {
    const result = dorfmanBerbaumMetz({ truth: truthOf(input), ratings: ratingsOf(input) });
    const ms = Object.entries(result.meanSquares).map(([key, one]) => [key, one.value]);
    return {
      ms: Object.fromEntries(ms) as unknown,
      F: result.statistic.value,
      ddf: result.df2.value,
      p: result.p.value,
    };
  },
  'mrmc.ustat': (input) => {
    const { tests, differences } = uStatistic(
      { truth: truthOf(input), ratings: ratingsOf(input) },
      { moments: input['moments'] as MomentKind },
    );
    const [a, b] = tests;
    const [d] = differences;
    return {
      aucA: a?.estimate.value,
      varA: a?.variance.value,
      aucB: b?.estimate.value,
      varB: b?.variance.value,
      diff: d?.estimate.value,
      varDiff: d?.variance.value,
      pNormal: d?.pNormal.value,
      df: d?.dfExact.value,
      p: d?.p.value,
      ci: d?.limits,
      momentsA: a?.moments.moments,
      momentsB: b?.moments.moments,
      momentsAB: d?.moments.moments,
      coef: d?.moments.coefficients,
    };
  },
  'mrmc.singleModality': (input) => {
    const calls = (input['rating'] as (number | null)[][]).map(read);
    const study = { truth: truthOf(input), ratings: [calls] };
    const [auc] = uStatistic(study).tests;
    const rates = (kind: 'sensitivity' | 'specificity'): unknown =>
      obuchowskiRockette(study, { metric: { kind, threshold: 0.5 } }).readers.map(
        (one) => one.estimate.value,
      );
    return {
      auc: auc?.estimate.value,
      var: auc?.variance.value,
      df: auc?.dfExact.value,
      ci: auc?.limits,
      sens: rates('sensitivity'),
      spec: rates('specificity'),
    };
  },
};
