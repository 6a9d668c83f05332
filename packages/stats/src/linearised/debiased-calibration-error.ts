import { drawCounts } from '../random.ts';
import { quantile } from '../special/quantile.ts';
import type { Limits } from '../value.ts';

/** Settings of {@link debiasedCalibrationError}. */
export interface DebiasedErrorOptions {
  readonly bins: number;
  readonly seed: number;
  readonly level: number;
  readonly weight: Float64Array | null;
}

const replicates = 200;

/**
 * Root mean square calibration error over equal-mass bins, with the sampling variance of each
 * bin's observed rate taken off, so that a perfectly calibrated model scores near 0 at any size.
 *
 * @param y 0 or 1
 * @param p probability
 * @returns 0 or more; percentile limits over patients
 * @see Kumar, Liang and Ma 2019, arXiv:1909.10155
 */
export function debiasedCalibrationError(
  y: Float64Array,
  p: Float64Array,
  cluster: Int32Array,
  clusterCount: number,
  options: DebiasedErrorOptions,
): { readonly value: number; readonly limits: Limits } {
  const bin = equalMassBins(p, options.bins);
  const ones = new Float64Array(clusterCount).fill(1);
  const value = errorOf(y, p, bin, cluster, ones, options);
  const counts = new Int32Array(clusterCount);
  const weights = new Float64Array(clusterCount);
  const draws = new Float64Array(replicates);
  for (let b = 0; b < replicates; b += 1) {
    drawCounts(options.seed, 77, b, clusterCount, counts);
    for (let c = 0; c < clusterCount; c += 1) weights[c] = counts[c]!;
    draws[b] = errorOf(y, p, bin, cluster, weights, options);
  }
  const tail = (1 - options.level) / 2;
  draws.sort();
  // A resampled error carries the sampling noise twice: shift by the mean excess, keep the spread.
  const shift = draws.reduce((a, b) => a + b, 0) / replicates - value;
  const low = quantile(draws, tail) - shift;
  const high = quantile(draws, 1 - tail) - shift;
  return { value, limits: [Math.max(0, Math.min(low, value)), Math.max(high, value)] };
}

/** Bins of about equally many cases; equal probabilities share the bin of their middle rank, whatever the order of rows. */
function equalMassBins(p: Float64Array, bins: number): Int32Array {
  const order = Int32Array.from(p.keys()).sort((a, b) => p[a]! - p[b]!);
  const out = new Int32Array(p.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && p[order[to]!] === p[order[from]!]) to += 1;
    const bin = Math.floor(((from + to - 1) * bins) / (2 * order.length));
    for (let k = from; k < to; k += 1) out[order[k]!] = bin;
    from = to;
  }
  return out;
}

function errorOf(
  y: Float64Array,
  p: Float64Array,
  bin: Int32Array,
  cluster: Int32Array,
  clusterWeight: Float64Array,
  options: DebiasedErrorOptions,
): number {
  const { bins, weight } = options;
  const n = new Float64Array(bins);
  const nSquared = new Float64Array(bins);
  const sumY = new Float64Array(bins);
  const sumP = new Float64Array(bins);
  for (let i = 0; i < y.length; i += 1) {
    const w = clusterWeight[cluster[i]!]! * (weight === null ? 1 : weight[i]!);
    const k = bin[i]!;
    n[k]! += w;
    nSquared[k]! += w * w;
    sumY[k]! += w * y[i]!;
    sumP[k]! += w * p[i]!;
  }
  let total = 0;
  let all = 0;
  for (let k = 0; k < bins; k += 1) {
    if (n[k] === 0) continue;
    const rate = sumY[k]! / n[k]!;
    const gap = rate - sumP[k]! / n[k]!;
    const effective = (n[k]! * n[k]!) / nSquared[k]!;
    const noise = effective > 1 ? (rate * (1 - rate)) / (effective - 1) : 0;
    total += n[k]! * (gap * gap - noise);
    all += n[k]!;
  }
  return Math.sqrt(Math.max(0, total / all));
}
