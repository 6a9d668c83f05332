import type { Rect, Size } from './geometry.ts';
import type { SampleArray } from './image-info.ts';
import type { Matrix } from './view-transform.ts';
import type { Plane } from './volume.ts';

/** A plane brought to screen resolution, before the grey table. */
export interface ScreenSamples {
  readonly width: number;
  readonly height: number;
  /** 16-bit patterns of stored values for grey, opaque RGBA pixels for colour. */
  readonly grey: Uint16Array | null;
  readonly colour: Uint32Array | null;
  /** Screen pixels that the plane covers; null when it is out of sight. */
  readonly covered: Rect | null;
}

/** Where the screen's columns and rows fall on a plane; turns by quarters keep the two apart. */
interface Axes {
  /** Offset into the samples for each column and row of the screen, -1 outside. */
  readonly columns: Int32Array;
  readonly rows: Int32Array;
  readonly covered: Rect | null;
}

/** Colour of the screen where there is no image: opaque black. */
const black = 0xff000000;

/**
 * Halves a plane by averaging 2 × 2 pixels, so that small pictures of large images do not lose what is thin.
 *
 * @param plane any plane
 * @returns half as wide and high, rounded up
 */
export function halvePlane(plane: Plane): Plane {
  const { width, height, channels, samples } = plane;
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  // The constructor of a typed array is that of its own kind.
  const out = new (samples.constructor as new (length: number) => SampleArray)(w * h * channels);
  let at = 0;
  for (let y = 0; y < h; y++) {
    const top = 2 * y * width * channels;
    const low = Math.min(2 * y + 1, height - 1) * width * channels;
    for (let x = 0; x < w; x++) {
      const left = 2 * x * channels;
      const right = Math.min(2 * x + 1, width - 1) * channels;
      for (let c = 0; c < channels; c++) {
        const sum =
          samples[top + left + c]! +
          samples[top + right + c]! +
          samples[low + left + c]! +
          samples[low + right + c]!;
        out[at++] = (sum + 2) >> 2;
      }
    }
  }
  return { ...plane, width: w, height: h, samples: out };
}

/**
 * How often a plane may be halved before it is drawn at a zoom below one.
 *
 * @param zoom screen pixels per plane pixel, the larger of both directions
 */
export function levelOf(zoom: number): number {
  let level = 0;
  for (let z = zoom; z <= 0.5 && level < 6; z *= 2) level++;
  return level;
}

/**
 * The map to the screen of a plane halved several times.
 *
 * @param matrix map of the whole plane
 * @param level how often it was halved
 */
export function matrixOfLevel(matrix: Matrix, level: number): Matrix {
  const k = 1 << level;
  return { ...matrix, a: matrix.a * k, b: matrix.b * k, c: matrix.c * k, d: matrix.d * k };
}

/**
 * Brings a plane to screen resolution.
 *
 * @param plane the plane
 * @param matrix map from the plane to the screen; turns by quarters only
 * @param viewport extent of the screen area
 * @param isSmooth bilinear rather than nearest
 */
export function resamplePlane(
  plane: Plane,
  matrix: Matrix,
  viewport: Size,
  isSmooth: boolean,
): ScreenSamples {
  const { width, height } = viewport;
  const grey = plane.channels === 1 ? new Uint16Array(width * height) : null;
  const colour = plane.channels === 3 ? new Uint32Array(width * height) : null;
  const axes = nearestAxes(plane, plane.channels, matrix, viewport);
  const { covered } = axes;
  const out: ScreenSamples = { width, height, grey, colour, covered };
  if (!covered) return out;
  if (grey) {
    if (isSmooth) smoothGrey(plane, matrix, out, covered);
    else nearestGrey(plane.samples, axes, grey, width, covered);
  } else if (colour) {
    if (isSmooth) smoothColour(plane, matrix, out, covered);
    else nearestColour(plane.samples, axes, colour, width, covered);
  }
  return out;
}

/**
 * Offsets of the pixels nearest to each screen column and row.
 *
 * @param plane extent of the plane
 * @param stride samples per pixel
 * @param matrix map from the plane to the screen
 * @param viewport extent of the screen area
 */
export function nearestAxes(plane: Size, stride: number, matrix: Matrix, viewport: Size): Axes {
  const isLying = matrix.a === 0;
  const columns = new Int32Array(viewport.width);
  const rows = new Int32Array(viewport.height);
  const [xScale, yScale] = isLying ? [matrix.c, matrix.b] : [matrix.a, matrix.d];
  const [alongX, alongY] = isLying ? [plane.height, plane.width] : [plane.width, plane.height];
  const [stepX, stepY] = isLying ? [plane.width * stride, stride] : [stride, plane.width * stride];
  const spanX = fillOffsets(columns, matrix.e, xScale, alongX, stepX);
  const spanY = fillOffsets(rows, matrix.f, yScale, alongY, stepY);
  const covered =
    spanX && spanY ? { x0: spanX[0], x1: spanX[1], y0: spanY[0], y1: spanY[1] } : null;
  return { columns, rows, covered };
}

function fillOffsets(
  out: Int32Array,
  shift: number,
  scale: number,
  length: number,
  step: number,
): [number, number] | null {
  let [first, end] = [-1, -1];
  for (let k = 0; k < out.length; k++) {
    const i = Math.floor((k + 0.5 - shift) / scale);
    const isIn = i >= 0 && i < length;
    out[k] = isIn ? i * step : -1;
    if (!isIn) continue;
    if (first < 0) first = k;
    end = k + 1;
  }
  return first < 0 ? null : [first, end];
}

/** A signed array's patterns are read through an unsigned view of the same memory. */
function patterns(samples: SampleArray): Uint8Array | Uint16Array {
  return samples instanceof Int16Array
    ? new Uint16Array(samples.buffer, samples.byteOffset, samples.length)
    : samples;
}

function nearestGrey(
  samples: SampleArray,
  { columns, rows }: Axes,
  out: Uint16Array,
  width: number,
  covered: Rect,
): void {
  const source = patterns(samples);
  for (let r = covered.y0; r < covered.y1; r++) {
    const row = rows[r]!;
    const to = r * width;
    for (let c = covered.x0; c < covered.x1; c++) out[to + c] = source[row + columns[c]!]!;
  }
}

function nearestColour(
  samples: SampleArray,
  { columns, rows }: Axes,
  out: Uint32Array,
  width: number,
  covered: Rect,
): void {
  for (let r = covered.y0; r < covered.y1; r++) {
    for (let c = covered.x0; c < covered.x1; c++) {
      const i = rows[r]! + columns[c]!;
      out[r * width + c] = black | (samples[i + 2]! << 16) | (samples[i + 1]! << 8) | samples[i]!;
    }
  }
}

/** Offsets of the two pixels around each screen place and the weight of the second in 128ths. */
function blendAxis(
  count: number,
  shift: number,
  scale: number,
  length: number,
  step: number,
): { readonly low: Int32Array; readonly high: Int32Array; readonly weight: Int32Array } {
  const low = new Int32Array(count);
  const high = new Int32Array(count);
  const weight = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const place = (k + 0.5 - shift) / scale - 0.5;
    const i = Math.floor(place);
    low[k] = Math.min(Math.max(i, 0), length - 1) * step;
    high[k] = Math.min(Math.max(i + 1, 0), length - 1) * step;
    weight[k] = Math.floor((place - i) * 128 + 0.5);
  }
  return { low, high, weight };
}

function blendAxes(plane: Plane, matrix: Matrix, viewport: Size) {
  const isLying = matrix.a === 0;
  const { width, height, channels } = plane;
  return isLying
    ? {
        across: blendAxis(viewport.width, matrix.e, matrix.c, height, width * channels),
        down: blendAxis(viewport.height, matrix.f, matrix.b, width, channels),
      }
    : {
        across: blendAxis(viewport.width, matrix.e, matrix.a, width, channels),
        down: blendAxis(viewport.height, matrix.f, matrix.d, height, width * channels),
      };
}

function smoothGrey(plane: Plane, matrix: Matrix, out: ScreenSamples, covered: Rect): void {
  const { samples } = plane;
  const grey = out.grey!;
  const { across, down } = blendAxes(plane, matrix, out);
  const { low, high, weight } = across;
  for (let r = covered.y0; r < covered.y1; r++) {
    const top = down.low[r]!;
    const bottom = down.high[r]!;
    const wy = down.weight[r]!;
    const to = r * out.width;
    for (let c = covered.x0; c < covered.x1; c++) {
      const [l, h, wx] = [low[c]!, high[c]!, weight[c]!];
      const a = samples[top + l]! * (128 - wx) + samples[top + h]! * wx;
      const b = samples[bottom + l]! * (128 - wx) + samples[bottom + h]! * wx;
      grey[to + c] = (a * (128 - wy) + b * wy + 8192) >> 14;
    }
  }
}

function smoothColour(plane: Plane, matrix: Matrix, out: ScreenSamples, covered: Rect): void {
  const { samples } = plane;
  const colour = out.colour!;
  const { across, down } = blendAxes(plane, matrix, out);
  for (let r = covered.y0; r < covered.y1; r++) {
    const top = down.low[r]!;
    const bottom = down.high[r]!;
    const wy = down.weight[r]!;
    for (let c = covered.x0; c < covered.x1; c++) {
      const l = across.low[c]!;
      const h = across.high[c]!;
      const wx = across.weight[c]!;
      let pixel = black;
      for (let k = 0; k < 3; k++) {
        const a = samples[top + l + k]! * (128 - wx) + samples[top + h + k]! * wx;
        const b = samples[bottom + l + k]! * (128 - wx) + samples[bottom + h + k]! * wx;
        pixel |= ((a * (128 - wy) + b * wy + 8192) >> 14) << (8 * k);
      }
      colour[r * out.width + c] = pixel;
    }
  }
}

/**
 * Turns screen samples into pixels through the grey table.
 *
 * @param samples from {@link resamplePlane}
 * @param table 65,536 pixels; for colour its first 256 entries change each channel
 * @param out width × height pixels; all overwritten
 */
export function colourSamples(samples: ScreenSamples, table: Uint32Array, out: Uint32Array): void {
  const { width, height, grey, colour, covered } = samples;
  if (!covered) {
    out.fill(black);
    return;
  }
  const { x0, y0, x1, y1 } = covered;
  out.fill(black, 0, y0 * width);
  out.fill(black, y1 * width);
  for (let r = y0; r < y1; r++) {
    const row = r * width;
    if (x0 > 0) out.fill(black, row, row + x0);
    if (x1 < width) out.fill(black, row + x1, row + width);
    if (grey) {
      for (let i = row + x0; i < row + x1; i++) out[i] = table[grey[i]!]!;
    } else if (colour) {
      for (let i = row + x0; i < row + x1; i++) {
        const pixel = colour[i]!;
        out[i] =
          black |
          (table[pixel & 255]! & 0xff) |
          (table[(pixel >> 8) & 255]! & 0xff00) |
          (table[(pixel >> 16) & 255]! & 0xff0000);
      }
    }
  }
  if (height === 0) out.fill(black);
}
