import { badCodestream, type CodestreamHeader, readCodestream } from '../dicom/codestream.ts';
import { ybrToRgb } from '../dicom/colour.ts';
import type { Dataset } from '../dicom/dataset.ts';
import { type FrameFragments, frameBytes, framesOf } from '../dicom/encapsulated.ts';
import { decodeJpeg } from '../dicom/jpeg/decode.ts';
import { checkNativeLength, interleave, nativeFrame, words } from '../dicom/native.ts';
import type { PixelDescription } from '../dicom/pixel-description.ts';
import { decodeRle } from '../dicom/rle.ts';
import { type Samples, storedBits } from '../dicom/sample-array.ts';
import { transferSyntaxes } from '../dicom/uid.ts';
import { fail } from '../errors.ts';
import { type CodecName, decodeWith } from './codecs.ts';

/** Frames of one object, unpacked one at a time. */
export interface FrameSource {
  readonly frameCount: number;
  /** Whether colours come out as RGB although the header names another model. */
  readonly isRgb: boolean;
  /** Samples of a frame, colours of a pixel side by side, stored bits cut out. */
  frame(index: number): Promise<Samples>;
}

const native = new Set<string>([
  transferSyntaxes.implicitLittle,
  transferSyntaxes.explicitLittle,
  transferSyntaxes.explicitBig,
  transferSyntaxes.deflated,
  '1.2.840.113619.5.2',
]);

const codecs: Readonly<Record<string, CodecName | 'rle'>> = {
  [transferSyntaxes.rle]: 'rle',
  '1.2.840.10008.1.2.4.50': 'jpeg',
  '1.2.840.10008.1.2.4.51': 'jpeg',
  '1.2.840.10008.1.2.4.53': 'jpeg',
  '1.2.840.10008.1.2.4.55': 'jpeg',
  '1.2.840.10008.1.2.4.57': 'jpeg',
  '1.2.840.10008.1.2.4.70': 'jpeg',
  '1.2.840.10008.1.2.4.80': 'jpeg-ls',
  '1.2.840.10008.1.2.4.81': 'jpeg-ls',
  '1.2.840.10008.1.2.4.90': 'jpeg-2000',
  '1.2.840.10008.1.2.4.91': 'jpeg-2000',
  '1.2.840.10008.1.2.4.92': 'jpeg-2000',
  '1.2.840.10008.1.2.4.93': 'jpeg-2000',
  '1.2.840.10008.1.2.4.201': 'htj2k',
  '1.2.840.10008.1.2.4.202': 'htj2k',
  '1.2.840.10008.1.2.4.203': 'htj2k',
};

/** Transfer syntaxes whose frames can be unpacked. */
export const readableTransferSyntaxes: readonly string[] = [...native, ...Object.keys(codecs)];

/**
 * Opens the frames of a data set.
 *
 * @param dataset data set with pixels
 * @param description what it says about them
 * @param transferSyntax UID
 * @throws imaging/unsupported-transfer-syntax, imaging/truncated, imaging/bad-pixels; each frame
 * imaging/bad-codestream
 */
export function openFrames(
  dataset: Dataset,
  description: PixelDescription,
  transferSyntax: string,
): FrameSource {
  const { frameCount } = description;
  if (native.has(transferSyntax)) {
    checkNativeLength(dataset, description);
    const frame = async (i: number): Promise<Samples> => nativeFrame(dataset, description, i);
    return { frameCount, isRgb: false, frame };
  }
  const codec = codecs[transferSyntax];
  if (codec === undefined) {
    fail(
      'imaging/unsupported-transfer-syntax',
      'The transfer syntax is none that is read.',
      'Export the file uncompressed, or as JPEG, JPEG-LS, JPEG 2000 or RLE.',
      undefined,
      { tag: '(0002,0010)' },
    );
  }
  const frames = framesOf(dataset, frameCount);
  if (codec === 'rle') {
    const frame = async (i: number): Promise<Samples> =>
      decodeRle(frameBytes(dataset, frames, i), description);
    return { frameCount, isRgb: false, frame };
  }
  const isRgb = description.samples === 3;
  const frame = (i: number): Promise<Samples> => decodeOne(dataset, frames, description, i);
  return { frameCount, isRgb, frame };
}

async function decodeOne(
  dataset: Dataset,
  frames: FrameFragments,
  description: PixelDescription,
  index: number,
): Promise<Samples> {
  const bytes = frameBytes(dataset, frames, index);
  const head = readCodestream(bytes);
  checkHead(head, description, bytes.length);
  const raw = await unpack(bytes, head, description);
  const { bitsAllocated, isSigned } = description;
  const bitsStored = Math.min(bitsAllocated, Math.max(head.bits, 1));
  const samples = storedBits(raw, bitsStored, bitsStored - 1, isSigned);
  if (needsRgb(head, description)) ybrToRgb(samples);
  return samples;
}

/** The codec may give what the head says only; the head must agree with the data set. */
function checkHead(head: CodestreamHeader, d: PixelDescription, length: number): void {
  if (head.width !== d.columns || head.height !== d.rows) {
    badCodestream(
      `The compressed image has ${head.height}×${head.width} pixels, the header says ${d.rows}×${d.columns}.`,
    );
  }
  if (head.components !== d.samples) {
    badCodestream(`The compressed image has ${head.components} colours, ${d.samples} are due.`);
  }
  if (head.bits > d.bitsAllocated || d.bitsAllocated > 16 || d.bitsAllocated === 1) {
    badCodestream(
      `The compressed image has ${head.bits} bits per sample, ${d.bitsAllocated} are allocated.`,
    );
  }
  const unpacked = d.rows * d.columns * d.samples * (d.bitsAllocated / 8);
  if (unpacked > 67_108_864 && unpacked > length * 2000) {
    badCodestream('The packed bytes are too few for the announced pixels.');
  }
}

async function unpack(
  bytes: Uint8Array,
  head: CodestreamHeader,
  description: PixelDescription,
): Promise<Uint8Array | Uint16Array> {
  const isDeep = head.bits > 8 && head.marker >= 0xc0 && head.marker <= 0xc2;
  if (head.marker === 0xc3 || isDeep) {
    return toWidth(decodeJpeg(bytes).data, description);
  }
  if (head.marker >= 0xc0 && head.marker <= 0xcf) return unpackJpeg(bytes, head, description);
  const name = head.marker === 0xf7 ? 'jpeg-ls' : isHighThroughput(bytes) ? 'htj2k' : 'jpeg-2000';
  const decoded = await decodeWith(name, bytes);
  const wide = decoded.bits > 8 ? 16 : 8;
  const needed = head.width * head.height * head.components * (wide / 8);
  if (decoded.bytes.length < needed) badCodestream('The codec gave fewer pixels than announced.');
  const all = words(decoded.bytes.subarray(0, needed), wide, true);
  const isPlanar = name === 'jpeg-ls' && decoded.interleave === 0 && head.components === 3;
  const samples = isPlanar ? interleave(all, head.width * head.height) : all;
  return toWidth(samples as Uint8Array | Uint16Array, description); // never 32 bits wide
}

async function unpackJpeg(
  bytes: Uint8Array,
  head: CodestreamHeader,
  description: PixelDescription,
): Promise<Uint8Array | Uint16Array> {
  if (head.bits !== 8) badCodestream('This JPEG process is read with 8 bits only.');
  requireEnd(bytes);
  // RGB without a word in the file about it: libjpeg would take it for YCbCr.
  const isPlainRgb =
    head.components === 3 && description.photometric === 'RGB' && head.adobeTransform === null;
  if (isPlainRgb && !head.hasJfif && head.marker <= 0xc2) {
    return toWidth(decodeJpeg(bytes).data, description);
  }
  const decoded = await decodeWith('jpeg', bytes);
  const needed = head.width * head.height * head.components;
  if (decoded.bytes.length < needed) badCodestream('The codec gave fewer pixels than announced.');
  return toWidth(decoded.bytes.subarray(0, needed), description);
}

/** libjpeg paints what is missing grey: an image without its end is refused instead. */
function requireEnd(bytes: Uint8Array): void {
  let at = bytes.length - 1;
  while (at > 0 && bytes[at] === 0) at -= 1;
  for (const end of [at, at - 1]) {
    if (bytes[end] === 0xd9 && bytes[end - 1] === 0xff) return;
  }
  badCodestream('The JPEG image ends before its last pixel.');
}

/** JPEG of 8 bits comes out of its codec as RGB; the others keep the colours that they were given. */
function needsRgb(head: CodestreamHeader, description: PixelDescription): boolean {
  if (description.samples !== 3 || head.bits !== 8) return false;
  const isYbr =
    description.photometric === 'YBR_FULL' || description.photometric === 'YBR_FULL_422';
  const byCodec = head.marker === 0xc0 || head.marker === 0xc1 || head.marker === 0xc2;
  return isYbr && !byCodec;
}

function isHighThroughput(bytes: Uint8Array): boolean {
  const most = Math.min(bytes.length - 1, 1024);
  for (let i = 0; i < most; i++) {
    if (bytes[i] !== 0xff) continue;
    if (bytes[i + 1] === 0x50) return true;
    if (bytes[i + 1] === 0x90) return false;
  }
  return false;
}

function toWidth(
  samples: Uint8Array | Uint16Array,
  description: PixelDescription,
): Uint8Array | Uint16Array {
  const isWide = description.bitsAllocated === 16;
  if (isWide === samples instanceof Uint16Array) return samples;
  return isWide ? Uint16Array.from(samples) : Uint8Array.from(samples);
}
