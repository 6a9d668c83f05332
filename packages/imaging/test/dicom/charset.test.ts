import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/index.ts';

const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const latin = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const ESC = '\x1b';

/** Examples of the standard (PS3.5 annexes H, I, J, K) and single-byte sets. */
const examples: readonly (readonly [string, readonly string[], Uint8Array, string])[] = [
  ['Latin-1', ['ISO_IR 100'], bytes('c4 6e 65 61 73'), 'Äneas'],
  ['Latin-1 keeps its control range', ['ISO_IR 100'], bytes('80'), '\x80'],
  ['Latin-2', ['ISO_IR 101'], bytes('a3 f3 64 bc'), 'Łódź'],
  ['Cyrillic', ['ISO_IR 144'], bytes('bb ee da 63 65 dc d1 79 70 d3'), 'Люкceмбypг'],
  ['Arabic', ['ISO_IR 127'], bytes('e2 c8 c7 e6 ea'), 'قباني'],
  ['Greek', ['ISO_IR 126'], bytes('c4 e9 ef ed f5 f3 e9 ef f2'), 'Διονυσιος'],
  ['Hebrew', ['ISO_IR 138'], bytes('f9 f8 e5 ef'), 'שרון'],
  ['Turkish', ['ISO_IR 148'], bytes('c7 61 76 75 fe 6f f0 6c 75'), 'Çavuşoğlu'],
  ['Thai', ['ISO_IR 166'], bytes('b9 d2'), 'นา'],
  [
    'UTF-8',
    ['ISO_IR 192'],
    new TextEncoder().encode('Wang^XiaoDong=王^小東='),
    'Wang^XiaoDong=王^小東=',
  ],
  ['GB18030', ['GB18030'], bytes('57 61 6e 67 3d cd f5 5e d0 a1 b6 ab'), 'Wang=王^小东'],
  [
    'Japanese, two bytes by escape',
    ['', 'ISO 2022 IR 87'],
    latin(
      `Yamada^Tarou=${ESC}$B;3ED${ESC}(B^${ESC}$BB@O:${ESC}(B=${ESC}$B$d$^$@${ESC}(B^${ESC}$B$?$m$&${ESC}(B`,
    ),
    'Yamada^Tarou=山田^太郎=やまだ^たろう',
  ],
  [
    'Japanese, half-width katakana first',
    ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
    Uint8Array.from([
      ...bytes('d4 cf c0 de 5e c0 db b3 3d'),
      ...latin(`${ESC}$B;3ED${ESC}(J^${ESC}$BB@O:${ESC}(J`),
    ]),
    'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎',
  ],
  [
    'Korean',
    ['', 'ISO 2022 IR 149'],
    Uint8Array.from([
      ...latin(`Hong^Gildong=${ESC}$)C`),
      ...bytes('fb f3 5e'),
      ...latin(`${ESC}$)C`),
      ...bytes('d1 ce d4 d7 3d'),
      ...latin(`${ESC}$)C`),
      ...bytes('c8 ab 5e'),
      ...latin(`${ESC}$)C`),
      ...bytes('b1 e6 b5 bf'),
    ]),
    'Hong^Gildong=洪^吉洞=홍^길동',
  ],
  [
    'Chinese, simplified, by escape',
    ['', 'ISO 2022 IR 58'],
    Uint8Array.from([
      ...latin(`Zhang^XiaoDong=${ESC}$)A`),
      ...bytes('d5 c5 5e'),
      ...latin(`${ESC}$)A`),
      ...bytes('d0 a1 b6 ab'),
    ]),
    'Zhang^XiaoDong=张^小东',
  ],
  [
    'several single-byte sets in one value',
    ['ISO 2022 IR 100', 'ISO 2022 IR 144', 'ISO 2022 IR 126'],
    Uint8Array.from([
      ...bytes('c4 5e'),
      ...latin(`${ESC}-L`),
      ...bytes('bb ee 5e'),
      ...latin(`${ESC}-F`),
      ...bytes('c4 e9'),
    ]),
    'Ä^Лю^Δι',
  ],
  ['an unknown term', ['ISO_IR 999'], latin('abc'), 'abc'],
  ['no term', [], latin('abc'), 'abc'],
];

describe('character sets', () => {
  it.each(examples)('%s', (_, terms, value, text) => {
    expect(decodeText(value, terms)).toBe(text);
  });

  it('broken escapes and any bytes give some text', () => {
    let state = 5;
    for (let round = 0; round < 2000; round++) {
      const value = Uint8Array.from({ length: round % 40 }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return (state >>> 24) % 7 === 0 ? 0x1b : state >>> 24;
      });
      expect(typeof decodeText(value, ['ISO 2022 IR 13', 'ISO 2022 IR 87'])).toBe('string');
    }
  });
});
