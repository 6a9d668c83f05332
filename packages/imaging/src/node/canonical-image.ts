import { createHash, type Hash } from 'node:crypto';
import { type Palette, paint, readPalette, ybrToRgb } from '../dicom/colour.ts';
import type { DicomFile } from '../dicom/dataset.ts';
import { depthsOf, evenSpacing, type ObjectGeometry, readGeometry } from '../dicom/geometry.ts';
import { readRescale, readWindows, tomographyPresets } from '../dicom/grey-scale.ts';
import { readModalityLut } from '../dicom/modality-lut.ts';
import {
  describePixels,
  type PixelDescription,
  type PixelLimits,
} from '../dicom/pixel-description.ts';
import type { Samples } from '../dicom/sample-array.ts';
import { tags } from '../dicom/tags.ts';
import { numberOf, textOf } from '../dicom/values.ts';
import {
  emptyRange,
  type FrameSamples,
  type ImageFrame,
  type ImageRecord,
  littleEndianBytes,
  type NumberRange,
  quantise,
  quantiserOf,
  widen,
} from '../frame/index.ts';
import { type FrameSource, openFrames } from './decode-frame.ts';

/** What is known of an image besides its id and its place in a series. */
export interface ImageDraft extends Omit<ImageRecord, 'imageId'> {
  /** Values were rounded to the steps of fewer bits; the slope tells the step. */
  readonly isQuantised: boolean;
}

/** Takes the frames of an image in order. */
export type FrameSink = (frame: ImageFrame, index: number) => Promise<void> | void;

/** Lossy transfer syntaxes: JPEG of all kinds but lossless, near-lossless JPEG-LS, JPEG 2000 that may lose. */
const lossySyntaxes = new Set(
  ['50', '51', '53', '55', '81', '91', '93', '203'].map((end) => `1.2.840.10008.1.2.4.${end}`),
);

/**
 * Unpacks a DICOM image to the form in which it is stored and shown: grey samples of 8 or 16 bits or RGB.
 *
 * @param file read file
 * @param sink takes each frame
 * @param limits most pixels and frames
 * @returns the image's record but for its id
 * @throws errors of {@link describePixels} and {@link openFrames}
 */
export async function canonicalDicom(
  file: DicomFile,
  sink: FrameSink,
  limits?: PixelLimits,
): Promise<ImageDraft> {
  const { dataset, transferSyntax } = file;
  const description = describePixels(dataset, limits);
  const source = openFrames(dataset, description, transferSyntax);
  const form = await formOf(file, description, source);
  const geometry = readGeometry(dataset, description.frameCount);
  const order = frameOrder(geometry, description.frameCount);
  const hash = createHash('sha256');
  const range = emptyRange();
  const channels = form.kind === 'rgb' ? 3 : 1;
  for (let i = 0; i < description.frameCount; i++) {
    const samples = form.convert(await source.frame(order[i]!));
    addToHash(hash, samples);
    if (form.kind === 'grey') widen(range, form.signed ? signedView(samples) : samples);
    await sink({ width: description.columns, height: description.rows, channels, samples }, i);
  }
  const positions = geometry.positions && order.map((i) => geometry.positions?.[i] ?? [0, 0, 0]);
  const sorted: ObjectGeometry = {
    ...geometry,
    positions: positions as ObjectGeometry['positions'],
  };
  return draftOf(file, description, form, range, sorted, hash.digest('hex'));
}

/** Frames along the normal of their planes; as they stand where they have no places or share one. */
function frameOrder(geometry: ObjectGeometry, frameCount: number): number[] {
  const order = Array.from({ length: frameCount }, (_, i) => i);
  const { positions, orientation } = geometry;
  if (!positions || !orientation) return order;
  const depths = depthsOf(positions, orientation);
  const distinct = new Set(depths.map((depth) => Math.round(depth * 100)));
  return distinct.size === frameCount ? order.sort((a, b) => depths[a]! - depths[b]!) : order;
}

/** Adds a frame to a pixel hash. */
export function addToHash(hash: Hash, samples: FrameSamples): void {
  hash.update(littleEndianBytes(samples));
}

interface Form {
  readonly kind: 'grey' | 'rgb';
  readonly bits: 8 | 16;
  readonly signed: boolean;
  /** Of the stored form, before the file's own rescale. */
  readonly slope: number;
  readonly intercept: number;
  readonly isQuantised: boolean;
  readonly convert: (samples: Samples) => FrameSamples;
}

async function formOf(
  file: DicomFile,
  description: PixelDescription,
  source: FrameSource,
): Promise<Form> {
  const plain = { slope: 1, intercept: 0, isQuantised: false, signed: false };
  const { photometric, isSigned } = description;
  if (photometric === 'PALETTE COLOR') {
    const palette: Palette = readPalette(file.dataset);
    return { ...plain, kind: 'rgb', bits: 8, convert: (s) => paint(s, palette) };
  }
  if (description.samples === 3) return colourForm(description, source);
  if (description.bitsAllocated >= 32) return wideForm(source);
  const table = readModalityLut(file.dataset, isSigned);
  if (table) return { ...plain, kind: 'grey', bits: 16, convert: table };
  if (description.bitsAllocated <= 8 && !isSigned) {
    return { ...plain, kind: 'grey', bits: 8, convert: (s) => s as Uint8Array }; // 8 bits unsigned
  }
  return { ...plain, kind: 'grey', bits: 16, signed: isSigned, convert: toUint16 };
}

function colourForm(description: PixelDescription, source: FrameSource): Form {
  const plain = { slope: 1, intercept: 0, isQuantised: false, signed: false, kind: 'rgb' as const };
  const isYbr = /^YBR_FULL/.test(description.photometric) && !source.isRgb;
  if (description.bitsAllocated === 8) {
    const convert = (samples: Samples): Uint8Array => {
      const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.length);
      if (isYbr) ybrToRgb(bytes);
      return bytes;
    };
    return { ...plain, bits: 8, convert };
  }
  const down = Math.max(0, description.bitsStored - 8);
  // Screens show 8 bits a colour; the rare deeper ones are brought down to that.
  const convert = (samples: Samples): Uint8Array => Uint8Array.from(samples, (v) => v >> down);
  return { ...plain, bits: 8, isQuantised: down > 0, convert };
}

/** 32-bit and floating-point pixels: seen once to find their range, then rounded to 16 bits where need be. */
async function wideForm(source: FrameSource): Promise<Form> {
  const range = emptyRange();
  for (let i = 0; i < source.frameCount; i++) widen(range, await source.frame(i));
  const quantiser = quantiserOf(range);
  const { slope, intercept, signed, isRounded } = quantiser;
  const convert = (samples: Samples): FrameSamples => quantise(samples, quantiser);
  return { kind: 'grey', bits: 16, signed, slope, intercept, isQuantised: isRounded, convert };
}

function toUint16(samples: Samples): Uint16Array {
  if (samples instanceof Uint16Array) return samples;
  if (samples instanceof Int16Array) {
    return new Uint16Array(samples.buffer, samples.byteOffset, samples.length);
  }
  return Uint16Array.from(samples, (v) => v & 0xffff);
}

/** Samples of 16 bits read as two's complement. */
export function signedView(samples: FrameSamples): Int8Array | Int16Array {
  return samples instanceof Uint8Array
    ? new Int8Array(samples.buffer, samples.byteOffset, samples.length)
    : new Int16Array(samples.buffer, samples.byteOffset, samples.length);
}

function draftOf(
  file: DicomFile,
  description: PixelDescription,
  form: Form,
  range: NumberRange,
  geometry: ObjectGeometry,
  pixelHash: string,
): ImageDraft {
  const { dataset, transferSyntax } = file;
  const rescale = readRescale(dataset);
  const doseScale = numberOf(dataset, 0x3004000e) ?? 1;
  const slope = form.slope * rescale.slope * doseScale;
  const intercept = (form.intercept * rescale.slope + rescale.intercept) * doseScale;
  const { orientation, positions } = geometry;
  const depths = positions && orientation ? depthsOf(positions, orientation) : [];
  const isLossy =
    lossySyntaxes.has(transferSyntax) || textOf(dataset, tags.LossyImageCompression) === '01';
  const isGrey = form.kind === 'grey';
  return {
    kind: form.kind,
    width: description.columns,
    height: description.rows,
    frameCount: description.frameCount,
    bits: form.bits,
    signed: form.signed,
    slope: isGrey ? slope : 1,
    intercept: isGrey ? intercept : 0,
    unit: isGrey ? rescale.unit : 'raw',
    spacingMm: geometry.spacingMm,
    sliceSpacingMm: evenSpacing(depths) ?? geometry.statedSliceSpacingMm,
    orientation,
    positions,
    presets: isGrey ? presetsOf(readWindows(dataset), rescale.unit, range, slope, intercept) : [],
    photometric: isGrey ? greyModel(description) : 'RGB',
    pixelHash,
    lossySource: isLossy,
    source: { format: 'dicom', transferSyntax },
    isQuantised: form.isQuantised,
  };
}

function greyModel(description: PixelDescription): 'MONOCHROME1' | 'MONOCHROME2' {
  return description.photometric === 'MONOCHROME1' ? 'MONOCHROME1' : 'MONOCHROME2';
}

/** Windows of the file, those of tomography, and always the full range of what is there. */
export function presetsOf(
  own: ImageDraft['presets'],
  unit: string,
  range: NumberRange,
  slope: number,
  intercept: number,
): ImageDraft['presets'] {
  const [a, b] = [range.min * slope + intercept, range.max * slope + intercept];
  const hasRange = range.min <= range.max;
  const full = hasRange
    ? [{ name: 'full range', centre: (a + b) / 2, width: Math.max(Math.abs(b - a), 1e-6) }]
    : [];
  return [...own, ...(unit === 'HU' ? tomographyPresets : []), ...full];
}
