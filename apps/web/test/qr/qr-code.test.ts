import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qrCode, versionFor } from '../../src/parts/qr/qr-code.ts';
import { penalty } from '../../src/parts/qr/qr-mask.ts';
import { formatBits, type Modules, versionBits } from '../../src/parts/qr/qr-shape.ts';
import { mendingWords } from '../../src/parts/qr/reed-solomon.ts';
import { readQr } from './read-qr.ts';

const bitsOf = (value: number, count: number): string => value.toString(2).padStart(count, '0');

function picture(text: string): Modules {
  const modules = qrCode(text);
  if (modules === null) throw new Error('too long');
  return modules;
}

/** A product in GF(256), by shifting. */
function times(a: number, b: number): number {
  let product = 0;
  for (let x = a, y = b; y > 0; y >>= 1) {
    if (y & 1) product ^= x;
    x <<= 1;
    if (x > 255) x ^= 0x11d;
  }
  return product;
}

/** A block's polynomial at the first powers of 2: all zero where nothing was changed. */
function syndromes(block: readonly number[], count: number): readonly number[] {
  const out: number[] = [];
  for (let i = 0, root = 1; i < count; i += 1, root = times(root, 2)) {
    out.push(block.reduce((sum, word) => times(sum, root) ^ word, 0));
  }
  return out;
}

const mendingOf = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26];

describe('a QR picture', () => {
  it('has the check bits of the standard', () => {
    // ISO/IEC 18004:2015, annexes C and D: level M with mask 5, version 7.
    expect(bitsOf(formatBits(5), 15)).toBe('100000011001110');
    expect(bitsOf(versionBits(7), 18)).toBe('000111110010010100');
    // Annex I: the text 01234567 at version 1, level M.
    const data = [16, 32, 12, 86, 97, 128, 236, 17, 236, 17, 236, 17, 236, 17, 236, 17];
    expect([...mendingWords(Uint8Array.from(data), 10)]).toEqual([
      165, 36, 212, 193, 237, 54, 199, 135, 44, 85,
    ]);
  });

  it('takes the smallest version that holds the text', () => {
    // ISO/IEC 18004:2015, table 7: bytes at level M.
    const most = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213];
    most.forEach((bytes, at) => {
      expect([versionFor(bytes), versionFor(bytes + 1)]).toEqual([
        at + 1,
        at === 9 ? null : at + 2,
      ]);
    });
    expect(qrCode('x'.repeat(214))).toBeNull();
  });

  it('reads as what was written, at every version', () => {
    for (const bytes of [1, 14, 26, 42, 62, 84, 106, 122, 152, 180, 181, 213]) {
      const text = 'otpauth://totp/Equipoise:ada?secret='.repeat(8).slice(0, bytes);
      const modules = picture(text);
      const found = readQr(modules);
      expect(found).toMatchObject({ text, level: 'M', version: versionFor(bytes) });
      const mending = mendingOf[found.version - 1] ?? 0;
      for (const block of found.blocks) {
        expect(syndromes(block, mending)).toEqual(Array.from({ length: mending }, () => 0));
      }
    }
  });

  it('reads as any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const modules = qrCode(text);
        if (modules === null) expect(new TextEncoder().encode(text).length).toBeGreaterThan(213);
        else expect(readQr(modules).text).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  it('has three large squares, lines of alternating modules, and says its format twice', () => {
    for (const text of ['a', 'a'.repeat(60), 'a'.repeat(120), 'a'.repeat(213)]) {
      const { size, dark } = picture(text);
      const row = (y: number, from: number, count: number): string =>
        [...dark.slice(y * size + from, y * size + from + count)].join('');
      const square = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];
      for (const [top, left] of [
        [0, 0],
        [0, size - 7],
        [size - 7, 0],
      ] as const) {
        expect(square.map((_, i) => row(top + i, left, 7))).toEqual(square);
      }
      // A light line around each.
      expect([row(7, 0, 8), row(7, size - 8, 8), row(size - 8, 0, 8)]).toEqual(
        Array.from({ length: 3 }, () => '00000000'),
      );
      const between = Array.from({ length: size - 16 }, (_, i) => i + 8);
      expect(between.map((x) => dark[6 * size + x])).toEqual(between.map((x) => (x + 1) % 2));
      expect(between.map((y) => dark[y * size + 6])).toEqual(between.map((y) => (y + 1) % 2));
      expect(dark[(size - 8) * size + 8]).toBe(1);
      const { mask } = readQr({ size, dark });
      // The second copy, from the bottom up and on to the right.
      const low = Array.from({ length: 7 }, (_, i) => dark[(size - 1 - i) * size + 8]);
      expect([...low, ...row(8, size - 8, 8)].join('')).toBe(bitsOf(formatBits(mask), 15));
    }
  });

  it('names its version twice from version 7', () => {
    const { size, dark } = picture('a'.repeat(120));
    const places = Array.from({ length: 18 }, (_, i) => 17 - i);
    const right = places.map((i) => dark[Math.floor(i / 3) * size + size - 11 + (i % 3)]).join('');
    const below = places
      .map((i) => dark[(size - 11 + (i % 3)) * size + Math.floor(i / 3)])
      .join('');
    expect([right, below]).toEqual(['000111110010010100', '000111110010010100']);
  });

  it('is penalised for what readers stumble over', () => {
    const blank = (size: number): Modules => ({ size, dark: new Uint8Array(size * size) });
    // 12 light lines of 6, each 4 points, 25 light squares of 3, and no dark module at all.
    expect(penalty(blank(6))).toBe(12 * 4 + 25 * 3 + 100);
    const chess: Modules = {
      size: 6,
      dark: Uint8Array.from({ length: 36 }, (_, i) => (i + Math.floor(i / 6)) % 2),
    };
    expect(penalty(chess)).toBe(0);
    const wide = blank(11);
    for (const x of [0, 2, 3, 4, 6]) wide.dark[5 * 11 + x] = 1;
    const without = blank(11);
    for (const x of [0, 2, 3, 5, 6]) without.dark[5 * 11 + x] = 1;
    expect(penalty(wide) - penalty(without)).toBeGreaterThanOrEqual(40);
  });
});
