import { fail } from '../errors.ts';
import { drawCounts, drawCountsStratified } from '../random.ts';
import type { WeightedStatistic } from './statistic.ts';

/** What is drawn in a bootstrap replicate. */
export interface BootstrapPlan {
  /** Number of rows the statistic expects. */
  readonly rowCount: number;
  /** Number of replicates. */
  readonly replicateCount: number;
  /** Seed, a whole number. */
  readonly seed: number;
  /** Tells apart several uses of one seed; default 0. */
  readonly stream?: number;
  /** Cluster (patient) of each row, 0 to clusters - 1: whole clusters are drawn. */
  readonly cluster?: ArrayLike<number>;
  /** Stratum (class) of each row, 0 to strata - 1: each keeps its size. Not together with cluster. */
  readonly stratum?: ArrayLike<number>;
}

/**
 * Replicates of a statistic under freshly drawn rows: whole clusters when given, within strata when given,
 * single rows otherwise. Replicate b depends on seed, stream and b alone.
 *
 * @param statistic value for row weights, NaN where undefined
 * @param plan what is drawn
 * @returns one value per replicate, NaN where the statistic is undefined
 * @throws stats/bad-argument, stats/length-mismatch
 */
export function bootstrapReplicates(
  statistic: WeightedStatistic,
  plan: BootstrapPlan,
): Float64Array {
  const { rowCount, replicateCount, seed, stream = 0, cluster, stratum } = plan;
  const result = new Float64Array(replicateCount);
  if (cluster !== undefined && stratum !== undefined) {
    fail('stats/bad-argument', 'Clusters and strata came together.', 'Pass one of them.');
  }
  if (cluster !== undefined) {
    checkLength(cluster, rowCount);
    const clusters = countClusters(cluster);
    const drawn = new Int32Array(clusters);
    const weights = new Int32Array(rowCount);
    for (let b = 0; b < replicateCount; b++) {
      drawCounts(seed, stream, b, clusters, drawn);
      for (let i = 0; i < rowCount; i++) weights[i] = drawn[cluster[i]!]!;
      result[b] = statistic(weights);
    }
    return result;
  }
  const weights = new Int32Array(rowCount);
  if (stratum !== undefined) {
    checkLength(stratum, rowCount);
    const { order, starts } = groupRows(stratum);
    const drawn = new Int32Array(rowCount);
    for (let b = 0; b < replicateCount; b++) {
      drawCountsStratified(seed, stream, b, starts, drawn);
      for (let i = 0; i < rowCount; i++) weights[order[i]!] = drawn[i]!;
      result[b] = statistic(weights);
    }
    return result;
  }
  for (let b = 0; b < replicateCount; b++) {
    drawCounts(seed, stream, b, rowCount, weights);
    result[b] = statistic(weights);
  }
  return result;
}

/**
 * Replicates for given row indices (a replayed bootstrap).
 *
 * @param statistic value for row weights
 * @param indices B lists of rows drawn with replacement
 * @param rowCount number of rows the statistic expects
 * @returns B values, NaN where undefined
 * @throws stats/bad-argument when an index is outside the rows
 */
export function replicatesFromIndices(
  statistic: WeightedStatistic,
  indices: ArrayLike<ArrayLike<number>>,
  rowCount: number,
): Float64Array {
  const result = new Float64Array(indices.length);
  const weights = new Float64Array(rowCount);
  for (let b = 0; b < indices.length; b++) {
    countDraws(indices[b]!, weights);
    result[b] = statistic(weights);
  }
  return result;
}

/**
 * Replicates for given draws of whole clusters.
 *
 * @param statistic value for row weights
 * @param cluster cluster of each row, 0 to clusters - 1
 * @param draws B lists of clusters drawn with replacement
 * @returns B values, NaN where undefined
 * @throws stats/bad-argument when a draw is no cluster
 */
export function replicatesFromClusterDraws(
  statistic: WeightedStatistic,
  cluster: ArrayLike<number>,
  draws: ArrayLike<ArrayLike<number>>,
): Float64Array {
  const result = new Float64Array(draws.length);
  const drawn = new Float64Array(countClusters(cluster));
  const weights = new Float64Array(cluster.length);
  for (let b = 0; b < draws.length; b++) {
    countDraws(draws[b]!, drawn);
    for (let i = 0; i < cluster.length; i++) weights[i] = drawn[cluster[i]!]!;
    result[b] = statistic(weights);
  }
  return result;
}

/**
 * Replicates for given row weights, such as the Dirichlet weights of a Bayesian bootstrap.
 *
 * @param statistic value for row weights
 * @param weights B lists of row weights, each at least 0
 * @returns B values, NaN where undefined
 * @see Rubin 1981, doi:10.1214/aos/1176345338
 */
export function weightedReplicates(
  statistic: WeightedStatistic,
  weights: ArrayLike<ArrayLike<number>>,
): Float64Array {
  return Float64Array.from(weights, (w) => statistic(w));
}

/**
 * Leave-one-out values; with clusters, whole clusters are left out.
 *
 * @param statistic value for row weights
 * @param rowCount number of rows
 * @param cluster cluster of each row, 0 to clusters - 1
 * @returns one value per row or cluster, NaN where undefined
 */
export function leaveOneOut(
  statistic: WeightedStatistic,
  rowCount: number,
  cluster?: ArrayLike<number>,
): Float64Array {
  const weights = new Uint8Array(rowCount).fill(1);
  if (cluster === undefined) {
    const result = new Float64Array(rowCount);
    for (let i = 0; i < rowCount; i++) {
      weights[i] = 0;
      result[i] = statistic(weights);
      weights[i] = 1;
    }
    return result;
  }
  checkLength(cluster, rowCount);
  const { order, starts } = groupRows(cluster);
  const result = new Float64Array(starts.length - 1);
  for (let c = 0; c < result.length; c++) {
    for (let i = starts[c]!; i < starts[c + 1]!; i++) weights[order[i]!] = 0;
    result[c] = statistic(weights);
    for (let i = starts[c]!; i < starts[c + 1]!; i++) weights[order[i]!] = 1;
  }
  return result;
}

function checkLength(codes: ArrayLike<number>, rowCount: number): void {
  if (codes.length !== rowCount) {
    fail(
      'stats/length-mismatch',
      `${codes.length} cluster or stratum codes came for ${rowCount} rows.`,
      'Pass one code per row.',
    );
  }
}

function countClusters(codes: ArrayLike<number>): number {
  let largest = -1;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (!Number.isInteger(code) || code < 0) {
      fail('stats/bad-argument', `Row ${i} has no cluster or stratum code.`, 'Code them from 0.');
    }
    if (code > largest) largest = code;
  }
  return largest + 1;
}

function countDraws(indices: ArrayLike<number>, counts: Float64Array): void {
  counts.fill(0);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!(index >= 0 && index < counts.length && Number.isInteger(index))) {
      fail(
        'stats/bad-argument',
        `A resample holds index ${index}, allowed are 0 to ${counts.length - 1}.`,
        'Pass zero-based indices.',
      );
    }
    counts[index]!++;
  }
}

/** Rows sorted by code, and where each code starts. */
function groupRows(codes: ArrayLike<number>): { order: Int32Array; starts: Int32Array } {
  const groups = countClusters(codes);
  const starts = new Int32Array(groups + 1);
  for (let i = 0; i < codes.length; i++) starts[codes[i]! + 1]!++;
  for (let g = 0; g < groups; g++) starts[g + 1]! += starts[g]!;
  const next = starts.slice(0, groups);
  const order = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) order[next[codes[i]!]!++] = i;
  return { order, starts };
}
