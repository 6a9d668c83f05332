import { fail } from '../errors.ts';
import { randomStream } from '../random.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** How finely a rectangle is integrated. */
export interface LatticeOptions {
  /** Lattice points per shift; default 1024. */
  readonly pointCount?: number;
  /** Random shifts of the lattice; default 8. */
  readonly shiftCount?: number;
  /** Seed of the shifts; default 1, so that equal input gives equal output. */
  readonly seed?: number;
}

/** A probability with the standard error over the shifts of the lattice. */
export interface LatticeProbability {
  readonly probability: number;
  readonly standardError: number;
}

/** Integrates boxes under one centred normal law; made once per correlation matrix. */
export type NormalBox = (low: ArrayLike<number>, high: ArrayLike<number>) => LatticeProbability;

interface Factor {
  readonly rank: number;
  readonly pivot: Int32Array;
  /** Lower triangle by pivoted rows, row-major m x m. */
  readonly lower: Float64Array;
}

/** Cholesky factor with pivots on the largest rest variance; singular matrices are allowed. */
function factorise(correlation: ArrayLike<ArrayLike<number>>): Factor {
  const m = correlation.length;
  const lower = new Float64Array(m * m);
  const pivot = Int32Array.from({ length: m }, (_, i) => i);
  const rest = Float64Array.from({ length: m }, (_, i) => correlation[i]![i]!);
  let rank = 0;
  for (let k = 0; k < m; k++) {
    let largest = k;
    for (let i = k + 1; i < m; i++) if (rest[pivot[i]!]! > rest[pivot[largest]!]!) largest = i;
    const swapped = pivot[k]!;
    pivot[k] = pivot[largest]!;
    pivot[largest] = swapped;
    for (let j = 0; j < k; j++) {
      const kept = lower[k * m + j]!;
      lower[k * m + j] = lower[largest * m + j]!;
      lower[largest * m + j] = kept;
    }
    const variance = rest[pivot[k]!]!;
    if (variance < -1e-6) {
      fail(
        'stats/bad-argument',
        'A correlation matrix is not positive semidefinite.',
        'Pass a matrix of correlations of one joint sample.',
      );
    }
    if (variance < 1e-9) break;
    const diagonal = Math.sqrt(variance);
    lower[k * m + k] = diagonal;
    for (let i = k + 1; i < m; i++) {
      let sum = correlation[pivot[i]!]![pivot[k]!]!;
      for (let j = 0; j < k; j++) sum -= lower[i * m + j]! * lower[k * m + j]!;
      const value = sum / diagonal;
      lower[i * m + k] = value;
      rest[pivot[i]!] = rest[pivot[i]!]! - value * value;
    }
    rank++;
  }
  return { rank, pivot, lower };
}

/** Fractional parts of the square roots of the first primes: a lattice generator for any dimension. */
function latticeGenerator(dimension: number): Float64Array {
  const roots: number[] = [];
  for (let n = 2; roots.length < dimension; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d !== 0;
    if (isPrime) {
      const root = Math.sqrt(n);
      roots.push(root - Math.floor(root));
    }
  }
  return Float64Array.from(roots);
}

/**
 * Prepares the probability that a centred normal vector lies in a box, by separation of variables and a
 * randomly shifted Richtmyer lattice with tent transform. The points stay the same for every box, so the
 * result is a smooth function of the limits. Singular matrices are allowed.
 *
 * @param correlation m x m correlations (or covariances)
 * @param options fineness and seed
 * @returns box limits (infinities allowed) to probability with its standard error
 * @throws stats/bad-argument when the matrix is not square or not positive semidefinite
 * @see Genz 1992, doi:10.1080/10618600.1992.10477010; Genz, Bretz 2002, doi:10.1198/106186002394
 */
export function normalBox(
  correlation: ArrayLike<ArrayLike<number>>,
  options: LatticeOptions = {},
): NormalBox {
  const m = correlation.length;
  for (let i = 0; i < m; i++) {
    if (correlation[i]!.length !== m) {
      fail(
        'stats/bad-argument',
        'A correlation matrix is not square.',
        'Pass m rows of m numbers.',
      );
    }
  }
  const { pointCount = 1024, shiftCount = 8, seed = 1 } = options;
  const { rank, pivot, lower } = factorise(correlation);
  const generator = latticeGenerator(rank);
  const shifts = new Float64Array(shiftCount * rank);
  const uniform = randomStream(seed, m);
  for (let i = 0; i < shifts.length; i++) shifts[i] = uniform();
  const z = new Float64Array(m);
  const bounded = (limit: number, shift: number, scale: number): number => (limit - shift) / scale;

  const at = (low: ArrayLike<number>, high: ArrayLike<number>, k: number, s: number): number => {
    let weight = 1;
    for (let i = 0; i < m; i++) {
      const place = pivot[i]!;
      let shift = 0;
      const width = Math.min(i, rank);
      for (let j = 0; j < width; j++) shift += lower[i * m + j]! * z[j]!;
      if (i >= rank) {
        if (shift < low[place]! - 1e-12 || shift > high[place]! + 1e-12) return 0;
        continue;
      }
      const scale = lower[i * m + i]!;
      const from = normalCdf(bounded(low[place]!, shift, scale));
      const to = normalCdf(bounded(high[place]!, shift, scale));
      if (!(to > from)) return 0;
      weight *= to - from;
      if (i + 1 === m) break;
      const raw = (k + 1) * generator[i]! + shifts[s * rank + i]!;
      const tent = Math.abs(2 * (raw - Math.floor(raw)) - 1);
      const p = from + tent * (to - from);
      z[i] = normalQuantile(Math.min(Math.max(p, 1e-300), 1 - 1.2e-16));
    }
    return weight;
  };

  return (low, high) => {
    if (m === 0) return { probability: 1, standardError: 0 };
    let mean = 0;
    let squares = 0;
    for (let s = 0; s < shiftCount; s++) {
      let sum = 0;
      for (let k = 0; k < pointCount; k++) sum += at(low, high, k, s);
      const value = sum / pointCount;
      const delta = value - mean;
      mean += delta / (s + 1);
      squares += delta * (value - mean);
    }
    const standardError = shiftCount > 1 ? Math.sqrt(squares / (shiftCount * (shiftCount - 1))) : 0;
    return { probability: mean, standardError };
  };
}
