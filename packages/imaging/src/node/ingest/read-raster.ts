import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { fail } from '../../errors.ts';
import { emptyRange, type FrameSamples, widen } from '../../frame/index.ts';
import { addToHash, type FrameSink, type ImageDraft, presetsOf } from '../canonical-image.ts';
import type { Declare } from './messages.ts';

/**
 * Reads a PNG, JPEG or TIFF image; the pages of a TIFF are frames. Transparency is left out; an image whose three
 * colours are equal everywhere is grey.
 *
 * @param bytes whole file
 * @param format as told by its first bytes
 * @param sink takes each frame
 * @param maxPixels most pixels of one page
 * @param declare told how many bytes all pages unpack to
 * @throws imaging/unreadable, imaging/unsupported-pixels, imaging/bad-pixels, imaging/too-large
 */
export async function canonicalRaster(
  bytes: Uint8Array,
  format: 'png' | 'jpeg' | 'tiff',
  sink: FrameSink,
  maxPixels: number,
  declare: Declare,
): Promise<ImageDraft> {
  const { pages, pixels } = await pagesOf(bytes, maxPixels);
  // Three colours of two bytes at most.
  await declare(6 * pages * pixels);
  const hash = createHash('sha256');
  const range = emptyRange();
  let first: Page | null = null;
  const decoded: Page[] = [];
  for (let page = 0; page < pages; page++) decoded.push(await readPage(bytes, page, maxPixels));
  const isGrey = decoded.every((page) => page.channels === 1);
  for (const [i, page] of decoded.entries()) {
    first ??= page;
    const isSame = page.width === first.width && page.height === first.height;
    if (!isSame || page.samples.BYTES_PER_ELEMENT !== first.samples.BYTES_PER_ELEMENT) {
      fail('imaging/bad-pixels', 'The pages differ in size or depth.', 'Give them one by one.');
    }
    const samples = isGrey || page.channels === 3 ? page.samples : threefold(page.samples);
    addToHash(hash, samples);
    if (isGrey) widen(range, samples);
    const { width, height } = page;
    await sink({ width, height, channels: isGrey ? 1 : 3, samples }, i);
  }
  if (!first) return fail('imaging/no-pixels', 'The file holds no page.', 'Export it again.');
  return {
    kind: isGrey ? 'grey' : 'rgb',
    width: first.width,
    height: first.height,
    frameCount: pages,
    bits: first.samples.BYTES_PER_ELEMENT === 2 ? 16 : 8,
    signed: false,
    slope: 1,
    intercept: 0,
    unit: 'raw',
    spacingMm: null,
    sliceSpacingMm: null,
    orientation: null,
    positions: null,
    presets: isGrey ? presetsOf([], 'raw', range, 1, 0) : [],
    photometric: isGrey ? 'MONOCHROME2' : 'RGB',
    pixelHash: hash.digest('hex'),
    lossySource: format === 'jpeg',
    source: { format, transferSyntax: null },
    isQuantised: false,
  };
}

interface Page {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly samples: FrameSamples;
}

async function pagesOf(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<{ readonly pages: number; readonly pixels: number }> {
  try {
    const { width, height, pages, pageHeight } = await sharp(bytes).metadata();
    const pixels = width * (pageHeight ?? height);
    if (pixels > maxPixels) {
      fail(
        'imaging/too-large',
        'The image has more pixels than allowed.',
        'Allow more or crop it.',
      );
    }
    return { pages: Math.max(1, Math.min(pages ?? 1, 10_000)), pixels };
  } catch (cause) {
    return unreadable(cause);
  }
}

async function readPage(bytes: Uint8Array, page: number, maxPixels: number): Promise<Page> {
  try {
    const options = { limitInputPixels: maxPixels, failOn: 'error' as const, page };
    const meta = await sharp(bytes, options).metadata();
    if (meta.depth !== 'uchar' && meta.depth !== 'ushort') {
      fail(
        'imaging/unsupported-pixels',
        'Pages of 8 or 16 bits without sign are read.',
        'Convert the image, or give it as NIfTI.',
      );
    }
    const isGreyStored = meta.channels <= 2;
    const isDeep = meta.depth === 'ushort' && isGreyStored;
    const { data, info } = await sharp(bytes, options)
      .autoOrient()
      .removeAlpha()
      .toColourspace(isGreyStored ? (isDeep ? 'grey16' : 'b-w') : 'srgb')
      .raw({ depth: isDeep ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const plain = new Uint8Array(data);
    const samples = isDeep ? new Uint16Array(plain.buffer) : plain;
    if (info.channels === 3 && isAllGrey(plain)) {
      return { width: info.width, height: info.height, channels: 1, samples: thinned(plain) };
    }
    const channels = info.channels === 1 ? 1 : 3;
    return { width: info.width, height: info.height, channels, samples };
  } catch (cause) {
    return unreadable(cause);
  }
}

function unreadable(cause: unknown): never {
  const isOurs = typeof cause === 'object' && cause !== null && 'mend' in cause;
  if (isOurs) throw cause;
  return fail('imaging/unreadable', 'The image is broken inside.', 'Copy the file again.', cause);
}

function isAllGrey(rgb: Uint8Array): boolean {
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    if (rgb[i] !== rgb[i + 1] || rgb[i] !== rgb[i + 2]) return false;
  }
  return true;
}

function thinned(rgb: Uint8Array): Uint8Array {
  const out = new Uint8Array(rgb.length / 3);
  for (let i = 0; i < out.length; i++) out[i] = rgb[3 * i]!;
  return out;
}

function threefold(grey: FrameSamples): FrameSamples {
  const out = new Uint8Array(grey.length * 3);
  const down = grey.BYTES_PER_ELEMENT === 2 ? 8 : 0;
  for (let i = 0; i < out.length; i++) out[i] = grey[Math.floor(i / 3)]! >> down;
  return out;
}
