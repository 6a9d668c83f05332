import type { EventRecord } from '@equipoise/domain';

/** What of one image was seen. */
export interface ImageCoverage {
  readonly imageId: string;
  readonly framesSeen: number;
  readonly frameCount: number;
  /** Tiles of the screen at the last report; null where none came. */
  readonly tilesSeen: number | null;
  readonly tileCount: number | null;
}

/**
 * Which frames of each image of a case came on the screen, from coverage and slice events: what tells "nothing found"
 * from "not looked at".
 *
 * @param events of one task
 * @param frameCounts frames of each image of the case; an image without an event was not seen
 */
export function coverageOf(
  events: readonly EventRecord[],
  frameCounts: ReadonlyMap<string, number>,
): readonly ImageCoverage[] {
  const frames = new Map<string, Set<number>>();
  const tiles = new Map<string, { seen: number; count: number }>();
  const saw = (imageId: string, frame: number): void => {
    const own = frames.get(imageId) ?? new Set<number>();
    if (frame < (frameCounts.get(imageId) ?? 0)) own.add(frame);
    frames.set(imageId, own);
  };
  for (const event of events) {
    if (event.kind === 'slice') saw(event.payload.imageId, event.payload.frame);
    if (event.kind !== 'coverage') continue;
    const { imageId, tilesSeen, tileCount } = event.payload;
    for (const frame of event.payload.frames) saw(imageId, frame);
    const before = tiles.get(imageId);
    tiles.set(imageId, { seen: Math.max(before?.seen ?? 0, tilesSeen), count: tileCount });
  }
  return [...frameCounts].map(([imageId, frameCount]) => ({
    imageId,
    framesSeen: frames.get(imageId)?.size ?? 0,
    frameCount,
    tilesSeen: tiles.get(imageId)?.seen ?? null,
    tileCount: tiles.get(imageId)?.count ?? null,
  }));
}
