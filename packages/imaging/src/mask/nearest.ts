import { distanceTransform } from './distance-transform.ts';
import { type BlockSize, lowerEnvelope, newEnvelope } from './planes.ts';

/** Cells of a side of the coarse blocks that bound the search. */
const SIDE = 4;

/**
 * Distance from some points to the nearest of others, exact.
 *
 * Works slice by slice with the separable transform: squared distances along rows, lower envelope
 * along columns, then the best over slices for each asking point. A coarse transform bounds how far
 * any answer can lie, so rows and slices beyond that are never looked at.
 *
 * @param features indices of the cells of the block to measure to, ascending
 * @param asking indices of the cells that ask, ascending
 * @param size sizes and spacings of the block
 * @returns millimetres, one per asking cell; Infinity when there is no feature
 * @see Felzenszwalb & Huttenlocher 2012, doi:10.4086/toc.2012.v008a019
 */
export function nearestDistances(
  features: Int32Array,
  asking: Int32Array,
  size: BlockSize,
): Float64Array {
  const best = new Float64Array(asking.length).fill(Number.POSITIVE_INFINITY);
  if (features.length === 0 || asking.length === 0) return best;
  const { nz, ny, nx, sz } = size;
  const plane = ny * nx;
  const reach = boundSquares(features, asking, size, best);
  const places = columnPlaces(asking, ny, nx);
  const firstAsking = firstOfSlices(asking, plane, nz);
  const firstFeature = firstOfSlices(features, plane, nz);
  const slice = newSlice(size, reach);
  const sliceReach = Math.floor(reach / sz);
  for (let z = 0; z < nz; z++) {
    const low = firstAsking[Math.max(0, z - sliceReach)]!;
    const high = firstAsking[Math.min(nz, z + sliceReach + 1)]!;
    const [from, to] = [firstFeature[z]!, firstFeature[z + 1]!];
    if (low === high || from === to) continue;
    fillSlice(slice, features, from, to, z * plane);
    const firstSlice = Math.max(0, z - sliceReach);
    const lastSlice = Math.min(nz - 1, z + sliceReach);
    for (let other = firstSlice; other <= lastSlice; other++) {
      const across = (other - z) * sz * ((other - z) * sz);
      const end = firstAsking[other + 1]!;
      for (let k = firstAsking[other]!; k < end; k++) {
        if (across >= best[k]!) continue;
        const square = slice.squares[places[k]!]! + across;
        if (square < best[k]!) best[k] = square;
      }
    }
  }
  for (let k = 0; k < best.length; k++) best[k] = Math.sqrt(best[k]!);
  return best;
}

/** Squared distances within one slice, columns first: place x · ny + y. */
interface Slice {
  readonly size: BlockSize;
  readonly squares: Float64Array;
  /** Farthest distance of interest. */
  readonly reach: number;
  readonly rows: Int32Array;
  readonly heights: Float64Array;
  readonly envelope: ReturnType<typeof newEnvelope>;
}

function newSlice(size: BlockSize, reach: number): Slice {
  return {
    size,
    reach,
    squares: new Float64Array(size.ny * size.nx),
    rows: new Int32Array(size.ny),
    heights: new Float64Array(size.ny),
    envelope: newEnvelope(size.ny),
  };
}

function fillSlice(
  slice: Slice,
  features: Int32Array,
  from: number,
  to: number,
  base: number,
): void {
  slice.squares.fill(Number.POSITIVE_INFINITY);
  fillRows(slice, features, from, to, base);
  const { nx, ny, sy } = slice.size;
  const { squares, rows, heights, envelope } = slice;
  const rowReach = Math.floor(slice.reach / sy);
  for (let x = 0; x < nx; x++) {
    const column = x * ny;
    let used = 0;
    for (let y = 0; y < ny; y++) {
      const height = squares[column + y]!;
      if (height === Number.POSITIVE_INFINITY) continue;
      rows[used] = y;
      heights[used++] = height;
    }
    if (used === 0) continue;
    lowerEnvelope(rows, heights, used, sy, envelope);
    readColumn(slice, column, rowReach);
  }
}

/** Squared distances along rows, as far as they matter. */
function fillRows(
  slice: Slice,
  features: Int32Array,
  from: number,
  to: number,
  base: number,
): void {
  const { nx, ny, sx } = slice.size;
  const { squares } = slice;
  const reach = Math.floor(slice.reach / sx);
  let k = from;
  while (k < to) {
    const y = Math.floor((features[k]! - base) / nx);
    const row = base + y * nx;
    let low = Math.max(0, features[k]! - row - reach);
    for (; k < to && features[k]! < row + nx; k++) {
      const at = features[k]! - row;
      const next = k + 1 < to ? features[k + 1]! - row : nx;
      // Up to halfway to the next feature of the row, no farther than the reach.
      const middle = next < nx ? (at + next) >> 1 : nx - 1;
      const high = Math.min(middle, at + reach);
      for (let x = low; x <= high; x++) {
        const d = (x - at) * sx;
        squares[x * ny + y] = d * d;
      }
      low = Math.max(middle + 1, next - reach);
    }
  }
}

function readColumn(slice: Slice, column: number, rowReach: number): void {
  const { squares, envelope } = slice;
  const { ny, sy } = slice.size;
  const { place, height, from, count } = envelope;
  let end = ny;
  for (let k = count - 1; k >= 0; k--) {
    const start = from[k]!;
    if (start >= end) continue;
    const p = place[k]!;
    const h = height[k]!;
    const low = Math.max(start, p - rowReach);
    const high = Math.min(end, p + rowReach + 1);
    for (let y = low; y < high; y++) {
      const d = (y - p) * sy;
      squares[column + y] = h + d * d;
    }
    end = start;
  }
}

function columnPlaces(asking: Int32Array, ny: number, nx: number): Int32Array {
  const places = new Int32Array(asking.length);
  for (let k = 0; k < asking.length; k++) {
    const row = Math.floor(asking[k]! / nx);
    places[k] = (asking[k]! - row * nx) * ny + (row % ny);
  }
  return places;
}

/** Where the points of each slice start in an ascending list, and one more entry. */
function firstOfSlices(points: Int32Array, plane: number, nz: number): Int32Array {
  const first = new Int32Array(nz + 1);
  let k = 0;
  for (let z = 0; z <= nz; z++) {
    while (k < points.length && points[k]! < z * plane) k++;
    first[z] = k;
  }
  return first;
}

/**
 * Bounds each answer from above by the distance between coarse blocks.
 *
 * @param squares receives a square that is larger than the squared distance
 * @returns a distance that no answer exceeds
 */
function boundSquares(
  features: Int32Array,
  asking: Int32Array,
  size: BlockSize,
  squares: Float64Array,
): number {
  const coarse = {
    shape: [size.nz, size.ny, size.nx].map((n) => Math.ceil(n / SIDE)),
    spacingMm: [size.sz * SIDE, size.sy * SIDE, size.sx * SIDE],
  };
  const [, cy, cx] = coarse.shape;
  const data = new Uint8Array(coarse.shape.reduce((a, b) => a * b, 1));
  const blockOf = (cell: number): number => {
    const row = Math.floor(cell / size.nx);
    const z = Math.floor(row / size.ny);
    const x = cell - row * size.nx;
    return ((z >> 2) * cy! + ((row - z * size.ny) >> 2)) * cx! + (x >> 2);
  };
  for (let k = 0; k < features.length; k++) data[blockOf(features[k]!)] = 1;
  const distances = distanceTransform({ ...coarse, data });
  // Two cells of blocks d apart lie at most d plus the diagonal of a block apart.
  const { sz, sy, sx } = size;
  const diagonal = (SIDE - 1) * Math.sqrt(sz * sz + sy * sy + sx * sx);
  let reach = 0;
  for (let k = 0; k < asking.length; k++) {
    // A trifle more, so that rounding cannot keep the true distance out.
    const bound = (distances[blockOf(asking[k]!)]! + diagonal) * (1 + 1e-9);
    squares[k] = bound * bound;
    if (bound > reach) reach = bound;
  }
  return reach;
}
