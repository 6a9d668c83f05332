import type { FeatureLevel } from './box-features.ts';

const bins = 64;
/** The most that one pixel may say for or against the object. */
const mostSaid = 1.5;

/** How values lie in one channel, inside the object and outside, and what each value speaks for. */
interface ChannelModel {
  readonly low: number;
  readonly step: number;
  readonly says: Float64Array;
}

/** What the values of a pixel say: the sum over channels of log odds for the object. */
export type Appearance = readonly ChannelModel[];

function binOf(value: number, low: number, step: number): number {
  return Math.min(bins - 1, Math.max(0, Math.floor((value - low) / step)));
}

/** Bounds that leave out one in two hundred at each end, so that a marker does not squeeze all the rest. */
function bounds(values: Float32Array): readonly [low: number, step: number] {
  const stride = Math.max(1, Math.floor(values.length / 20_000));
  const some: number[] = [];
  for (let at = 0; at < values.length; at += stride) some.push(values[at]!);
  some.sort((a, b) => a - b);
  const cut = Math.floor(some.length / 200);
  const [low, high] = [some[cut]!, some[some.length - 1 - cut]!];
  return [low, Math.max((high - low) / bins, 1e-9)];
}

/** Shares of the bins, smoothed by a Gaussian of one and a half bins: close values are alike. */
function shares(counts: Float64Array): Float64Array {
  const kernel = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((k) => Math.exp(-(k * k) / 4.5));
  const out = new Float64Array(bins);
  let total = 0;
  for (let bin = 0; bin < bins; bin++) {
    for (let k = -4; k <= 4; k++) {
      const from = Math.min(bins - 1, Math.max(0, bin + k));
      out[bin]! += kernel[k + 4]! * counts[from]!;
    }
    total += out[bin]!;
  }
  const floor = 0.02 / bins;
  return out.map((v) => (total === 0 ? 1 / bins : (0.98 * v) / total + floor));
}

/**
 * Learns how object and background look from a division into the two.
 *
 * @param level the picture
 * @param object 1 for pixels taken as object
 * @param background 1 for pixels taken as background; a pixel may be neither
 */
export function learnAppearance(
  level: FeatureLevel,
  object: Uint8Array,
  background: Uint8Array,
): Appearance {
  const stride = Math.max(1, Math.floor(object.length / 200_000));
  return level.channels.map((values) => {
    const [low, step] = bounds(values);
    const inside = new Float64Array(bins);
    const outside = new Float64Array(bins);
    for (let at = 0; at < object.length; at += stride) {
      const bin = binOf(values[at]!, low, step);
      if (object[at] === 1) inside[bin]! += 1;
      if (background[at] === 1) outside[bin]! += 1;
    }
    const [own, other] = [shares(inside), shares(outside)];
    const says = own.map((share, bin) => Math.log(share / other[bin]!));
    return { low, step, says };
  });
}

/**
 * What a pixel speaks for.
 *
 * @param appearance learnt before
 * @param level the picture
 * @param at index of the pixel
 * @returns log odds, from -1.5 to 1.5; above 0 for the object
 */
export function oddsOf(appearance: Appearance, level: FeatureLevel, at: number): number {
  let sum = 0;
  for (let k = 0; k < appearance.length; k++) {
    const { low, step, says } = appearance[k]!;
    sum += says[binOf(level.channels[k]![at]!, low, step)]!;
  }
  return Math.min(mostSaid, Math.max(-mostSaid, sum));
}

/**
 * How spread out values are where only background is: the entropy of their histogram, in nats. A width of bin is
 * handed in so that two versions of a channel compare.
 *
 * @param values a channel
 * @param isBackground 1 where only background is
 * @param width of a bin
 */
export function spreadOf(values: Float32Array, isBackground: Uint8Array, width: number): number {
  const counts = new Map<number, number>();
  let total = 0;
  for (let at = 0; at < values.length; at++) {
    if (isBackground[at] === 0) continue;
    const bin = Math.floor(values[at]! / width);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
    total += 1;
  }
  let sum = 0;
  for (const count of counts.values()) sum -= (count / total) * Math.log(count / total);
  return sum;
}
