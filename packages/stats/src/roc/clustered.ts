import { checkSameLength, checkShare } from '../special/check.ts';
import { denseCodes } from '../special/dense-codes.ts';
import { tQuantile } from '../special/distributions.ts';
import { clipLimits, logitLimits } from '../special/interval.ts';
import { none, some, type Value } from '../value.ts';
import { type AurocEstimate, type DelongOptions, delongVariance } from './delong.ts';
import { type DelongComponents, delongComponents } from './delong-components.ts';

/** AUROC whose standard error respects clusters of rows (patients). */
export interface ClusteredAurocEstimate extends AurocEstimate {
  /** DeLong's standard error that takes every row as independent, for comparison. */
  readonly seNaive: Value;
  /** Distinct clusters. */
  readonly nClusters: number;
  /** Clusters that hold a positive row. */
  readonly nPositiveClusters: number;
  /** Clusters that hold a negative row. */
  readonly nNegativeClusters: number;
  /** Variance over the variance of independent rows. */
  readonly designEffect: Value;
  /** Degrees of freedom of the t quantile in both intervals. */
  readonly df: number;
}

/** Per cluster: counts of either class and sums of its placement values. */
interface ClusterSums {
  readonly m: Float64Array;
  readonly n: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * AUROC with a cluster-robust standard error: several images or lesions per patient.
 * The intervals use a t quantile with one degree of freedom less than the scarcer class has clusters; near 1
 * and with few patients the logit interval keeps its coverage where the plain one falls short.
 *
 * @param labels 0 or 1 per row; a cluster may hold both
 * @param scores one score per row
 * @param clusters cluster id per row
 * @param options the confidence level
 * @returns `single-class` when a class is absent, `one-cluster-class` when a class sits in one cluster
 *
 * Errors: `stats/length-mismatch`, `stats/not-a-number`, `stats/bad-argument`.
 * Source: Obuchowski 1997, Biometrics 53:567.
 */
export function clusteredAuroc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  clusters: ArrayLike<number | string>,
  options: DelongOptions = {},
): ClusteredAurocEstimate {
  const level = options.level ?? 0.95;
  checkShare(level, 'level');
  checkSameLength(labels, clusters, ['labels', 'clusters']);
  const parts = delongComponents(labels, scores);
  const { codes, count } = denseCodes(clusters);
  const sums = clusterSums(parts, codes, count);
  const nPositiveClusters = filled(sums.m);
  const nNegativeClusters = filled(sums.n);
  const df = Math.max(1, Math.min(nPositiveClusters, nNegativeClusters) - 1);
  let nPositive = 0;
  for (let i = 0; i < labels.length; i++) nPositive += labels[i]!;
  const base = {
    method: 'obuchowski',
    level,
    nPositive,
    nNegative: labels.length - nPositive,
    nClusters: count,
    nPositiveClusters,
    nNegativeClusters,
    df,
    limits: null,
    logitLimits: null,
    degenerate: false,
  };
  if (!parts) {
    const missing = none('single-class');
    return { ...base, auroc: missing, se: missing, seNaive: missing, designEffect: missing };
  }
  const naive = delongVariance(parts);
  const seNaive = naive === null ? none('one-row-class') : some(Math.sqrt(naive));
  const auroc = some(parts.auroc);
  if (nPositiveClusters < 2 || nNegativeClusters < 2) {
    const missing = none('one-cluster-class');
    return { ...base, auroc, seNaive, se: missing, designEffect: missing };
  }
  const squared = Math.max(0, obuchowskiVariance(parts, sums, count));
  const se = Math.sqrt(squared);
  const t = tQuantile(1 - (1 - level) / 2, df);
  return {
    ...base,
    auroc,
    seNaive,
    se: some(se),
    designEffect: naive ? some(squared / naive) : none('zero-variance'),
    limits: clipLimits([parts.auroc - t * se, parts.auroc + t * se]),
    logitLimits: logitLimits(parts.auroc, se, t),
    degenerate: se === 0,
  };
}

/** Obuchowski's variance: both classes' between-cluster parts and their covariance within clusters. */
function obuchowskiVariance(parts: DelongComponents, sums: ClusterSums, count: number): number {
  const area = parts.auroc;
  const M = parts.v10.length;
  const N = parts.v01.length;
  const i10 = filled(sums.m);
  const i01 = filled(sums.n);
  let s10 = 0;
  let s01 = 0;
  let s11 = 0;
  for (let c = 0; c < count; c++) {
    const a = sums.x[c]! - sums.m[c]! * area;
    const b = sums.y[c]! - sums.n[c]! * area;
    s10 += a * a;
    s01 += b * b;
    s11 += a * b;
  }
  s10 *= i10 / ((i10 - 1) * M);
  s01 *= i01 / ((i01 - 1) * N);
  s11 *= count / (count - 1);
  return s10 / M + s01 / N + (2 * s11) / (M * N);
}

function clusterSums(
  parts: DelongComponents | null,
  codes: Int32Array,
  count: number,
): ClusterSums {
  const sums: ClusterSums = {
    m: new Float64Array(count),
    n: new Float64Array(count),
    x: new Float64Array(count),
    y: new Float64Array(count),
  };
  if (!parts) return sums;
  parts.positives.forEach((row, i) => {
    const c = codes[row]!;
    sums.m[c]! += 1;
    sums.x[c]! += parts.v10[i]!;
  });
  parts.negatives.forEach((row, i) => {
    const c = codes[row]!;
    sums.n[c]! += 1;
    sums.y[c]! += parts.v01[i]!;
  });
  return sums;
}

function filled(counts: Float64Array): number {
  let total = 0;
  for (const c of counts) if (c > 0) total++;
  return total;
}
