import { fail, type ImagingErrorCode } from '../errors.ts';
import { type Dataset, elementOf, hasElement } from './dataset.ts';
import { printTag, tags } from './tags.ts';
import { numberOf, textOf } from './values.ts';

/** Colour models that are read. */
export type Photometric =
  | 'MONOCHROME1'
  | 'MONOCHROME2'
  | 'PALETTE COLOR'
  | 'RGB'
  | 'YBR_FULL'
  | 'YBR_FULL_422'
  | 'YBR_RCT'
  | 'YBR_ICT';

/** What a DICOM object says about its pixels (PS3.3 C.7.6.3). */
export interface PixelDescription {
  readonly rows: number;
  readonly columns: number;
  readonly frameCount: number;
  readonly samples: 1 | 3;
  readonly bitsAllocated: 1 | 8 | 16 | 32 | 64;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  /** 1 when each colour stands in a plane of its own. */
  readonly planar: 0 | 1;
  readonly photometric: Photometric;
  /** Floating-point pixels (7FE0,0008) or (7FE0,0009). */
  readonly isFloat: boolean;
  /** Which element holds the pixels. */
  readonly pixelTag: number;
}

/** What pixels may cost before they are refused. */
export interface PixelLimits {
  /** Pixels of one frame. */
  readonly maxFramePixels: number;
  readonly maxFrames: number;
  /** Bytes of all unpacked frames. */
  readonly maxTotalBytes: number;
}

/** Limits when none are given. */
export const defaultPixelLimits: PixelLimits = {
  maxFramePixels: 268_402_689,
  maxFrames: 100_000,
  maxTotalBytes: 8_589_934_592,
};

const colourModels = new Set<string>([
  'MONOCHROME1',
  'MONOCHROME2',
  'PALETTE COLOR',
  'RGB',
  'YBR_FULL',
  'YBR_FULL_422',
  'YBR_RCT',
  'YBR_ICT',
]);

/**
 * Reads and checks what a data set says about its pixels, before a byte is set aside for them.
 *
 * @param dataset data set with pixels
 * @param limits most pixels and frames
 * @throws imaging/no-pixels, imaging/bad-pixels, imaging/unsupported-pixels, imaging/too-large
 */
export function describePixels(
  dataset: Dataset,
  limits: PixelLimits = defaultPixelLimits,
): PixelDescription {
  const pixelTag = findPixels(dataset);
  const isFloat = pixelTag !== tags.PixelData;
  const rows = whole(dataset, tags.Rows, 1, 65_535);
  const columns = whole(dataset, tags.Columns, 1, 65_535);
  const frameCount = hasElement(dataset, tags.NumberOfFrames)
    ? frames(dataset, limits.maxFrames)
    : 1;
  const samples = whole(dataset, tags.SamplesPerPixel, 1, 4, isFloat ? 1 : undefined);
  const bitsAllocated = whole(dataset, tags.BitsAllocated, 1, 64);
  const bitsStored = whole(dataset, tags.BitsStored, 1, bitsAllocated, bitsAllocated);
  const highBit = whole(dataset, tags.HighBit, 0, bitsAllocated - 1, bitsStored - 1);
  const sign = whole(dataset, tags.PixelRepresentation, 0, 1, 0);
  const photometric = textOf(dataset, tags.PhotometricInterpretation) || 'MONOCHROME2';
  const planar = samples === 3 ? whole(dataset, tags.PlanarConfiguration, 0, 1, 0) : 0;
  checkColours(photometric, samples);
  checkBits(bitsAllocated, bitsStored, highBit, isFloat);
  if (photometric.startsWith('YBR_FULL') && bitsAllocated !== 8) {
    refuseAt('imaging/unsupported-pixels', 'YCbCr is read with 8 bits.', tags.BitsAllocated);
  }
  const description: PixelDescription = {
    rows,
    columns,
    frameCount,
    samples: samples as 1 | 3, // checked with the colours
    bitsAllocated: bitsAllocated as PixelDescription['bitsAllocated'], // checked with the bits
    bitsStored,
    highBit,
    isSigned: sign === 1,
    planar: planar === 1 ? 1 : 0,
    photometric: photometric as Photometric, // checked with the colours
    isFloat,
    pixelTag,
  };
  checkSize(description, limits);
  return description;
}

/** Bytes of one unpacked frame as it stands in the file, native pixels; may end within a byte. */
export function nativeFrameBits(description: PixelDescription): number {
  const { rows, columns, samples, bitsAllocated, photometric } = description;
  const perPixel = photometric === 'YBR_FULL_422' ? 2 : samples;
  return rows * columns * perPixel * bitsAllocated;
}

function findPixels(dataset: Dataset): number {
  for (const tag of [tags.PixelData, tags.FloatPixelData, tags.DoubleFloatPixelData]) {
    if (elementOf(dataset, tag)) return tag;
  }
  return fail(
    'imaging/no-pixels',
    'The object holds no pixels: it is a report, a plan or a header alone.',
    'Give image objects.',
    undefined,
    { tag: printTag(tags.PixelData) },
  );
}

function checkColours(photometric: string, samples: number): void {
  if (!colourModels.has(photometric)) {
    refuseAt(
      'imaging/unsupported-pixels',
      'The colour model is none that is read.',
      tags.PhotometricInterpretation,
    );
  }
  const wanted = /^MONO|^PAL/.test(photometric) ? 1 : 3;
  if (samples !== wanted) {
    refuseAt(
      'imaging/bad-pixels',
      `${photometric} has ${wanted} samples per pixel, ${samples} are announced.`,
      tags.SamplesPerPixel,
    );
  }
}

function checkBits(allocated: number, stored: number, highBit: number, isFloat: boolean): void {
  const legal = isFloat ? [32, 64] : [1, 8, 16, 32];
  if (!legal.includes(allocated)) {
    refuseAt(
      'imaging/unsupported-pixels',
      `${allocated} bits per sample are not read.`,
      tags.BitsAllocated,
    );
  }
  if (highBit < stored - 1) {
    refuseAt('imaging/bad-pixels', `${stored} bits do not fit below bit ${highBit}.`, tags.HighBit);
  }
}

function checkSize(d: PixelDescription, limits: PixelLimits): void {
  const pixels = d.rows * d.columns;
  const total = pixels * d.frameCount * d.samples * Math.max(1, d.bitsAllocated / 8);
  if (pixels > limits.maxFramePixels || total > limits.maxTotalBytes) {
    refuseAt(
      'imaging/too-large',
      `${d.frameCount} frames of ${d.rows}×${d.columns} pixels are more than allowed.`,
      tags.Rows,
    );
  }
}

function frames(dataset: Dataset, most: number): number {
  const count = numberOf(dataset, tags.NumberOfFrames);
  if (count === null && textOf(dataset, tags.NumberOfFrames) === '') return 1;
  if (count === null || !Number.isInteger(count) || count < 1) {
    refuseAt(
      'imaging/bad-pixels',
      'The number of frames is no whole number above 0.',
      tags.NumberOfFrames,
    );
  }
  if (count > most) {
    refuseAt('imaging/too-large', `More than ${most} frames are announced.`, tags.NumberOfFrames);
  }
  return count;
}

function whole(
  dataset: Dataset,
  tag: number,
  least: number,
  most: number,
  fallback?: number,
): number {
  const value = numberOf(dataset, tag) ?? fallback;
  if (value === undefined || !Number.isInteger(value) || value < least || value > most) {
    refuseAt('imaging/bad-pixels', `A whole number from ${least} to ${most} belongs here.`, tag);
  }
  return value;
}

function refuseAt(code: ImagingErrorCode, sentence: string, tag: number): never {
  fail(code, sentence, 'Export the file again from its source.', undefined, {
    tag: printTag(tag),
  });
}
