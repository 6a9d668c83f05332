import type { Placements } from './placements.ts';

/** How the second moments of the U-statistic are estimated. */
export type MomentKind = 'unbiased' | 'mle';

/** One reader's results for the moments: placements and the table of pairs. */
export interface ReaderKernel {
  readonly placements: Placements;
  /** Pairs of diseased and non-diseased cases: 2 = win, 1 = tie. */
  readonly table: Uint8Array;
}

/** The eight second moments of one or two sets of readings, and the weights that make a variance of them. */
export interface BdgMoments {
  /**
   * M1 same diseased and non-diseased case, M2 same diseased only, M3 same non-diseased only, M4 both different;
   * M5 to M8 alike for two different readers. 0 where no such pair of readings exists.
   */
  readonly moments: Float64Array;
  /** Weight of each moment; the last present one has 1 subtracted. */
  readonly coefficients: Float64Array;
  /** Moments times weights. */
  readonly variance: number;
  /** Effective numbers of non-diseased cases, diseased cases and readers (Kish): the plain ones when all is crossed. */
  readonly effective: readonly [nonDiseased: number, diseased: number, readers: number];
}

/**
 * Second moments of the reader-averaged area under any crossing of readers and cases.
 *
 * @param truth 0 or 1 per case
 * @param a readers under the first test
 * @param b the same readers under the second test, or `a` again for the variance of one test
 * @returns both kinds (`mle` counts every index pair, those that coincide too): moments, weights and the variance (a covariance when `b` is another test); readers are random when
 * there are two or more, else fixed
 *
 * Source: Gallas 2006, Academic Radiology 13:353; Gallas, Bandos, Samuelson and Wagner 2009, Communications in
 * Statistics - Theory and Methods 38:2586; Gallas and Brown 2008, Neural Networks 21:387 (incomplete crossing).
 */
export function bdgMoments(
  truth: Uint8Array,
  a: readonly ReaderKernel[],
  b: readonly ReaderKernel[],
): Readonly<Record<MomentKind, BdgMoments>> {
  const sums = cumulativeSums(truth, a, b);
  const sizes = cumulativeCounts(truth, a, b);
  const classSums = exclusive(sums);
  const classSizes = exclusive(sizes);
  let pairsA = 0;
  let pairsB = 0;
  for (const { placements } of a) pairsA += placements.diseasedCount * placements.nonDiseasedCount;
  for (const { placements } of b) pairsB += placements.diseasedCount * placements.nonDiseasedCount;
  const pairs = pairsA * pairsB;
  // A reader without a pair of cases does not count: one reader is fixed, two or more are random.
  const active = a.filter(
    ({ placements: p }, r) => hasPairs(p) || hasPairs(b[r]!.placements),
  ).length;
  const last = active > 1 ? 7 : 3;
  const coefficients = classSizes.map((size, k) => size / pairs - (k === last ? 1 : 0));
  const effective = (k: number): number => (sizes[k]! > 0 ? pairs / sizes[k]! : 0);
  const of = (products: Float64Array, counts: Float64Array): BdgMoments => {
    const moments = products.map((sum, k) => (counts[k]! > 0 ? sum / counts[k]! : 0));
    let variance = 0;
    for (let k = 0; k < 8; k++) variance += moments[k]! * coefficients[k]!;
    return {
      moments,
      coefficients,
      variance: counts[last] === 0 ? Number.NaN : variance,
      effective: [effective(6), effective(5), effective(3)],
    };
  };
  return { unbiased: of(classSums, classSizes), mle: of(sums, sizes) };
}

function hasPairs(p: Placements): boolean {
  return p.diseasedCount * p.nonDiseasedCount > 0;
}

/**
 * From sums that hold coinciding indices too, to sums over pairs that share exactly what their class says.
 * The order is: same reader (both cases, diseased, non-diseased, free), then any reader alike.
 */
function exclusive(all: Float64Array): Float64Array {
  const out = new Float64Array(8);
  for (let base = 0; base < 8; base += 4) {
    const part = all.slice(base, base + 4);
    if (base === 4) for (let k = 0; k < 4; k++) part[k]! -= all[k]!;
    out[base] = part[0]!;
    out[base + 1] = part[1]! - part[0]!;
    out[base + 2] = part[2]! - part[0]!;
    out[base + 3] = part[3]! - part[1]! - part[2]! + part[0]!;
  }
  return out;
}

function cumulativeSums(
  truth: Uint8Array,
  a: readonly ReaderKernel[],
  b: readonly ReaderKernel[],
): Float64Array {
  const out = new Float64Array(8);
  const n = truth.length;
  const winsA = new Float64Array(n);
  const winsB = new Float64Array(n);
  const cells = a[0]?.table.length ?? 0;
  const tableA = new Uint16Array(cells);
  const tableB = a === b ? tableA : new Uint16Array(cells);
  let totalA = 0;
  let totalB = 0;
  for (let r = 0; r < a.length; r++) {
    const x = a[r]!;
    const y = b[r]!;
    out[0]! += dot(x.table, y.table) / 4;
    addByTruth(out, 1, truth, x.placements.wins, y.placements.wins);
    out[3]! += x.placements.total * y.placements.total;
    totalA += x.placements.total;
    totalB += y.placements.total;
    for (let i = 0; i < n; i++) {
      winsA[i]! += x.placements.wins[i]!;
      winsB[i]! += y.placements.wins[i]!;
    }
    for (let k = 0; k < cells; k++) tableA[k]! += x.table[k]!;
    if (a !== b) for (let k = 0; k < cells; k++) tableB[k]! += y.table[k]!;
  }
  out[4] = dot(tableA, tableB) / 4;
  addByTruth(out, 5, truth, winsA, winsB);
  out[7] = totalA * totalB;
  return out;
}

/** The same sums with every success 1: how many pairs of readings there are. */
function cumulativeCounts(
  truth: Uint8Array,
  a: readonly ReaderKernel[],
  b: readonly ReaderKernel[],
): Float64Array {
  const out = new Float64Array(8);
  for (let r = 0; r < a.length; r++)
    for (let s = 0; s < b.length; s++) {
      const x = a[r]!.placements;
      const y = b[s]!.placements;
      let diseased = 0;
      let healthy = 0;
      for (let i = 0; i < truth.length; i++) {
        const both = x.isRead[i]! & y.isRead[i]!;
        if (truth[i] === 1) diseased += both;
        else healthy += both;
      }
      const counts = [
        diseased * healthy,
        diseased * x.nonDiseasedCount * y.nonDiseasedCount,
        healthy * x.diseasedCount * y.diseasedCount,
        x.diseasedCount * x.nonDiseasedCount * y.diseasedCount * y.nonDiseasedCount,
      ];
      for (let k = 0; k < 4; k++) {
        out[4 + k]! += counts[k]!;
        if (r === s) out[k]! += counts[k]!;
      }
    }
  return out;
}

function addByTruth(
  out: Float64Array,
  at: number,
  truth: Uint8Array,
  a: Float64Array,
  b: Float64Array,
): void {
  let diseased = 0;
  let healthy = 0;
  for (let i = 0; i < truth.length; i++) {
    if (truth[i] === 1) diseased += a[i]! * b[i]!;
    else healthy += a[i]! * b[i]!;
  }
  out[at]! += diseased;
  out[at + 1]! += healthy;
}

function dot(a: Uint8Array | Uint16Array, b: Uint8Array | Uint16Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
