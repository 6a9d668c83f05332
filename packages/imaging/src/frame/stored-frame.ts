import { fail } from '../errors.ts';
import type { FrameSamples } from './image-record.ts';
import { type Predictor, residuals, undoResiduals } from './predictor.ts';

/** One frame: its size and its samples. */
export interface ImageFrame {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** height × width × channels numbers, colours of a pixel side by side. */
  readonly samples: FrameSamples;
}

/** What the first bytes of a stored frame say. */
export interface FrameHeader {
  readonly bytesPerSample: 1 | 2;
  readonly channels: 1 | 3;
  readonly predictor: Predictor;
  readonly width: number;
  readonly height: number;
}

/** Bytes before the packed residuals. */
export const frameHeaderBytes = 16;

const magic = [0x45, 0x51, 0x46, 0x31];

/**
 * Writes a frame: 16 bytes of header, then packed differences.
 *
 * @param frame size and samples
 * @param deflateRaw packs bytes as raw deflate
 * @throws imaging/bad-argument when size and samples do not match
 */
export function encodeFrame(
  frame: ImageFrame,
  deflateRaw: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const { width, height, channels, samples } = frame;
  if (samples.length !== width * height * channels || samples.length === 0) {
    fail(
      'imaging/bad-argument',
      `A frame of ${height}×${width}×${channels} has ${samples.length} samples.`,
      'Give one number per pixel and colour.',
    );
  }
  const predictor = choosePredictor(frame, deflateRaw);
  const packed = deflateRaw(planesOf(residuals(samples, width * channels, channels, predictor)));
  const out = new Uint8Array(frameHeaderBytes + packed.length);
  out.set(magic);
  out[4] = 1;
  out[5] = samples.BYTES_PER_ELEMENT;
  out[6] = channels;
  out[7] = predictor;
  const view = new DataView(out.buffer);
  view.setUint32(8, width, true);
  view.setUint32(12, height, true);
  out.set(packed, frameHeaderBytes);
  return out;
}

/**
 * Reads the header of a stored frame.
 *
 * @throws imaging/bad-frame
 */
export function readFrameHeader(bytes: Uint8Array): FrameHeader {
  const isFrame = bytes.length >= frameHeaderBytes && magic.every((byte, i) => bytes[i] === byte);
  if (!isFrame || bytes[4] !== 1) bad('The bytes do not start as a stored frame of version 1.');
  const [size, channels, predictor] = [bytes[5], bytes[6], bytes[7]];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(8, true), view.getUint32(12, true)];
  const isLegal =
    (size === 1 || size === 2) && (channels === 1 || channels === 3) && (predictor ?? 4) <= 3;
  if (!isLegal || width === 0 || height === 0 || width * height > 0xffff_fff0) {
    bad('The header of the stored frame contradicts the format.');
  }
  // Checked just above.
  return { bytesPerSample: size, channels, predictor: predictor as Predictor, width, height };
}

/**
 * Reads a stored frame where unpacking is synchronous.
 *
 * @param bytes a stored frame
 * @param inflateRaw unpacks raw deflate to at most `maxBytes`
 * @throws imaging/bad-frame
 */
export function decodeFrame(
  bytes: Uint8Array,
  inflateRaw: (bytes: Uint8Array, maxBytes: number) => Uint8Array,
): ImageFrame {
  const header = readFrameHeader(bytes);
  // One more than is due: some unpackers refuse when they reach their limit exactly.
  const most = residualBytes(header) + 1;
  return restoreFrame(header, inflateRaw(bytes.subarray(frameHeaderBytes), most));
}

/** Bytes of the unpacked differences of a frame. */
export function residualBytes(header: FrameHeader): number {
  return header.width * header.height * header.channels * header.bytesPerSample;
}

/**
 * Turns unpacked differences into samples; for browsers, which unpack by `DecompressionStream('deflate-raw')`.
 *
 * @param header of {@link readFrameHeader}
 * @param unpacked bytes after the header, unpacked
 * @throws imaging/bad-frame when their number is not {@link residualBytes}
 */
export function restoreFrame(header: FrameHeader, unpacked: Uint8Array): ImageFrame {
  const { width, height, channels, bytesPerSample, predictor } = header;
  if (unpacked.length !== residualBytes(header)) {
    bad(`The stored frame unpacks to ${unpacked.length} bytes, ${residualBytes(header)} are due.`);
  }
  const samples = bytesPerSample === 1 ? new Uint8Array(unpacked) : joinPlanes(unpacked);
  undoResiduals(samples, width * channels, channels, predictor);
  return { width, height, channels, samples };
}

function choosePredictor(
  frame: ImageFrame,
  deflateRaw: (bytes: Uint8Array) => Uint8Array,
): Predictor {
  const { width, height, channels, samples } = frame;
  const rowLength = width * channels;
  const bandRows = Math.min(height, Math.max(4, Math.floor(8192 / rowLength)));
  const bands = height <= 4 * bandRows ? [0] : [0.2, 0.5, 0.8].map((f) => Math.floor(f * height));
  const rows = height <= 4 * bandRows ? height : bandRows;
  let best: Predictor = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const predictor of [3, 1, 2, 0] as const) {
    let size = 0;
    for (const band of bands) {
      const from = Math.min(band, height - rows) * rowLength;
      const part = samples.subarray(from, from + rows * rowLength);
      size += deflateRaw(planesOf(residuals(part, rowLength, channels, predictor))).length;
    }
    if (size < least) {
      least = size;
      best = predictor;
    }
  }
  return best;
}

/** Low bytes of all samples, then high bytes. */
function planesOf(values: FrameSamples): Uint8Array {
  if (values instanceof Uint8Array) return values;
  const count = values.length;
  const out = new Uint8Array(2 * count);
  for (let i = 0; i < count; i++) {
    const value = values[i]!;
    out[i] = value & 0xff;
    out[count + i] = value >>> 8;
  }
  return out;
}

function joinPlanes(planes: Uint8Array): Uint16Array {
  const count = planes.length / 2;
  const out = new Uint16Array(count);
  for (let i = 0; i < count; i++) out[i] = planes[i]! | (planes[count + i]! << 8);
  return out;
}

function bad(sentence: string): never {
  fail('imaging/bad-frame', sentence, 'Store the image again.');
}
