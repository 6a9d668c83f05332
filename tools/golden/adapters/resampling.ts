import {
  bcaLimits,
  bootstrapDifference,
  bootstrapReplicates,
  jackknife,
  leaveOneOut,
  type MaybeLimits,
  pairedAurocPermutation,
  quantiles,
  replicatesFromClusterDraws,
  replicatesFromIndices,
  resampledAuroc,
  resampledAveragePrecision,
  summariseBootstrap,
  type Value,
  type WeightedStatistic,
  weightedMean,
  weightedReplicates,
} from '@equipoise/stats';

type Input = Record<string, unknown>;

// The case files fix the types of their fields (README of the golden values), so casts here are reads.
const numbers = (input: Input, key: string): number[] => input[key] as number[];
const matrix = (input: Input, key: string): number[][] => input[key] as number[][];
const level = (input: Input): number => (input['level'] as number | undefined) ?? 0.95;

const limitsOf = (x: MaybeLimits | undefined): unknown => x?.limits ?? null;
const numberOrNull = (x: Value | undefined): number | null => x?.value ?? null;
const orNull = (x: number): number | null => (Number.isNaN(x) ? null : x);

function ones(n: number): Uint8Array {
  return new Uint8Array(n).fill(1);
}

function statisticOf(input: Input, score = 'score'): WeightedStatistic {
  const name = (input['stat'] as string | undefined) ?? 'auroc';
  if (name === 'mean') return weightedMean(numbers(input, 'x'));
  if (name === 'auprc' || name === 'ap') {
    return resampledAveragePrecision(numbers(input, 'y'), numbers(input, score));
  }
  if (name === 'auroc') return resampledAuroc(numbers(input, 'y'), numbers(input, score));
  throw new Error(`golden/unknown-statistic: ${name} is not known. Use mean, auroc or auprc.`);
}

function replicateList(replicates: Float64Array): (number | null)[] {
  return Array.from(replicates, orNull);
}

/** Library calls behind every `rs.` function of the golden files. */
export const resamplingAdapters: Record<string, (input: Input) => unknown> = {
  'rs.quantile': (input) => ({ values: quantiles(numbers(input, 'x'), numbers(input, 'q')) }),
  'rs.bootstrapCi': (input) => {
    const rows = numbers(input, input['x'] === undefined ? 'y' : 'x').length;
    const statistic = statisticOf(input);
    const estimate = statistic(ones(rows));
    const replicates = replicatesFromIndices(statistic, matrix(input, 'indices'), rows);
    const summary = summariseBootstrap(
      estimate,
      replicates,
      level(input),
      leaveOneOut(statistic, rows),
    );
    const method = input['method'] as string;
    const ci =
      method === 'bca'
        ? summary.bca?.limits
        : method === 'basic'
          ? summary.basic
          : summary.percentile;
    return { ci: limitsOf(ci), se: numberOrNull(summary.se) };
  },
  'rs.bootstrap': (input) => {
    const rows = numbers(input, 'y').length;
    const statistic = statisticOf(input);
    const estimate = statistic(ones(rows));
    const replicates = replicatesFromIndices(statistic, matrix(input, 'indices'), rows);
    const left = leaveOneOut(statistic, rows);
    const summary = summariseBootstrap(estimate, replicates, level(input), left);
    return {
      estimate: numberOrNull(summary.estimate),
      replicates: replicateList(replicates),
      nInvalid: summary.invalidCount,
      se: numberOrNull(summary.se),
      percentile: limitsOf(summary.percentile),
      basic: limitsOf(summary.basic),
      bca: limitsOf(summary.bca?.limits),
      z0: numberOrNull(summary.bca?.z0),
      accel: numberOrNull(summary.bca?.acceleration),
    };
  },
  'rs.jackknife': (input) => {
    const rows = numbers(input, input['x'] === undefined ? 'y' : 'x').length;
    const statistic = statisticOf(input);
    const estimate = statistic(ones(rows));
    const result = jackknife(estimate, leaveOneOut(statistic, rows));
    return {
      estimate: orNull(estimate),
      pseudoMean: numberOrNull(result.pseudoMean),
      bias: numberOrNull(result.bias),
      se: numberOrNull(result.se),
    };
  },
  'rs.clusterBootstrap': (input) => {
    const labels = input['cluster'] as (number | string)[];
    const codes = new Map([...new Set(labels)].sort(byValue).map((label, code) => [label, code]));
    const cluster = Int32Array.from(labels, (label) => codes.get(label)!);
    const statistic = statisticOf(input);
    const estimate = statistic(ones(cluster.length));
    const draws = (input['clusterDraws'] as (number | string)[][]).map((draw) =>
      draw.map((label) => codes.get(label) ?? -1),
    );
    const replicates = replicatesFromClusterDraws(statistic, cluster, draws);
    const left = leaveOneOut(statistic, cluster.length, cluster);
    const summary = summariseBootstrap(estimate, replicates, level(input));
    return {
      estimate: orNull(estimate),
      replicates: replicateList(replicates),
      nInvalid: summary.invalidCount,
      percentile: limitsOf(summary.percentile),
      bca: limitsOf(bcaLimits(replicates, estimate, left, level(input)).limits),
      clusterJackknifeSe: numberOrNull(jackknife(estimate, left).se),
    };
  },
  'rs.weightedReplicates': (input) => ({
    replicates: replicateList(weightedReplicates(statisticOf(input), matrix(input, 'weights'))),
  }),
  'rs.bootstrapDiff': (input) => {
    const rows = numbers(input, 'y').length;
    const a = statisticOf(input, 'scoreA');
    const b = statisticOf(input, 'scoreB');
    const indices = matrix(input, 'indices');
    const result = bootstrapDifference(
      a(ones(rows)),
      b(ones(rows)),
      replicatesFromIndices(a, indices, rows),
      replicatesFromIndices(b, indices, rows),
      level(input),
    );
    return {
      diff: numberOrNull(result.summary.estimate),
      percentile: limitsOf(result.summary.percentile),
      se: numberOrNull(result.summary.se),
      p: numberOrNull(result.pValue),
    };
  },
  'rs.pairedPermutation': (input) => {
    const result = pairedAurocPermutation(
      numbers(input, 'y'),
      numbers(input, 'scoreA'),
      numbers(input, 'scoreB'),
      matrix(input, 'flips'),
    );
    return {
      observed: numberOrNull(result.observed),
      p: numberOrNull(result.pValue),
      null: replicateList(result.nullDifferences),
    };
  },
  'rs.bootstrapBand': (input) => {
    const y = numbers(input, 'y');
    const score = numbers(input, 'score');
    const plan = {
      rowCount: y.length,
      replicateCount: (input['B'] as number | undefined) ?? 20000,
      seed: (input['seed'] as number | undefined) ?? 1,
    };
    const auroc = resampledAuroc(y, score);
    const auprc = resampledAveragePrecision(y, score);
    const band = (statistic: WeightedStatistic): ReturnType<typeof summariseBootstrap> =>
      summariseBootstrap(
        statistic(ones(y.length)),
        bootstrapReplicates(statistic, plan),
        level(input),
      );
    const a = band(auroc);
    const p = band(auprc);
    return {
      auroc: limitsOf(a.percentile),
      auprc: limitsOf(p.percentile),
      aurocSe: numberOrNull(a.se),
      auprcSe: numberOrNull(p.se),
    };
  },
};

function byValue(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
