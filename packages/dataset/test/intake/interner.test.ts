import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Interner } from '../../src/intake/interner.ts';

test('equal texts share a code, different ones do not, and all come back byte for byte', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 400 }),
      (texts) => {
        const interner = new Interner();
        const encoder = new TextEncoder();
        const codes = texts.map((text) => {
          const bytes = encoder.encode(text);
          return interner.intern(bytes, 0, bytes.length);
        });
        const values = interner.strings();
        expect(codes.map((code) => values[code])).toEqual(texts);
        expect(interner.size).toBe(new Set(texts).size);
      },
    ),
    { numRuns: 300 },
  );
});

test('a hundred thousand distinct ids keep their order of appearance', () => {
  const interner = new Interner();
  const bytes = new TextEncoder().encode(
    Array.from({ length: 100_000 }, (_, i) => String(100_000 + i)).join(''),
  );
  for (let i = 0; i < 100_000; i += 1) expect(interner.intern(bytes, i * 6, i * 6 + 6)).toBe(i);
  const values = interner.strings();
  expect(values[0]).toBe('100000');
  expect(values[99_999]).toBe('199999');
});
