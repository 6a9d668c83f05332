import { badCodestream } from '../codestream.ts';

/** A table of variable-length codes, ready for lookup of up to 16 bits. */
export interface HuffmanTable {
  /** By the next 8 bits: length × 256 + symbol, 0 when the code is longer. */
  readonly fast: Uint16Array;
  readonly maxCode: Int32Array;
  readonly delta: Int32Array;
  readonly symbols: Uint8Array;
}

/**
 * Builds a table from its counts of codes by length.
 *
 * @param counts codes of 1 to 16 bits
 * @param symbols in order of their codes
 * @see ITU-T T.81 annex C
 */
export function buildHuffman(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const fast = new Uint16Array(256);
  const maxCode = new Int32Array(18).fill(-1);
  const delta = new Int32Array(17);
  let code = 0;
  let k = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    if (code + count > 1 << length) badCodestream('A code table of the JPEG image is overfull.');
    delta[length] = k - code;
    for (let i = 0; i < count; i++, k++, code++) {
      if (length > 8) continue;
      const from = code << (8 - length);
      fast.fill(length * 256 + symbols[k]!, from, from + (1 << (8 - length)));
    }
    maxCode[length] = count > 0 ? code - 1 : -1;
    code <<= 1;
  }
  return { fast, maxCode, delta, symbols };
}

/** Reads bits of entropy-coded data; stuffed bytes are skipped, a marker ends it. */
export class BitReader {
  readonly bytes: Uint8Array;
  at: number;
  private hold = 0;
  private count = 0;
  private overrun = 0;

  /**
   * @param bytes whole image
   * @param at first byte after the scan header
   */
  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The next symbol of a table. */
  symbol(table: HuffmanTable): number {
    if (this.count < 16) this.fill();
    const top = (this.hold >>> (this.count - 8)) & 0xff;
    const hit = table.fast[top]!;
    if (hit !== 0) {
      this.count -= hit >>> 8;
      return hit & 0xff;
    }
    for (let length = 9; length <= 16; length++) {
      const code = (this.hold >>> (this.count - length)) & ((1 << length) - 1);
      if (table.maxCode[length]! >= 0 && code <= table.maxCode[length]!) {
        const index = table.delta[length]! + code;
        if (index >= 0 && index < table.symbols.length) {
          this.count -= length;
          return table.symbols[index]!;
        }
      }
    }
    return badCodestream('The JPEG image holds a code that its tables do not know.');
  }

  /** So many bits, at most 16, as an unsigned number. */
  bits(length: number): number {
    if (length === 0) return 0;
    if (this.count < length) this.fill();
    this.count -= length;
    return (this.hold >>> this.count) & ((1 << length) - 1);
  }

  /** A difference of so many bits with its sign (T.81 figure F.12). */
  signed(length: number): number {
    if (length === 0) return 0;
    const value = this.bits(length);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  /** Leaves the bits and steps over a restart marker. */
  restart(): void {
    this.hold = 0;
    this.count = 0;
    this.overrun = 0;
    const { bytes } = this;
    while (this.at + 1 < bytes.length && bytes[this.at] === 0xff && bytes[this.at + 1] === 0xff) {
      this.at += 1;
    }
    const marker = bytes[this.at + 1] ?? 0;
    if (bytes[this.at] !== 0xff || marker < 0xd0 || marker > 0xd7) {
      badCodestream('A restart marker of the JPEG image is missing.');
    }
    this.at += 2;
  }

  private fill(): void {
    while (this.count <= 16) {
      let byte = this.bytes[this.at];
      if (byte === 0xff && this.bytes[this.at + 1] === 0) this.at += 2;
      else if (byte === undefined || byte === 0xff) {
        // Padding after the last code may be read ahead, real codes may not.
        byte = 0xff;
        this.overrun += 1;
        if (this.overrun > 4) badCodestream('The JPEG image ends before its last pixel.');
      } else this.at += 1;
      this.hold = ((this.hold << 8) | byte) >>> 0;
      this.count += 8;
    }
  }
}
