import type { Linearised } from './linearised.ts';

/**
 * Local linear regression at one point with tricube weights over the nearest share of the rows.
 *
 * @param x rows in any order
 * @param at the point
 * @param bandwidth distance at which the weight reaches 0
 * @returns null when fewer than two distinct x lie within the bandwidth
 * @see Cleveland 1979, doi:10.1080/01621459.1979.10481038
 */
export function localLinear(
  x: Float64Array,
  y: ArrayLike<number>,
  at: number,
  bandwidth: number,
  cluster: Int32Array,
  clusterCount: number,
  weight: Float64Array | null = null,
): Linearised | null {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let t0 = 0;
  let t1 = 0;
  // Rows within the bandwidth, for the second pass.
  const near = new Int32Array(x.length);
  const kernel = new Float64Array(x.length);
  let count = 0;
  for (let i = 0; i < x.length; i += 1) {
    const d = x[i]! - at;
    if (d >= bandwidth || d <= -bandwidth) continue;
    const k = tricube(d / bandwidth) * (weight === null ? 1 : weight[i]!);
    if (k === 0) continue;
    near[count] = i;
    kernel[count] = k;
    count += 1;
    s0 += k;
    s1 += k * d;
    s2 += k * d * d;
    t0 += k * y[i]!;
    t1 += k * d * y[i]!;
  }
  const det = s0 * s2 - s1 * s1;
  if (!(det > 1e-12 * s0 * s0 * bandwidth * bandwidth)) return null;
  const value = (s2 * t0 - s1 * t1) / det;
  const slope = (s0 * t1 - s1 * t0) / det;
  const byCluster = new Float64Array(clusterCount);
  for (let n = 0; n < count; n += 1) {
    const i = near[n]!;
    const d = x[i]! - at;
    const share = (kernel[n]! * (s2 - s1 * d)) / det;
    byCluster[cluster[i]!]! += share * (y[i]! - value - slope * d);
  }
  return { value, byCluster };
}

/** Tricube kernel: (1 − |u|³)³ inside ±1, else 0. */
export function tricube(u: number): number {
  const a = Math.abs(u);
  if (a >= 1) return 0;
  const c = 1 - a * a * a;
  return c * c * c;
}

/**
 * The bandwidth that holds the nearest `share` of the rows at a point.
 *
 * @param sortedX ascending
 * @param share of rows, 0 to 1
 */
export function nearestBandwidth(sortedX: Float64Array, at: number, share: number): number {
  const n = sortedX.length;
  const want = Math.max(2, Math.min(n, Math.round(share * n)));
  let low = 0;
  let high = n - want;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at - sortedX[middle]! > sortedX[middle + want]! - at) low = middle + 1;
    else high = middle;
  }
  const reach = Math.max(at - sortedX[low]!, sortedX[low + want - 1]! - at);
  return reach > 0 ? reach * 1.0001 : 1e-6;
}
