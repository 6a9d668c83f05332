import { basename } from 'node:path';
import sharp from 'sharp';
import { fail } from '../errors.ts';
import { binaryMask, type Mask } from '../mask/mask.ts';
import type { LabelImage } from '../mask/multilabel.ts';
import { readPngHeader, requireGrey } from '../png/header.ts';
import { readBytes } from './read-bytes.ts';

/** How a PNG becomes an image of cells. */
export interface PngOptions {
  /** Printed in errors; default the file's name. */
  readonly name?: string;
  /** Millimetres per row and per column; 1 when absent, since PNG files seldom state it. */
  readonly spacingMm?: readonly [number, number];
  /** Most pixels, default 268 million. */
  readonly maxPixels?: number;
}

/** A PNG as a mask: which grey value is meant when there are several. */
export interface PngMaskOptions extends PngOptions {
  readonly label?: number;
  readonly threshold?: number;
}

/**
 * Reads a grey PNG of 1, 2, 4, 8 or 16 bits as labels: the stored numbers, not their brightness.
 *
 * @param path file
 * @param options name, spacing, limit
 * @throws imaging/cannot-read, imaging/not-png, imaging/unsupported-png, imaging/too-large, imaging/truncated, imaging/unreadable
 */
export async function readPngLabels(path: string, options: PngOptions = {}): Promise<LabelImage> {
  const name = options.name ?? basename(path);
  const bytes = await readBytes(path);
  return decodePngLabels(bytes, { ...options, name });
}

/**
 * Reads the bytes of a grey PNG as labels.
 *
 * @param bytes content of the file
 * @param options name, spacing, limit
 * @throws as {@link readPngLabels}
 */
export async function decodePngLabels(
  bytes: Uint8Array,
  options: PngOptions = {},
): Promise<LabelImage> {
  const name = options.name ?? 'the image';
  const header = readPngHeader(bytes, name);
  requireGrey(header, name);
  const limit = options.maxPixels ?? 268_402_689;
  if (header.width * header.height > limit) {
    fail(
      'imaging/too-large',
      `${name} has ${header.width}×${header.height} pixels; ${limit} are allowed.`,
      'Allow more or crop the image.',
    );
  }
  return {
    shape: [header.height, header.width],
    spacingMm: options.spacingMm ?? [1, 1],
    data: await decode(bytes, header.bitDepth, limit, name),
    name,
  };
}

/**
 * Reads a grey PNG as a mask.
 *
 * @param path file
 * @param options label, threshold, spacing
 * @throws imaging/label-image when there are several values besides 0 and none is chosen, and the errors of {@link readPngLabels}
 */
export async function readPngMask(path: string, options: PngMaskOptions = {}): Promise<Mask> {
  const image = await readPngLabels(path, options);
  return binaryMask({ ...image, label: options.label, threshold: options.threshold });
}

/**
 * Writes a flat mask as a grey PNG, object white.
 *
 * @param path file
 * @param mask two axes
 * @throws imaging/bad-argument for a mask of three axes; imaging/cannot-read when the file cannot be written
 */
export async function writePngMask(path: string, mask: Mask): Promise<void> {
  const [height, width] = mask.shape;
  if (mask.shape.length !== 2) {
    fail(
      'imaging/bad-argument',
      `a mask of shape ${mask.shape.join('×')} has more than two axes.`,
      'Write it as NIfTI or one slice at a time.',
    );
  }
  const grey = Uint8Array.from(mask.data, (v) => (v === 0 ? 0 : 255));
  try {
    await sharp(grey, { raw: { width: width!, height: height!, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(path);
  } catch (cause) {
    fail(
      'imaging/cannot-read',
      `${basename(path)} could not be written.`,
      'Check the folder and the free space.',
      cause,
    );
  }
}

/**
 * Bytes of a flat grey PNG.
 *
 * @param shape rows and columns
 * @param cells grey values of 8 or 16 bits, row by row
 * @throws imaging/bad-argument unless shape and cells fit
 */
export async function encodePngGrey(
  shape: readonly number[],
  cells: Uint8Array | Uint16Array,
): Promise<Uint8Array> {
  const [height, width] = shape;
  if (shape.length !== 2 || height! * width! !== cells.length) {
    fail(
      'imaging/bad-argument',
      `an image of ${cells.length} cells and shape ${shape.join('×') || '(none)'} cannot be written as PNG.`,
      'Give rows and columns whose product is the number of cells.',
    );
  }
  const isDeep = cells instanceof Uint16Array;
  return sharp(cells, { raw: { width: width!, height: height!, channels: 1 } })
    .toColourspace(isDeep ? 'grey16' : 'b-w')
    .png()
    .toBuffer();
}

async function decode(
  bytes: Uint8Array,
  bitDepth: number,
  limit: number,
  name: string,
): Promise<Uint8Array | Uint16Array> {
  const isDeep = bitDepth === 16;
  let buffer: Buffer;
  try {
    buffer = await sharp(bytes, { limitInputPixels: limit, failOn: 'error' })
      .toColourspace(isDeep ? 'grey16' : 'b-w')
      .raw({ depth: isDeep ? 'ushort' : 'uchar' })
      .toBuffer();
  } catch (cause) {
    return fail('imaging/unreadable', `${name} is broken inside.`, 'Copy the file again.', cause);
  }
  if (isDeep)
    return new Uint16Array(
      buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length),
    );
  const samples = new Uint8Array(buffer);
  // Decoders stretch shallow samples to 0..255; labels are the samples themselves.
  const stretch = 255 / ((1 << bitDepth) - 1);
  return stretch === 1 ? samples : samples.map((v) => Math.round(v / stretch));
}
