import type { Rect, Size } from './geometry.ts';
import type { PlaneAxis } from './volume.ts';

/** Parts an image side is divided into for the log of what was seen. */
export const coverageParts = 8;

/** What a reader had on the screen: for every plane an 8 × 8 grid of parts with the time in milliseconds. */
export interface Coverage {
  readonly planes: Map<string, Float64Array>;
}

/** What was seen of one image and direction. */
export interface CoverageSummary {
  readonly imageId: string;
  readonly axis: PlaneAxis;
  readonly planesSeen: number;
  readonly planeCount: number;
  /** Share of all parts of all planes that were seen long enough, 0 to 1. */
  readonly share: number;
}

/** An empty log. */
export function emptyCoverage(): Coverage {
  return { planes: new Map() };
}

/**
 * Adds a time during which part of a plane was on the screen. A part counts when its middle was visible.
 *
 * @param coverage changed
 * @param imageId the image
 * @param axis which planes
 * @param slice which plane
 * @param seen visible part in plane pixels
 * @param plane extent of the plane
 * @param durationMs how long
 */
export function noteSeen(
  coverage: Coverage,
  imageId: string,
  axis: PlaneAxis,
  slice: number,
  seen: Rect,
  plane: Size,
  durationMs: number,
): void {
  if (!(durationMs > 0)) return;
  const key = JSON.stringify([imageId, axis, slice]);
  const parts = coverage.planes.get(key) ?? new Float64Array(coverageParts * coverageParts);
  coverage.planes.set(key, parts);
  for (let row = 0; row < coverageParts; row++) {
    const y = ((row + 0.5) * plane.height) / coverageParts;
    if (y < seen.y0 || y > seen.y1) continue;
    for (let column = 0; column < coverageParts; column++) {
      const x = ((column + 0.5) * plane.width) / coverageParts;
      if (x >= seen.x0 && x <= seen.x1) parts[row * coverageParts + column]! += durationMs;
    }
  }
}

/**
 * How much of an image was seen.
 *
 * @param coverage the log
 * @param imageId the image
 * @param axis which planes
 * @param planeCount how many planes there are
 * @param leastMs a part counts from this time on, default 200 ms
 */
export function summariseCoverage(
  coverage: Coverage,
  imageId: string,
  axis: PlaneAxis,
  planeCount: number,
  leastMs: number = 200,
): CoverageSummary {
  let seenParts = 0;
  let planesSeen = 0;
  for (let slice = 0; slice < planeCount; slice++) {
    const parts = coverage.planes.get(JSON.stringify([imageId, axis, slice]));
    if (!parts) continue;
    const count = parts.reduce((sum, ms) => sum + (ms >= leastMs ? 1 : 0), 0);
    seenParts += count;
    if (count > 0) planesSeen++;
  }
  const share = seenParts / (planeCount * coverageParts * coverageParts);
  return { imageId, axis, planesSeen, planeCount, share };
}

/**
 * The log as rows for an event: one a plane, with the time of every part in whole milliseconds.
 *
 * @param coverage the log
 */
export function coverageRows(
  coverage: Coverage,
): { imageId: string; axis: PlaneAxis; slice: number; partsMs: number[] }[] {
  return [...coverage.planes].map(([key, parts]) => {
    // The key was made by noteSeen.
    const [imageId, axis, slice] = JSON.parse(key) as [string, PlaneAxis, number];
    return { imageId, axis, slice, partsMs: Array.from(parts, Math.round) };
  });
}

/**
 * What was seen of an image's stored slices, as the coverage event says it.
 *
 * @param coverage the log
 * @param imageId the image
 * @param frameCount how many slices it has
 * @param leastMs a part counts from this time on, default 200 ms
 */
export function seenFrames(
  coverage: Coverage,
  imageId: string,
  frameCount: number,
  leastMs: number = 200,
): { imageId: string; frames: number[]; tilesSeen: number; tileCount: number } {
  const frames: number[] = [];
  let tilesSeen = 0;
  for (let slice = 0; slice < frameCount; slice++) {
    const parts = coverage.planes.get(JSON.stringify([imageId, 'z', slice]));
    const count = parts?.reduce((sum, ms) => sum + (ms >= leastMs ? 1 : 0), 0) ?? 0;
    if (count > 0) frames.push(slice);
    tilesSeen += count;
  }
  return { imageId, frames, tilesSeen, tileCount: frameCount * coverageParts * coverageParts };
}
