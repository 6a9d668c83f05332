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
  /** Positions by rising probability, where they are known. */
  readonly order?: Int32Array;
  /** Draws of clusters kept from one call to the next; see {@link keepDraws}. */
  readonly draws?: KeptDraws;
}

/** Draws of so many clusters: how often each was drawn in every replicate, one replicate after the other. */
export type KeptDraws = (seed: number, clusterCount: number) => Uint8Array;

/**
 * Draws that are made once for each number of clusters, as groups of one size and models of one data set share them.
 *
 * @param room bytes to keep at most; what does not fit is drawn again
 */
export function keepDraws(room = 16777216): KeptDraws {
  const known = new Map<string, Uint8Array>();
  let left = room;
  return (seed, clusterCount) => {
    const key = `${seed}/${clusterCount}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = drawAll(seed, clusterCount);
    if (made.byteLength <= left) {
      left -= made.byteLength;
      known.set(key, made);
    }
    return made;
  };
}

/** A cluster is drawn about once: 255 times it is in no replicate. */
function drawAll(seed: number, clusterCount: number): Uint8Array {
  const out = new Uint8Array(replicates * clusterCount);
  const counts = new Int32Array(clusterCount);
  for (let b = 0; b < replicates; b += 1) {
    drawCounts(seed, 77, b, clusterCount, counts);
    out.set(counts, b * clusterCount);
  }
  return out;
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
  const drawn = (options.draws ?? drawAll)(options.seed, clusterCount);
  const [first, second] = [new Float64Array(clusterCount), new Float64Array(clusterCount)];
  const found = new Float64Array(replicates);
  for (let b = 0; b < replicates; b += 2) {
    first.set(drawn.subarray(b * clusterCount, (b + 1) * clusterCount));
    second.set(drawn.subarray((b + 1) * clusterCount, (b + 2) * clusterCount));
    if (rows.weight === null) {
      sumPair(rows, first, second);
      found[b] = errorFrom(rows.sums[0]);
      found[b + 1] = errorFrom(rows.sums[1]);
    } else {
      found[b] = errorOf(rows, first);
      found[b + 1] = errorOf(rows, second);
    }
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
  /** clusters of the rows with y = 1, bin by bin */
  readonly positives: Int32Array;
  readonly positiveStart: Int32Array;
  /** room for the sums of two replicates */
  readonly sums: readonly [BinSums, BinSums];
}

/** What the error is made of, bin by bin. */
interface BinSums {
  readonly n: Float64Array;
  readonly nSquared: Float64Array;
  readonly sumY: Float64Array;
  readonly sumP: Float64Array;
}

function roomForSums(bins: number): BinSums {
  const room = (): Float64Array => new Float64Array(bins);
  return { n: room(), nSquared: room(), sumY: room(), sumP: room() };
}

function layOutBins(
  y: Float64Array,
  p: Float64Array,
  cluster: Int32Array,
  { bins, weight, order }: DebiasedErrorOptions,
): BinnedRows {
  const bin = equalMassBins(p, bins, order ?? argsort(p));
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
  return { ...out, ...layOutPositives(out), sums: [roomForSums(bins), roomForSums(bins)] };
}

function layOutPositives({
  start,
  y,
  cluster,
}: Pick<BinnedRows, 'start' | 'y' | 'cluster'>): Pick<BinnedRows, 'positives' | 'positiveStart'> {
  const positives = new Int32Array(y.length);
  const positiveStart = new Int32Array(start.length);
  let count = 0;
  for (let k = 0; k + 1 < start.length; k += 1) {
    for (let i = start[k]!; i < start[k + 1]!; i += 1) {
      if (y[i] !== 1) continue;
      positives[count] = cluster[i]!;
      count += 1;
    }
    positiveStart[k + 1] = count;
  }
  return { positives, positiveStart };
}

/** Bins of about equally many cases; equal probabilities share the bin of their middle rank, whatever the order of rows. */
function equalMassBins(p: Float64Array, bins: number, order: Int32Array | Uint32Array): Int32Array {
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

/** Sums of two replicates in one pass over rows of weight 1: their chains of additions run side by side. */
function sumPair(
  { start, p, cluster, positives, positiveStart, sums }: BinnedRows,
  first: Float64Array,
  second: Float64Array,
): void {
  const [a, b] = sums;
  for (let k = 0; k + 1 < start.length; k += 1) {
    let countA = 0;
    let squaresA = 0;
    let sumA = 0;
    let countB = 0;
    let squaresB = 0;
    let sumB = 0;
    const end = start[k + 1]!;
    let i = start[k]!;
    // Two rows at a turn: what is asked of an array is asked once per turn.
    for (const last = end - 1; i < last; i += 2) {
      const c = cluster[i]!;
      const d = cluster[i + 1]!;
      const x = p[i]!;
      const y = p[i + 1]!;
      const u = first[c]!;
      const v = second[c]!;
      const s = first[d]!;
      const t = second[d]!;
      countA = countA + u + s;
      squaresA = squaresA + u * u + s * s;
      sumA = sumA + u * x + s * y;
      countB = countB + v + t;
      squaresB = squaresB + v * v + t * t;
      sumB = sumB + v * x + t * y;
    }
    for (; i < end; i += 1) {
      const c = cluster[i]!;
      const x = p[i]!;
      const u = first[c]!;
      const v = second[c]!;
      countA += u;
      squaresA += u * u;
      sumA += u * x;
      countB += v;
      squaresB += v * v;
      sumB += v * x;
    }
    let onesA = 0;
    let onesB = 0;
    const positiveEnd = positiveStart[k + 1]!;
    for (let i = positiveStart[k]!; i < positiveEnd; i += 1) {
      const c = positives[i]!;
      onesA += first[c]!;
      onesB += second[c]!;
    }
    a.n[k] = countA;
    a.nSquared[k] = squaresA;
    a.sumY[k] = onesA;
    a.sumP[k] = sumA;
    b.n[k] = countB;
    b.nSquared[k] = squaresB;
    b.sumY[k] = onesB;
    b.sumP[k] = sumB;
  }
}

function errorOf(rows: BinnedRows, clusterWeight: Float64Array): number {
  const { start, y, p, cluster, weight, sums } = rows;
  const into = sums[0];
  for (let k = 0; k + 1 < start.length; k += 1) {
    let count = 0;
    let squares = 0;
    let ones = 0;
    let sum = 0;
    for (let i = start[k]!; i < start[k + 1]!; i += 1) {
      const w = clusterWeight[cluster[i]!]! * (weight === null ? 1 : weight[i]!);
      count += w;
      squares += w * w;
      ones += w * y[i]!;
      sum += w * p[i]!;
    }
    into.n[k] = count;
    into.nSquared[k] = squares;
    into.sumY[k] = ones;
    into.sumP[k] = sum;
  }
  return errorFrom(into);
}

function errorFrom({ n, nSquared, sumY, sumP }: BinSums): number {
  let total = 0;
  let all = 0;
  for (let k = 0; k < n.length; k += 1) {
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
