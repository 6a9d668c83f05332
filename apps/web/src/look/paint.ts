import type { ImageRecord } from '@equipoise/domain';
import { decodeStoredFrame, inflateRaw, windowOfValues, windowTable } from '@equipoise/web/stage';

/** Part of a picture, in pixels of the image. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of an image is painted, and how large. */
export interface PaintRequest {
  readonly image: ImageRecord;
  /** Bytes of the stored frame. */
  readonly stored: Uint8Array;
  /** Null: all of it. */
  readonly crop: Crop | null;
  /** Longer side of the canvas in pixels, at most. */
  readonly mostPixels: number;
}

/**
 * Paints a stored frame onto a canvas, in the image's first window or that of its values.
 *
 * @throws web/bad-frame
 */
export async function paintFrame(canvas: HTMLCanvasElement, request: PaintRequest): Promise<void> {
  const { image, stored, crop, mostPixels } = request;
  const samples = await decodeStoredFrame(stored, image, inflateRaw);
  const part = crop ?? { x: 0, y: 0, width: image.width, height: image.height };
  const scale = Math.min(1, mostPixels / Math.max(part.width, part.height));
  const width = Math.max(1, Math.round(part.width * scale));
  const height = Math.max(1, Math.round(part.height * scale));
  const [preset] = image.presets;
  const table =
    image.kind === 'rgb'
      ? null
      : windowTable(image, {
          ...(preset ?? windowOfValues(samples, image)),
          shape: 'linear',
          isInverted: false,
        });
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(part.y + (y + 0.5) / scale);
    if (row < 0 || row >= image.height) continue;
    for (let x = 0; x < width; x++) {
      const column = Math.floor(part.x + (x + 0.5) / scale);
      if (column < 0 || column >= image.width) continue;
      const at = row * image.width + column;
      pixels[y * width + x] =
        table === null
          ? 0xff000000 |
            (samples[3 * at + 2]! << 16) |
            (samples[3 * at + 1]! << 8) |
            samples[3 * at]!
          : table[samples[at]! & 0xffff]!;
    }
  }
  canvas.width = width;
  canvas.height = height;
  const bytes = new Uint8ClampedArray(pixels.buffer);
  canvas.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0);
}
