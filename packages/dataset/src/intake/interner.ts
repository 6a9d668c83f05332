const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Gives every distinct byte string a number, in order of first appearance, without making a string of
 * each cell: an open-addressing table over a pool of bytes.
 */
export class Interner {
  private pool: Uint8Array = new Uint8Array(1024);
  private used = 0;
  private offsets: Float64Array = new Float64Array(65);
  private hashes: Int32Array = new Int32Array(64);
  private table: Int32Array = new Int32Array(128).fill(-1);
  private ascii = true;
  /** How many distinct values there are. */
  size = 0;

  /**
   * The code of a byte string.
   *
   * @param bytes the buffer
   * @param start first byte
   * @param end one past the last byte
   * @returns 0 to size − 1
   */
  intern(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5 | 0; // FNV-1a
    let high = 0;
    for (let p = start; p < end; p += 1) {
      const byte = bytes[p]!;
      high |= byte;
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
    hash ^= hash >>> 15;
    const mask = this.table.length - 1;
    let slot = hash & mask;
    for (;;) {
      const code = this.table[slot]!;
      if (code < 0) break;
      if (this.hashes[code] === hash && this.isEqual(code, bytes, start, end)) return code;
      slot = (slot + 1) & mask;
    }
    if (high > 127) this.ascii = false;
    return this.add(bytes, start, end, hash, slot);
  }

  /**
   * Every distinct value as a string.
   *
   * @returns values in order of their codes
   */
  strings(): string[] {
    const values: string[] = new Array(this.size);
    if (this.ascii) {
      // One decode, then slices: far cheaper than a million small decodes.
      const step = 1 << 24;
      let code = 0;
      while (code < this.size) {
        const base = this.offsets[code]!;
        let stop = code + 1;
        while (stop < this.size && this.offsets[stop + 1]! - base <= step) stop += 1;
        const text = decoder.decode(this.pool.subarray(base, this.offsets[stop]!));
        for (; code < stop; code += 1) {
          values[code] = text.slice(this.offsets[code]! - base, this.offsets[code + 1]! - base);
        }
      }
      return values;
    }
    for (let code = 0; code < this.size; code += 1) {
      values[code] = decoder.decode(
        this.pool.subarray(this.offsets[code]!, this.offsets[code + 1]!),
      );
    }
    return values;
  }

  private isEqual(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    let q = this.offsets[code]!;
    if (this.offsets[code + 1]! - q !== end - start) return false;
    const pool = this.pool;
    for (let p = start; p < end; p += 1, q += 1) {
      if (pool[q] !== bytes[p]) return false;
    }
    return true;
  }

  private add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const code = this.size;
    const length = end - start;
    if (this.used + length > this.pool.length) {
      const pool = new Uint8Array(Math.max(this.pool.length * 2, this.used + length));
      pool.set(this.pool.subarray(0, this.used));
      this.pool = pool;
    }
    this.pool.set(bytes.subarray(start, end), this.used);
    this.used += length;
    if (code === this.hashes.length) {
      const hashes = new Int32Array(code * 2);
      hashes.set(this.hashes);
      this.hashes = hashes;
      const offsets = new Float64Array(code * 2 + 1);
      offsets.set(this.offsets);
      this.offsets = offsets;
    }
    this.hashes[code] = hash;
    this.offsets[code + 1] = this.used;
    this.table[slot] = code;
    this.size += 1;
    if (this.size * 2 > this.table.length) this.rehash();
    return code;
  }

  private rehash(): void {
    const table = new Int32Array(this.table.length * 2).fill(-1);
    const mask = table.length - 1;
    for (let code = 0; code < this.size; code += 1) {
      let slot = this.hashes[code]! & mask;
      while (table[slot]! >= 0) slot = (slot + 1) & mask;
      table[slot] = code;
    }
    this.table = table;
  }
}
