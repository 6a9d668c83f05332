import type { FeatureLevel } from './box-features.ts';
import { type CutGraph, minCut, neighbourSlots } from './min-cut.ts';

/** Capacities are whole numbers in this many parts. */
const unit = 256;
const never = 1 << 24;

/** Right and down, both ways of the diagonal; slot 7 - s looks back. */
const steps: readonly (readonly [dx: number, dy: number])[] = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [-1, 0],
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
];

/**
 * Half the inverse of the mean squared difference of neighbours, for each channel.
 *
 * @param level the picture
 */
export function edgeScale(level: FeatureLevel): readonly number[] {
  const { width } = level;
  return level.channels.map((values) => {
    const stride = Math.max(1, Math.floor(values.length / 200_000));
    let [sum, count] = [0, 0];
    for (let at = 0; at + width + 1 < values.length; at += stride) {
      const [right, down] = [values[at + 1]! - values[at]!, values[at + width]! - values[at]!];
      sum += right * right + down * down;
      count += 2;
    }
    return sum > 0 ? count / (2 * sum) : 0;
  });
}

/** What a cut weighs. */
export interface CutTerms {
  /** From edgeScale. */
  readonly edge: readonly number[];
  /** Of smoothness. */
  readonly weight: number;
  /** Log odds of a pixel for the object. */
  readonly odds: (at: number) => number;
}

/**
 * Smallest cut over the open pixels; the others keep what they are and pull on their open neighbours.
 *
 * @param level the picture
 * @param open 1 for pixels to settle
 * @param fixed what the others are; null: background
 * @param terms what it weighs
 * @returns 1 for the object
 * @see Boykov & Jolly 2001, doi:10.1109/ICCV.2001.937505
 */
export function cutPicture(
  level: FeatureLevel,
  open: Uint8Array,
  fixed: Uint8Array | null,
  terms: CutTerms,
): Uint8Array {
  const { width, height, channels } = level;
  const { edge, odds } = terms;
  const nodeOf = new Int32Array(open.length).fill(-1);
  const pixels: number[] = [];
  for (let at = 0; at < open.length; at++) {
    if (open[at] === 0) continue;
    nodeOf[at] = pixels.length;
    pixels.push(at);
  }
  const count = pixels.length;
  const graph: CutGraph = {
    count,
    neighbours: new Int32Array(count * neighbourSlots).fill(-1),
    capacities: new Int32Array(count * neighbourSlots),
    terminals: new Int32Array(count),
  };
  for (let node = 0; node < count; node++) {
    const at = pixels[node]!;
    const x = at % width;
    const y = (at - x) / width;
    let pull = odds(at) * unit;
    for (let slot = 0; slot < neighbourSlots; slot++) {
      const [dx, dy] = steps[slot]!;
      const [u, v] = [x + dx, y + dy];
      if (u < 0 || v < 0 || u >= width || v >= height) continue;
      const other = v * width + u;
      let far = 0;
      for (let k = 0; k < channels.length; k++) {
        const miss = channels[k]![at]! - channels[k]![other]!;
        far += edge[k]! * miss * miss;
      }
      const isDiagonal = dx !== 0 && dy !== 0;
      const weight =
        terms.weight * unit * Math.exp(-far / channels.length) * (isDiagonal ? Math.SQRT1_2 : 1);
      if (nodeOf[other]! < 0) {
        pull += fixed?.[other] === 1 ? weight : -weight;
        continue;
      }
      graph.neighbours[node * neighbourSlots + slot] = nodeOf[other]!;
      graph.capacities[node * neighbourSlots + slot] = Math.round(weight);
    }
    graph.terminals[node] = Math.max(-never, Math.min(never, Math.round(pull)));
  }
  const isObject = minCut(graph);
  const mask = fixed ? fixed.slice() : new Uint8Array(open.length);
  for (let node = 0; node < count; node++) mask[pixels[node]!] = isObject[node]!;
  return mask;
}
