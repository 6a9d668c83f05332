/** Pixels of one frame as numbers, colours of a pixel side by side. */
export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * Cuts the stored bits out of each sample and extends the sign.
 *
 * @param raw samples as allocated, unsigned
 * @param bitsStored bits that count
 * @param highBit position of the highest of them
 * @param isSigned two's complement
 * @returns a new array of the same width, or `raw` itself where nothing changes
 */
export function storedBits(
  raw: Uint8Array | Uint16Array | Uint32Array,
  bitsStored: number,
  highBit: number,
  isSigned: boolean,
): Samples {
  const width = raw.BYTES_PER_ELEMENT * 8;
  if (bitsStored === width) return isSigned ? signedView(raw) : raw;
  const down = highBit + 1 - bitsStored;
  const mask = bitsStored === 32 ? 0xffffffff : 2 ** bitsStored - 1;
  const out = isSigned ? signedView(raw.slice()) : raw.slice();
  const up = 32 - bitsStored;
  for (let i = 0; i < raw.length; i++) {
    const bits = (raw[i]! >>> down) & mask;
    out[i] = isSigned ? (bits << up) >> up : bits;
  }
  return out;
}

function signedView(raw: Uint8Array | Uint16Array | Uint32Array): Samples {
  if (raw instanceof Uint8Array) return new Int8Array(raw.buffer, raw.byteOffset, raw.length);
  if (raw instanceof Uint16Array) return new Int16Array(raw.buffer, raw.byteOffset, raw.length);
  return new Int32Array(raw.buffer, raw.byteOffset, raw.length);
}
