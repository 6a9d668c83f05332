import { fail } from '../../errors.ts';

/**
 * Packs bytes as pairs of a value and how often it follows; counts take 7 bits a byte, low bits first.
 *
 * @param bytes any bytes
 */
export function packRuns(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const value = bytes[at]!;
    let end = at + 1;
    while (end < bytes.length && bytes[end] === value) end++;
    let count = end - at;
    out.push(value);
    while (count > 127) {
      out.push((count & 127) | 128);
      count >>>= 7;
    }
    out.push(count);
    at = end;
  }
  return Uint8Array.from(out);
}

/**
 * Unpacks what {@link packRuns} packed.
 *
 * @param packed pairs of value and count
 * @param length how many bytes must come out
 * @throws web/bad-document when more or fewer come out
 */
export function unpackRuns(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  let k = 0;
  while (k < packed.length) {
    const value = packed[k++]!;
    let count = 0;
    let shift = 0;
    let more = true;
    while (more && shift < 28) {
      const part = packed[k++] ?? 0;
      count |= (part & 127) << shift;
      shift += 7;
      more = part > 127;
    }
    if (count === 0 || at + count > length) failLength(length);
    bytes.fill(value, at, at + count);
    at += count;
  }
  if (at !== length) failLength(length);
  return bytes;
}

function failLength(length: number): never {
  return fail(
    'web/bad-document',
    `A tile does not unpack to ${length} bytes.`,
    'Load the last whole state.',
  );
}

/**
 * Bytes as base64.
 *
 * @param bytes any bytes
 */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let k = 0; k < bytes.length; k += 8192) {
    text += String.fromCharCode(...bytes.subarray(k, k + 8192));
  }
  return btoa(text);
}

/**
 * Bytes of base64 text.
 *
 * @param text base64
 * @throws web/bad-document for anything else
 */
export function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch (cause) {
    return fail(
      'web/bad-document',
      'A tile is no base64 text.',
      'Load the last whole state.',
      cause,
    );
  }
}
