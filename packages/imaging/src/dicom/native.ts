import { refuse } from './cursor.ts';
import { type Dataset, elementOf } from './dataset.ts';
import { nativeFrameBits, type PixelDescription } from './pixel-description.ts';
import { type Samples, storedBits } from './sample-array.ts';

/**
 * Checks that the bytes hold all announced frames, so that nothing is set aside for a lie.
 *
 * @throws imaging/truncated, imaging/bad-pixels
 */
export function checkNativeLength(dataset: Dataset, description: PixelDescription): void {
  const element = elementOf(dataset, description.pixelTag);
  const needed = Math.ceil((nativeFrameBits(description) * description.frameCount) / 8);
  const has = element?.length ?? 0;
  if (has < needed) {
    refuse(
      'imaging/truncated',
      `${needed} bytes of pixels are announced, ${has} are there.`,
      description.pixelTag,
      element?.start ?? 0,
    );
  }
}

/**
 * One frame of uncompressed pixels, colours side by side, stored bits cut out.
 *
 * @param dataset data set with pixels, checked by {@link checkNativeLength}
 * @param description what it says about them
 * @param frame from 0
 */
export function nativeFrame(
  dataset: Dataset,
  description: PixelDescription,
  frame: number,
): Samples {
  const element = elementOf(dataset, description.pixelTag);
  const bits = nativeFrameBits(description);
  const start = (element?.start ?? 0) + Math.floor((bits * frame) / 8);
  if (description.bitsAllocated === 1) {
    return unpackBits(
      dataset.bytes,
      start,
      (bits * frame) % 8,
      bits,
      isWordSwapped(dataset, element?.vr),
    );
  }
  const bytes = dataset.bytes.subarray(start, start + bits / 8);
  if (description.isFloat) return floats(bytes, description.bitsAllocated, dataset.littleEndian);
  const isSwapped = !dataset.littleEndian;
  const raw = words(
    isSwapped && description.bitsAllocated === 8 && element?.vr === 'OW' ? swapPairs(bytes) : bytes,
    description.bitsAllocated,
    dataset.littleEndian,
  );
  const { bitsStored, highBit, isSigned } = description;
  const samples = storedBits(raw, bitsStored, highBit, isSigned);
  if (description.photometric === 'YBR_FULL_422') return widen422(samples);
  return description.planar === 1
    ? interleave(samples, description.rows * description.columns)
    : samples;
}

/** Turns planes of three colours into pixels of three colours. */
export function interleave<T extends Samples>(planes: T, pixels: number): T {
  const out = planes.slice() as T; // slice of a typed array has its own type
  for (let i = 0; i < pixels; i++) {
    out[3 * i] = planes[i]!;
    out[3 * i + 1] = planes[pixels + i]!;
    out[3 * i + 2] = planes[2 * pixels + i]!;
  }
  return out;
}

/** Bytes as unsigned words of 8, 16 or 32 bits; always a copy. */
export function words(
  bytes: Uint8Array,
  bits: number,
  littleEndian: boolean,
): Uint8Array | Uint16Array | Uint32Array {
  if (bits === 8) return bytes.slice();
  const size = bits / 8;
  const copy = new Uint8Array(bytes.length - (bytes.length % size));
  copy.set(bytes.subarray(0, copy.length));
  if (!littleEndian) {
    for (let i = 0; i < copy.length; i += size) copy.subarray(i, i + size).reverse();
  }
  return bits === 16 ? new Uint16Array(copy.buffer) : new Uint32Array(copy.buffer);
}

function floats(bytes: Uint8Array, bits: number, little: boolean): Float32Array | Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bits === 32) {
    return Float32Array.from({ length: bytes.length / 4 }, (_, i) =>
      view.getFloat32(4 * i, little),
    );
  }
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, little));
}

function isWordSwapped(dataset: Dataset, vr: string | undefined): boolean {
  return !dataset.littleEndian && vr === 'OW';
}

function unpackBits(
  bytes: Uint8Array,
  start: number,
  skip: number,
  count: number,
  isSwapped: boolean,
): Uint8Array {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const bit = skip + i;
    let at = start + (bit >>> 3);
    if (isSwapped) at ^= 1;
    out[i] = (bytes[at]! >>> (bit & 7)) & 1;
  }
  return out;
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  for (let i = 0; i + 1 < out.length; i += 2) {
    out[i] = bytes[i + 1]!;
    out[i + 1] = bytes[i]!;
  }
  return out;
}

/** Y1 Y2 Cb Cr for two pixels becomes Y Cb Cr for each. */
function widen422(packed: Samples): Samples {
  const out = new Uint8Array((packed.length / 2) * 3);
  for (let i = 0, o = 0; i + 3 < packed.length; i += 4, o += 6) {
    out[o] = packed[i]!;
    out[o + 3] = packed[i + 1]!;
    out[o + 1] = packed[i + 2]!;
    out[o + 4] = packed[i + 2]!;
    out[o + 2] = packed[i + 3]!;
    out[o + 5] = packed[i + 3]!;
  }
  return out;
}
