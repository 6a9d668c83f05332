import { drawCounts } from '../random.ts';
import { argsort } from '../special/argsort.ts';
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
 * @returns 0 or more; percentile limits over patients; null where no row has weight
 * @see Kumar, Liang and Ma 2019, arXiv:1909.10155
 */
export function debiasedCalibrationError(
  y: Float64Array,
  p: Float64Array,
  cluster: Int32Array,
  clusterCount: number,
  options: DebiasedErrorOptions,
): { readonly value: number; readonly limits: Limits } | null {
  const rows = layOutBins(y, p, cluster, options);
  const ones = new Float64Array(clusterCount).fill(1);
  const value = errorOf(rows, ones);
  if (Number.isNaN(value)) return null;
  const counts = new Int32Array(clusterCount);
  const weights = new Float64Array(clusterCount);
  const found = new Float64Array(replicates);
  for (let b = 0; b < replicates; b += 1) {
    drawCounts(options.seed, 77, b, clusterCount, counts);
    for (let c = 0; c < clusterCount; c += 1) weights[c] = counts[c]!;
    found[b] = errorOf(rows, weights);
  }
  const tail = (1 - options.level) / 2;
  // A replicate may draw patients without weight only: it has no value.
  const draws = found.filter((error) => !Number.isNaN(error)).sort();
  // A resampled error carries the sampling noise twice: shift by the mean excess, keep the spread.
  const shift = draws.reduce((a, b) => a + b, 0) / draws.length - value;
  const low = quantile(draws, tail) - shift;
  const high = quantile(draws, 1 - tail) - shift;
  return { value, limits: [Math.max(0, Math.min(low, value)), Math.max(high, value)] };
}

/** Rows bin by bin, each bin in the order of the rows, so that a bin's sums stay in registers. */
interface BinnedRows {
  /** bin -> its first row, then the end */
  readonly start: Int32Array;
  readonly y: Float64Array;
  readonly p: Float64Array;
  readonly cluster: Int32Array;
  readonly weight: Float64Array | null;
}

function layOutBins(
  y: Float64Array,
  p: Float64Array,
  cluster: Int32Array,
  { bins, weight }: DebiasedErrorOptions,
): BinnedRows {
  const bin = equalMassBins(p, bins);
  const start = new Int32Array(bins + 1);
  for (let i = 0; i < bin.length; i += 1) start[bin[i]! + 1]! += 1;
  for (let k = 0; k < bins; k += 1) start[k + 1]! += start[k]!;
  const next = start.slice();
  const out = {
    start,
    y: new Float64Array(y.length),
    p: new Float64Array(y.length),
    cluster: new Int32Array(y.length),
    weight: weight === null ? null : new Float64Array(y.length),
  };
  for (let i = 0; i < bin.length; i += 1) {
    const at = next[bin[i]!]!;
    next[bin[i]!] = at + 1;
    out.y[at] = y[i]!;
    out.p[at] = p[i]!;
    out.cluster[at] = cluster[i]!;
    if (out.weight !== null) out.weight[at] = weight![i]!;
  }
  return out;
}

/** Bins of about equally many cases; equal probabilities share the bin of their middle rank, whatever the order of rows. */
function equalMassBins(p: Float64Array, bins: number): Int32Array {
  const order = argsort(p);
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

function errorOf(rows: BinnedRows, clusterWeight: Float64Array): number {
  const { start, y, p, cluster, weight } = rows;
  const bins = start.length - 1;
  const n = new Float64Array(bins);
  const nSquared = new Float64Array(bins);
  const sumY = new Float64Array(bins);
  const sumP = new Float64Array(bins);
  for (let k = 0; k < bins; k += 1) {
    let [count, squares, ones, sum] = [0, 0, 0, 0];
    for (let i = start[k]!; i < start[k + 1]!; i += 1) {
      const w = clusterWeight[cluster[i]!]! * (weight === null ? 1 : weight[i]!);
      count += w;
      squares += w * w;
      ones += w * y[i]!;
      sum += w * p[i]!;
    }
    n[k] = count;
    nSquared[k] = squares;
    sumY[k] = ones;
    sumP[k] = sum;
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
  return all > 0 ? Math.sqrt(Math.max(0, total / all)) : Number.NaN;
}
