/** Sizes and spacings of a block of cells. */
export interface BlockSize {
  readonly nz: number;
  readonly ny: number;
  readonly nx: number;
  readonly sz: number;
  readonly sy: number;
  readonly sx: number;
}

/**
 * Squared distance from every cell to the nearest feature of its own slice.
 *
 * Along rows by two sweeps, along columns by the lower envelope of parabolas.
 *
 * @param features cells, 1 where a feature is, last axis fastest
 * @param size sizes in cells and spacings in millimetres
 * @returns square millimetres; Infinity in a slice without feature
 * @see Felzenszwalb & Huttenlocher 2012, doi:10.4086/toc.2012.v008a019
 */
export function planeDistances(features: Uint8Array, size: BlockSize): Float64Array {
  const { nz, ny, nx, sy, sx } = size;
  const out = new Float64Array(nz * ny * nx);
  const rows = new Int32Array(ny);
  const height = new Float64Array(ny);
  const envelope = newEnvelope(ny);
  let next = features.indexOf(1);
  for (let z = 0; z < nz; z++) {
    const base = z * ny * nx;
    let used = 0;
    for (let y = 0; y < ny; y++) {
      const start = base + y * nx;
      if (next >= 0 && next < start) next = features.indexOf(1, start);
      if (next < 0 || next >= start + nx) continue;
      fillRow(features, out, start, start + nx, next, sx);
      rows[used++] = y;
    }
    if (used === 0) {
      out.fill(Number.POSITIVE_INFINITY, base, base + ny * nx);
      continue;
    }
    for (let x = 0; x < nx; x++) {
      for (let k = 0; k < used; k++) height[k] = out[base + rows[k]! * nx + x]!;
      lowerEnvelope(rows, height, used, sy, envelope);
      readEnvelope(envelope, out, base + x, nx, ny, sy);
    }
  }
  return out;
}

/** Working arrays of the lower envelope of parabolas along one line. */
export interface Envelope {
  /** Places of the parabolas that are part of the envelope, ascending. */
  readonly place: Int32Array;
  /** Their heights. */
  readonly height: Float64Array;
  /** First whole place at which each of them is the lowest. */
  readonly from: Int32Array;
  count: number;
}

/** Room for a line of n cells. */
export function newEnvelope(n: number): Envelope {
  return {
    place: new Int32Array(n + 1),
    height: new Float64Array(n + 1),
    from: new Int32Array(n + 1),
    count: 0,
  };
}

/**
 * Finds which of some parabolas are lowest where.
 *
 * @param places whole places of their feet, ascending
 * @param heights their heights, finite
 * @param count how many there are
 * @param spacing distance of neighbouring places
 * @param envelope receives the answer
 */
export function lowerEnvelope(
  places: Int32Array,
  heights: Float64Array,
  count: number,
  spacing: number,
  envelope: Envelope,
): void {
  const { place, height, from } = envelope;
  const scale = 1 / (2 * spacing * spacing);
  const beyond = from.length;
  let top = 0;
  place[0] = places[0]!;
  height[0] = heights[0]!;
  from[0] = 0;
  for (let k = 1; k < count; k++) {
    const p = places[k]!;
    const h = heights[k]!;
    let start = 0;
    while (top >= 0) {
      const q = place[top]!;
      // Where the newer parabola becomes the lower one; they are equal at the crossing itself.
      const crossing = ((h - height[top]!) * scale) / (p - q) + (p + q) / 2;
      start = crossing <= 0 ? 0 : Math.min(Math.ceil(crossing), beyond);
      if (start > from[top]!) break;
      top--;
    }
    if (top < 0) start = 0;
    top++;
    place[top] = p;
    height[top] = h;
    from[top] = start;
  }
  envelope.count = top + 1;
}

/** Writes the heights of an envelope at every place of a line. */
export function readEnvelope(
  envelope: Envelope,
  out: Float64Array,
  base: number,
  stride: number,
  length: number,
  spacing: number,
): void {
  const { place, height, from, count } = envelope;
  let end = length;
  for (let k = count - 1; k >= 0; k--) {
    const start = from[k]!;
    if (start >= end) continue;
    const p = place[k]!;
    const h = height[k]!;
    for (let y = start; y < end; y++) {
      const d = (y - p) * spacing;
      out[base + y * stride] = h + d * d;
    }
    end = start;
  }
}

/** Squared distances along one row that has its first feature at `first`. */
function fillRow(
  features: Uint8Array,
  out: Float64Array,
  start: number,
  end: number,
  first: number,
  sx: number,
): void {
  for (let i = start; i < first; i++) {
    const d = (first - i) * sx;
    out[i] = d * d;
  }
  let previous = first;
  out[first] = 0;
  for (let i = first + 1; i < end; i++) {
    if (features[i] === 0) continue;
    between(out, previous, i, sx);
    out[i] = 0;
    previous = i;
  }
  for (let i = previous + 1; i < end; i++) {
    const d = (i - previous) * sx;
    out[i] = d * d;
  }
}

function between(out: Float64Array, a: number, b: number, sx: number): void {
  const middle = (a + b) >> 1;
  for (let i = a + 1; i <= middle; i++) {
    const d = (i - a) * sx;
    out[i] = d * d;
  }
  for (let i = middle + 1; i < b; i++) {
    const d = (b - i) * sx;
    out[i] = d * d;
  }
}
