import { fail } from '../errors.ts';
import { type Dataset, elementOf, valueBytes } from './dataset.ts';
import type { Samples } from './sample-array.ts';
import { printTag, tags } from './tags.ts';
import { vectorOf } from './values.ts';

/**
 * Full-range YCbCr to RGB, in place, 8 bits.
 *
 * @param pixels Y, Cb, Cr side by side
 * @see ITU-T T.871 section 7; DICOM PS3.3 C.7.6.3.1.2
 */
export function ybrToRgb(pixels: Samples): void {
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    const y = pixels[i]!;
    const cb = pixels[i + 1]! - 128;
    const cr = pixels[i + 2]! - 128;
    pixels[i] = clamp(y + 1.402 * cr);
    pixels[i + 1] = clamp(y - 0.344_136_286 * cb - 0.714_136_286 * cr);
    pixels[i + 2] = clamp(y + 1.772 * cb);
  }
}

/** Three lookup tables of 8 bits and the stored value of their first entry. */
export interface Palette {
  readonly first: number;
  readonly red: Uint8Array;
  readonly green: Uint8Array;
  readonly blue: Uint8Array;
}

/**
 * Reads the palette of a PALETTE COLOR image.
 *
 * @throws imaging/bad-pixels, imaging/unsupported-pixels for segmented tables
 * @see DICOM PS3.3 C.7.6.3.1.5
 */
export function readPalette(dataset: Dataset): Palette {
  const red = readTable(dataset, tags.RedPaletteDescriptor, tags.RedPaletteData);
  const green = readTable(dataset, tags.GreenPaletteDescriptor, tags.GreenPaletteData);
  const blue = readTable(dataset, tags.BluePaletteDescriptor, tags.BluePaletteData);
  return { first: red.first, red: red.table, green: green.table, blue: blue.table };
}

/** Paints stored values by a palette. */
export function paint(values: Samples, palette: Palette): Uint8Array {
  const { red, green, blue, first } = palette;
  const out = new Uint8Array(values.length * 3);
  const last = red.length - 1;
  for (let i = 0; i < values.length; i++) {
    const at = Math.min(last, Math.max(0, values[i]! - first));
    out[3 * i] = red[at]!;
    out[3 * i + 1] = green[Math.min(at, green.length - 1)]!;
    out[3 * i + 2] = blue[Math.min(at, blue.length - 1)]!;
  }
  return out;
}

function readTable(
  dataset: Dataset,
  descriptorTag: number,
  dataTag: number,
): { first: number; table: Uint8Array } {
  const descriptor = vectorOf(dataset, descriptorTag, 3);
  const element = elementOf(dataset, dataTag);
  if (!descriptor || !element) bad('A palette is missing.', descriptorTag);
  const [stated, first, bits] = descriptor as [number, number, number];
  const count = stated === 0 ? 65_536 : stated & 0xffff;
  const bytes = valueBytes(dataset, element);
  if (bits !== 8 && bits !== 16) bad('A palette has entries of 8 or 16 bits.', descriptorTag);
  const isPacked = bits === 8 && bytes.length < 2 * count;
  if (bytes.length < (isPacked ? count : 2 * count)) bad('A palette is cut short.', dataTag);
  if (isPacked) return { first, table: bytes.slice(0, count) };
  const low = dataset.littleEndian ? 0 : 1;
  const table = new Uint8Array(count);
  let isHigh = false;
  for (let i = 0; i < count; i++) if (bytes[2 * i + 1 - low] !== 0) isHigh = true;
  for (let i = 0; i < count; i++) table[i] = bytes[2 * i + (isHigh ? 1 - low : low)]!;
  return { first, table };
}

function bad(sentence: string, tag: number): never {
  fail('imaging/bad-pixels', sentence, 'Export the file again from its source.', undefined, {
    tag: printTag(tag),
  });
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value);
}
