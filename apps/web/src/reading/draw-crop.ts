import type { ExamplePicture, ImageRecord } from '@equipoise/domain';
import { decodeStoredFrame, inflateRaw, windowOfValues, windowTable } from '@equipoise/web/stage';

/** Pixels that a frame became, ready for a canvas. */
export interface DrawnCrop {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Draws part of a frame with the image's first window.
 *
 * @param image the header
 * @param bytes the stored frame
 * @param crop the part; null for all of it
 */
export async function drawCrop(
  image: ImageRecord,
  bytes: Uint8Array,
  crop: ExamplePicture['crop'],
): Promise<DrawnCrop> {
  const samples = await decodeStoredFrame(bytes, image, inflateRaw);
  const x0 = Math.max(0, Math.floor(crop?.x ?? 0));
  const y0 = Math.max(0, Math.floor(crop?.y ?? 0));
  const x1 = Math.min(image.width, Math.ceil((crop?.x ?? 0) + (crop?.width ?? image.width)));
  const y1 = Math.min(image.height, Math.ceil((crop?.y ?? 0) + (crop?.height ?? image.height)));
  const [width, height] = [Math.max(1, x1 - x0), Math.max(1, y1 - y0)];
  const pixels = new Uint32Array(width * height);
  const isGrey = image.kind === 'grey';
  const grey = isGrey ? (image.presets[0] ?? windowOfValues(samples, image)) : null;
  const table =
    grey === null
      ? null
      : windowTable(image, {
          centre: grey.centre,
          width: grey.width,
          shape: 'linear',
          isInverted: false,
        });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y0 + y) * image.width + x0 + x;
      if (table !== null) pixels[y * width + x] = table[samples[from]! & 0xffff]!;
      else {
        const [r, g, b] = [samples[3 * from]!, samples[3 * from + 1]!, samples[3 * from + 2]!];
        pixels[y * width + x] = 0xff000000 | (b << 16) | (g << 8) | r;
      }
    }
  }
  return { width, height, pixels: new Uint8ClampedArray(pixels.buffer) };
}
