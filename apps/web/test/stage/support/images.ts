import { inflateRawSync } from 'node:zlib';
import type { ImageInfo } from '../../../src/stage/index.ts';

/** An image header with everything stated; what a test is about is overwritten. */
export function imageInfo(changes: Partial<ImageInfo> = {}): ImageInfo {
  return {
    imageId: 'image-1',
    kind: 'grey',
    width: 40,
    height: 30,
    frameCount: 1,
    bits: 16,
    signed: false,
    slope: 1,
    intercept: 0,
    unit: 'raw',
    spacingMm: [1, 1],
    sliceSpacingMm: null,
    orientation: [1, 0, 0, 0, 1, 0],
    positions: null,
    presets: [],
    photometric: 'MONOCHROME2',
    ...changes,
  };
}

/** Frames whose sample is 1000 z + 10 y + x. */
export function countedFrames(width: number, height: number, depth: number): Uint16Array[] {
  return Array.from({ length: depth }, (_, z) =>
    Uint16Array.from(
      { length: width * height },
      (_unused, i) => 1000 * z + 10 * Math.floor(i / width) + (i % width),
    ),
  );
}

/** Undoes raw deflate in Node. */
export function inflateInNode(packed: Uint8Array, length: number): Promise<Uint8Array> {
  return Promise.resolve(new Uint8Array(inflateRawSync(packed, { maxOutputLength: length })));
}
