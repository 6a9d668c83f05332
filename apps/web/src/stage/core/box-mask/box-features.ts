import type { Rect } from '../geometry.ts';

/** Values of a part of a picture, one array for each channel, at one resolution. */
export interface FeatureLevel {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly Float32Array[];
}

/** Samples of a plane: grey values, or red, green and blue in turn. */
export interface PlaneSamples {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly samples: ArrayLike<number>;
}

/**
 * Cuts a part out of a plane. Colours become brightness and two differences of colours, which hang together less than
 * red, green and blue do.
 *
 * @param plane the plane
 * @param part whole pixels within it
 */
export function cutFeatures(plane: PlaneSamples, part: Rect): FeatureLevel {
  const [width, height] = [part.x1 - part.x0, part.y1 - part.y0];
  const channels = Array.from({ length: plane.channels }, () => new Float32Array(width * height));
  const { samples } = plane;
  for (let y = 0; y < height; y++) {
    const row = (part.y0 + y) * plane.width + part.x0;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (plane.channels === 1) {
        channels[0]![at] = samples[row + x]!;
        continue;
      }
      const from = 3 * (row + x);
      const [red, green, blue] = [samples[from]!, samples[from + 1]!, samples[from + 2]!];
      channels[0]![at] = (red + green + blue) / 3;
      channels[1]![at] = (red - blue) / 2;
      channels[2]![at] = (2 * green - red - blue) / 4;
    }
  }
  return { width, height, channels };
}

/**
 * The same at half the resolution: means of two by two.
 *
 * @param level the finer one
 */
export function halve(level: FeatureLevel): FeatureLevel {
  const [width, height] = [Math.ceil(level.width / 2), Math.ceil(level.height / 2)];
  const channels = level.channels.map((fine) => {
    const out = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      const top = 2 * y * level.width;
      const low = Math.min(2 * y + 1, level.height - 1) * level.width;
      for (let x = 0; x < width; x++) {
        const [left, right] = [2 * x, Math.min(2 * x + 1, level.width - 1)];
        out[y * width + x] =
          (fine[top + left]! + fine[top + right]! + fine[low + left]! + fine[low + right]!) / 4;
      }
    }
    return out;
  });
  return { width, height, channels };
}

/** A surface of the second degree over a picture whose sides go from -1 to 1. */
export type Trend = readonly number[];

function terms(x: number, y: number, width: number, height: number): number[] {
  const [u, v] = [(2 * x + 1) / width - 1, (2 * y + 1) / height - 1];
  return [1, u, v, u * u, u * v, v * v];
}

/**
 * Slow change of the background, fitted to where only background is; structures in it count little.
 *
 * @param level the picture
 * @param values one of its channels
 * @param isBackground 1 where only background is
 * @returns least squares with Huber's weights, three rounds; null where the pixels do not settle a surface
 * @see Huber 1964, doi:10.1214/aoms/1177703732
 */
export function fitTrend(
  level: FeatureLevel,
  values: Float32Array,
  isBackground: Uint8Array,
): Trend | null {
  const { width, height } = level;
  let trend: number[] | null = null;
  let scale = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const normal = Array.from({ length: 6 }, () => new Float64Array(7));
    const misses: number[] = [];
    for (let at = 0; at < values.length; at++) {
      if (isBackground[at] === 0) continue;
      const x = at % width;
      const row = terms(x, (at - x) / width, width, height);
      const now: number[] | null = trend;
      const miss = now ? Math.abs(values[at]! - row.reduce((s, t, k) => s + t * now[k]!, 0)) : 0;
      const weight = miss <= scale ? 1 : scale / miss;
      for (let i = 0; i < 6; i++) {
        for (let k = 0; k < 6; k++) normal[i]![k]! += weight * row[i]! * row[k]!;
        normal[i]![6]! += weight * row[i]! * values[at]!;
      }
    }
    trend = solve(normal);
    if (trend === null) return null;
    for (let at = 0; at < values.length; at++) {
      if (isBackground[at] === 0) continue;
      const x = at % width;
      misses.push(Math.abs(values[at]! - trendAt(trend, x, (at - x) / width, width, height)));
    }
    misses.sort((a, b) => a - b);
    scale = Math.max(2 * (misses[misses.length >> 1] ?? 0), 1e-6);
  }
  return trend;
}

function trendAt(trend: Trend, x: number, y: number, width: number, height: number): number {
  return terms(x, y, width, height).reduce((sum, term, k) => sum + term * trend[k]!, 0);
}

/** Gauss with pivots; null where the system is singular. */
function solve(rows: readonly Float64Array[]): number[] | null {
  const size = rows.length;
  const order = [...rows];
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) {
      if (Math.abs(order[i]![k]!) > Math.abs(order[pivot]![k]!)) pivot = i;
    }
    [order[k], order[pivot]] = [order[pivot]!, order[k]!];
    const top = order[k]!;
    if (Math.abs(top[k]!) < 1e-6) return null;
    for (let i = 0; i < size; i++) {
      if (i === k) continue;
      const factor = order[i]![k]! / top[k]!;
      for (let j = k; j <= size; j++) order[i]![j]! -= factor * top[j]!;
    }
  }
  return order.map((row, k) => row[size]! / row[k]!);
}

/**
 * Takes a trend out of a channel.
 *
 * @param level its size
 * @param values changed
 * @param trend the trend
 */
export function takeTrend(level: FeatureLevel, values: Float32Array, trend: Trend): void {
  const { width, height } = level;
  const [a, b, c, d, e, f] = trend as readonly [number, number, number, number, number, number];
  for (let y = 0; y < height; y++) {
    const v = (2 * y + 1) / height - 1;
    for (let x = 0; x < width; x++) {
      const u = (2 * x + 1) / width - 1;
      values[y * width + x]! -= a + b * u + c * v + d * u * u + e * u * v + f * v * v;
    }
  }
}
