import { applyMask, masks, penalty } from './qr-mask.ts';
import { blocksOf, type Drawn, drawFixed, drawFormat, type Modules } from './qr-shape.ts';
import { mendingWords } from './reed-solomon.ts';

/** Bits of the length of a text in bytes. */
function lengthBits(version: number): number {
  return version < 10 ? 8 : 16;
}

function capacity(version: number): number {
  return blocksOf[version - 1]!.data.reduce((sum, words) => sum + words, 0);
}

/** The smallest version that holds so many bytes; null when none up to 10 does. */
export function versionFor(byteCount: number): number | null {
  const at = blocksOf.findIndex(
    (_, i) => 4 + lengthBits(i + 1) + 8 * byteCount <= 8 * capacity(i + 1),
  );
  return at < 0 ? null : at + 1;
}

/** The text as codewords: what it is, how long, its bytes, an end, filling. */
function dataWords(text: Uint8Array, version: number): Uint8Array {
  const words = new Uint8Array(capacity(version));
  let bit = 0;
  const write = (value: number, count: number): void => {
    for (let i = count - 1; i >= 0; i -= 1, bit += 1) {
      if (((value >> i) & 1) === 1) words[bit >> 3] = words[bit >> 3]! | (128 >> (bit & 7));
    }
  };
  write(0b0100, 4);
  write(text.length, lengthBits(version));
  for (const byte of text) write(byte, 8);
  bit += Math.min(4, 8 * words.length - bit);
  const full = (bit + 7) >> 3;
  for (let i = full; i < words.length; i += 1) words[i] = (i - full) % 2 === 0 ? 0xec : 0x11;
  return words;
}

/** Data and mending codewords of all blocks, one of each block in turn. */
function interleaved(words: Uint8Array, version: number): Uint8Array {
  const { mending, data } = blocksOf[version - 1]!;
  let from = 0;
  const parts = data.map((count) => {
    from += count;
    return words.subarray(from - count, from);
  });
  const mends = parts.map((part) => mendingWords(part, mending));
  const out: number[] = [];
  for (const list of [parts, mends]) {
    const longest = Math.max(...list.map(({ length }) => length));
    for (let i = 0; i < longest; i += 1) {
      for (const part of list) if (i < part.length) out.push(part[i]!);
    }
  }
  return Uint8Array.from(out);
}

/** Lays the bits out, two columns at a time from the right, up and down in turn. */
function layOut({ size, dark, fixed }: Drawn, words: Uint8Array): void {
  let bit = 0;
  for (let right = size - 1, isUp = true; right > 0; right -= 2, isUp = !isUp) {
    if (right === 6) right = 5;
    for (let i = 0; i < size; i += 1) {
      const row = isUp ? size - 1 - i : i;
      for (const column of [right, right - 1]) {
        const at = row * size + column;
        if (fixed[at] === 1) continue;
        // The last few modules of some versions carry nothing.
        if (bit < 8 * words.length) dark[at] = (words[bit >> 3]! >> (7 - (bit & 7))) & 1;
        bit += 1;
      }
    }
  }
}

/**
 * A QR picture of a text: bytes in UTF-8, level M, the smallest of the versions 1 to 10.
 *
 * @returns null when the text is longer than 213 bytes
 * @see ISO/IEC 18004:2015
 */
export function qrCode(text: string): Modules | null {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  if (version === null) return null;
  const words = interleaved(dataWords(bytes, version), version);
  let best: { readonly drawn: Drawn; readonly points: number } | null = null;
  for (let mask = 0; mask < masks.length; mask += 1) {
    const drawn = drawFixed(version);
    layOut(drawn, words);
    applyMask(drawn, mask);
    drawFormat(drawn, mask);
    const points = penalty(drawn);
    if (best === null || points < best.points) best = { drawn, points };
  }
  return best === null ? null : { size: best.drawn.size, dark: best.drawn.dark };
}
