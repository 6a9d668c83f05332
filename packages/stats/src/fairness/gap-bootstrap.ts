import { drawCounts, randomStream, shuffleInPlace } from '../random.ts';
import { type BootstrapSummary, summariseBootstrap } from '../resampling/summary.ts';
import { none, some, type Value } from '../value.ts';

/** What the largest-minus-smallest gap of a rate looks like under resampling. */
export interface GapBootstrap {
  /** Bootstrap of the gap; replicates in which a group has no denominator are dropped and counted. */
  readonly summary: BootstrapSummary;
  /** Mean gap when groups are shuffled over patients: what chance alone shows with these group sizes. */
  readonly nullMean: Value;
  readonly replicates: Float64Array;
}

/** What is resampled. */
export interface GapBootstrapPlan {
  /** Group of each row, from 0; -1 leaves the row out of every group. */
  readonly codes: ArrayLike<number>;
  readonly groupCount: number;
  /** 1 where the row counts as a hit of the rate (such as a true positive). */
  readonly isHit: ArrayLike<number>;
  /** 1 where the row counts in the denominator (such as a positive). */
  readonly isCounted: ArrayLike<number>;
  /** Patient of each row, from 0; default: every row is one. */
  readonly cluster?: ArrayLike<number>;
  readonly clusterCount?: number;
  readonly replicateCount: number;
  /** Shuffles for the null reference; default 0, none. */
  readonly shuffleCount?: number;
  readonly seed: number;
  readonly level?: number;
}

function gapOf(hits: Float64Array, totals: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let g = 0; g < hits.length; g++) {
    if (totals[g] === 0) return Number.NaN;
    const rate = hits[g]! / totals[g]!;
    if (rate < low) low = rate;
    if (rate > high) high = rate;
  }
  return high - low;
}

/**
 * Bootstrap of the largest-minus-smallest gap of a rate over groups, rows (or whole patients) of the table
 * being drawn. The gap is never below 0 and its estimate is biased upward, more so with many groups: show the
 * bootstrap mean and the shuffled mean beside it.
 *
 * @param plan rows, groups, replicates and seed
 */
export function gapBootstrap(plan: GapBootstrapPlan): GapBootstrap {
  const { codes, groupCount, isHit, isCounted, cluster, replicateCount, seed } = plan;
  const n = codes.length;
  const units = cluster === undefined ? n : (plan.clusterCount ?? largestOf(cluster) + 1);
  const counted: number[] = [];
  for (let i = 0; i < n; i++) if (codes[i]! >= 0 && isCounted[i] === 1) counted.push(i);
  const rows = Int32Array.from(counted);
  const group = Int32Array.from(rows, (i) => codes[i]!);
  const unit = Int32Array.from(rows, (i) => (cluster === undefined ? i : cluster[i]!));
  const hit = Uint8Array.from(rows, (i) => (isHit[i] === 1 ? 1 : 0));
  const hits = new Float64Array(groupCount);
  const totals = new Float64Array(groupCount);
  const evaluate = (weights: Int32Array, groupAt: Int32Array): number => {
    hits.fill(0);
    totals.fill(0);
    for (let j = 0; j < rows.length; j++) {
      const w = weights[unit[j]!]!;
      if (w === 0) continue;
      const g = groupAt[j]!;
      totals[g]! += w;
      if (hit[j] === 1) hits[g]! += w;
    }
    return gapOf(hits, totals);
  };
  const weights = new Int32Array(units).fill(1);
  const estimate = evaluate(weights, group);
  const replicates = new Float64Array(replicateCount);
  for (let b = 0; b < replicateCount; b++) {
    drawCounts(seed, 0, b, units, weights);
    replicates[b] = evaluate(weights, group);
  }
  weights.fill(1);
  return {
    summary: summariseBootstrap(estimate, replicates, plan.level ?? 0.95),
    nullMean: shuffledMean(plan, units, group, unit, (groupAt) => evaluate(weights, groupAt)),
    replicates,
  };
}

/** Groups are shuffled over units when each unit has one group, else over counted rows. */
function shuffledMean(
  plan: GapBootstrapPlan,
  units: number,
  group: Int32Array,
  unit: Int32Array,
  evaluate: (groupAt: Int32Array) => number,
): Value {
  const shuffles = plan.shuffleCount ?? 0;
  if (shuffles === 0) return none('not-asked');
  const ofUnit = new Int32Array(units).fill(-1);
  let isConstant = true;
  for (let i = 0; i < plan.codes.length; i++) {
    const u = plan.cluster === undefined ? i : plan.cluster[i]!;
    if (ofUnit[u] === -1) ofUnit[u] = plan.codes[i]!;
    else if (ofUnit[u] !== plan.codes[i]) isConstant = false;
  }
  const uniform = randomStream(plan.seed, 1);
  const shuffled = Int32Array.from(group);
  let sum = 0;
  let valid = 0;
  // Units without a counted row (such as patients without a positive) carry no rate, so they stay put.
  const active = isConstant ? [...new Set(unit)] : [];
  const labels = Int32Array.from(active, (u) => ofUnit[u]!);
  const placeOf = new Map(active.map((u, place) => [u, place]));
  const place = isConstant ? Int32Array.from(unit, (u) => placeOf.get(u) ?? 0) : null;
  for (let s = 0; s < shuffles; s++) {
    if (place === null) shuffleInPlace(shuffled, uniform);
    else {
      shuffleInPlace(labels, uniform);
      for (let j = 0; j < shuffled.length; j++) shuffled[j] = labels[place[j]!]!;
    }
    const gap = evaluate(shuffled);
    if (Number.isNaN(gap)) continue;
    sum += gap;
    valid++;
  }
  return valid === 0 ? none('no-valid-shuffle') : some(sum / valid);
}

function largestOf(codes: ArrayLike<number>): number {
  let largest = -1;
  for (let i = 0; i < codes.length; i++) if (codes[i]! > largest) largest = codes[i]!;
  return largest;
}
