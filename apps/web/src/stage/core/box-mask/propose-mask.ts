import { clipRect, type Rect } from '../geometry.ts';
import { learnAppearance, oddsOf, spreadOf } from './box-appearance.ts';
import {
  cutFeatures,
  type FeatureLevel,
  fitTrend,
  halve,
  type PlaneSamples,
  takeTrend,
} from './box-features.ts';
import { mainPart } from './main-part.ts';
import { cutPicture, edgeScale } from './picture-cut.ts';

/** The coarsest level is at most this long on either side. */
const coarseSide = 128;
/** Weight of smoothness against what a pixel's value says: to begin with, when little is known yet, and then. */
const looseSmoothness = 3;
const smoothness = 9;

/** What is proposed within a box. */
export interface ProposedMask {
  /** Row, first and last column, over and over; plane pixels. */
  readonly runs: readonly number[];
  readonly pixelCount: number;
}

/**
 * Proposes a mask for the one object that a box was drawn around. How values lie within the box and in a ring around
 * it gives each pixel odds, a smallest cut joins them with the edges of the picture, both in turn until nothing
 * changes; first at a coarse resolution, then in a band along the outline at finer ones. A slow change of the
 * background is taken out where that makes the ring more uniform.
 *
 * @param plane samples of a plane
 * @param box plane pixels; parts outside the plane are cut off
 * @returns pixels within the box; null when nothing in it stands out from what is around it, or it is smaller than 4 by 4
 * @see Boykov & Jolly 2001, doi:10.1109/ICCV.2001.937505
 * @see Rother, Kolmogorov & Blake 2004 (GrabCut), doi:10.1145/1015706.1015720
 * @see Lombaert, Sun, Grady & Xu 2005 (banded cuts), doi:10.1109/ICCV.2005.13
 */
export function proposeMask(plane: PlaneSamples, box: Rect): ProposedMask | null {
  const inside = clipRect(box, plane);
  if (!inside || inside.x1 - inside.x0 < 4 || inside.y1 - inside.y0 < 4) return null;
  const ring = Math.ceil(0.2 * Math.max(inside.x1 - inside.x0, inside.y1 - inside.y0)) + 4;
  const part: Rect = {
    x0: Math.max(0, inside.x0 - ring),
    y0: Math.max(0, inside.y0 - ring),
    x1: Math.min(plane.width, inside.x1 + ring),
    y1: Math.min(plane.height, inside.y1 + ring),
  };
  const levels = [cutFeatures(plane, part)];
  while (Math.max(levels.at(-1)!.width, levels.at(-1)!.height) > coarseSide) {
    levels.push(halve(levels.at(-1)!));
  }
  const boxes = levels.map(({ width, height }, k) => {
    const size = 1 << k;
    return boxMap(
      {
        x0: Math.floor((inside.x0 - part.x0) / size),
        y0: Math.floor((inside.y0 - part.y0) / size),
        x1: Math.ceil((inside.x1 - part.x0) / size),
        y1: Math.ceil((inside.y1 - part.y0) / size),
      },
      width,
      height,
    );
  });
  levelBackground(levels, boxes.at(-1)!);
  let mask = coarseMask(levels.at(-1)!, boxes.at(-1)!);
  for (let k = levels.length - 2; mask !== null && k >= 0; k--) {
    mask = finerMask(levels[k]!, boxes[k]!, levels[k + 1]!, mask);
  }
  return mask && runsOf(mask, levels[0]!.width, part);
}

/** 1 within the box. Where no ring is left around it, its own rim counts as outside. */
function boxMap(box: Rect, width: number, height: number): Uint8Array {
  const map = new Uint8Array(width * height);
  const isWhole = (box.x1 - box.x0) * (box.y1 - box.y0) > 0.95 * width * height;
  const rim = isWhole ? Math.max(1, Math.round(0.03 * Math.min(width, height))) : 0;
  for (let y = Math.max(box.y0, rim); y < Math.min(box.y1, height - rim); y++) {
    map.fill(1, y * width + Math.max(box.x0, rim), y * width + Math.min(box.x1, width - rim));
  }
  return map;
}

function opposite(map: Uint8Array): Uint8Array {
  return map.map((bit) => 1 - bit);
}

/** Takes a slow change out of every level where the ring is more uniform without it. */
function levelBackground(levels: readonly FeatureLevel[], box: Uint8Array): void {
  const coarse = levels.at(-1)!;
  const outside = opposite(box);
  for (const [channel, values] of coarse.channels.entries()) {
    const trend = fitTrend(coarse, values, outside);
    if (!trend) continue;
    const plain = values.slice();
    takeTrend(coarse, plain, trend);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
    const width = Math.max((high - low) / 64, 1e-9);
    const gain = spreadOf(values, outside, width) - spreadOf(plain, outside, width);
    if (gain < 0.2) continue;
    for (const level of levels) takeTrend(level, level.channels[channel]!, trend);
  }
}

/** Appearance and cut in turn, on the whole of the coarsest level: first loosely, then, where something remains, tighter. */
function coarseMask(level: FeatureLevel, box: Uint8Array): Uint8Array | null {
  const loose = settle(level, box, box, looseSmoothness);
  if (!loose) return null;
  const tight = settle(level, box, loose, smoothness);
  // What faint objects leave of themselves when pressed is no better.
  const mask = tight && 2 * countOf(tight) > countOf(loose) ? tight : loose;
  if (countOf(mask) * 100 < countOf(box)) return null;
  return standsOut(level, mask, box) ? mask : null;
}

/** Goes on from a mask until nothing changes; null when nothing is left of it. */
function settle(
  level: FeatureLevel,
  box: Uint8Array,
  start: Uint8Array,
  weight: number,
): Uint8Array | null {
  const edge = edgeScale(level);
  let mask = start;
  for (let round = 0; round < 8; round++) {
    const appearance = learnAppearance(level, mask, opposite(mask));
    const odds = (at: number): number => oddsOf(appearance, level, at);
    const next = mainPart(
      cutPicture(level, box, null, { edge, weight, odds }),
      level.width,
      level.height,
    );
    if (!next) return null;
    let changed = 0;
    for (let at = 0; at < next.length; at++) if (next[at] !== mask[at]) changed += 1;
    mask = next;
    if (changed * 1000 <= mask.length) break;
  }
  return mask;
}

function countOf(map: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < map.length; at++) count += map[at]!;
  return count;
}

/** Whether values within a mask differ from those around it by half a standard deviation, in any channel. */
function standsOut(level: FeatureLevel, mask: Uint8Array, box: Uint8Array): boolean {
  return level.channels.some((values) => {
    const sums = [new Float64Array(3), new Float64Array(3)];
    for (let at = 0; at < values.length; at++) {
      // The box without the mask is left out: what the cut left there was chosen to differ.
      if (box[at] === 1 && mask[at] === 0) continue;
      const sum = sums[mask[at]!]!;
      sum[0]! += 1;
      sum[1]! += values[at]!;
      sum[2]! += values[at]! * values[at]!;
    }
    const [outside, inside] = sums.map(([count, sum, squares]) => {
      const mean = sum! / Math.max(1, count!);
      return { mean, variance: Math.max(0, squares! / Math.max(1, count!) - mean * mean) };
    });
    const spread = Math.sqrt((outside!.variance + inside!.variance) / 2);
    return Math.abs(inside!.mean - outside!.mean) > 0.5 * spread + 1e-9;
  });
}

/** The mask of the level above at this one, settled anew two pixels to either side of its outline. */
function finerMask(
  level: FeatureLevel,
  box: Uint8Array,
  above: FeatureLevel,
  coarse: Uint8Array,
): Uint8Array {
  const { width, height } = level;
  const mask = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      mask[y * width + x] = coarse[(y >> 1) * above.width + (x >> 1)]!;
    }
  }
  for (let at = 0; at < mask.length; at++) mask[at]! &= box[at]!;
  const appearance = learnAppearance(level, mask, opposite(mask));
  const band = bandAround(mask, width, height);
  const open = band.map((bit, at) => bit & box[at]!);
  const odds = (at: number): number => oddsOf(appearance, level, at);
  return cutPicture(level, open, mask, { edge: edgeScale(level), weight: smoothness, odds });
}

/** 1 within two pixels of a change of the mask. */
function bandAround(mask: Uint8Array, width: number, height: number): Uint8Array {
  const band = new Uint8Array(mask.length);
  const reach = 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const isEdge =
        (x + 1 < width && mask[at] !== mask[at + 1]) ||
        (y + 1 < height && mask[at] !== mask[at + width]);
      if (!isEdge) continue;
      for (let v = Math.max(0, y - reach + 1); v <= Math.min(height - 1, y + reach); v++) {
        const from = Math.max(0, x - reach + 1);
        band.fill(1, v * width + from, v * width + Math.min(width, x + reach + 1));
      }
    }
  }
  return band;
}

function runsOf(mask: Uint8Array, width: number, part: Rect): ProposedMask | null {
  const runs: number[] = [];
  let pixelCount = 0;
  for (let at = mask.indexOf(1); at >= 0; ) {
    const x = at % width;
    const y = (at - x) / width;
    let end = x;
    while (end + 1 < width && mask[at + end + 1 - x] === 1) end += 1;
    runs.push(part.y0 + y, part.x0 + x, part.x0 + end);
    pixelCount += end - x + 1;
    at = mask.indexOf(1, at + end - x + 1);
  }
  return pixelCount === 0 ? null : { runs, pixelCount };
}
