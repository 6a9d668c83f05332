import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NumberParser } from '../../src/intake/number-parser.ts';

const parser = new NumberParser();
const encoder = new TextEncoder();

function parse(text: string, decimal = 46): number {
  const bytes = encoder.encode(`x${text}y`);
  return parser.parse(bytes, 1, bytes.length - 1, decimal);
}

describe('numbers from bytes', () => {
  test('every double comes back from its shortest form', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(parse(String(value))).toBe(value === 0 ? parse(String(value)) : value);
      }),
      { numRuns: 20_000 },
    );
  });

  test('decimals of any length are rounded as the language rounds them', () => {
    const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`));
    fc.assert(
      fc.property(digits(12), digits(20), fc.integer({ min: -30, max: 30 }), (a, b, exponent) => {
        for (const text of [`${a}.${b}`, `-${a}.${b}e${exponent}`, `.${b}`, `${a}.`]) {
          expect(parse(text)).toBe(Number(text));
        }
      }),
      { numRuns: 20_000 },
    );
  });

  test('halfway cases fall to the even side', () => {
    for (const text of [
      '9007199254740993',
      '0.500000000000000166',
      '1.00000000000000011102',
      '4503599627370496.5',
      '4503599627370497.5',
    ]) {
      expect(parse(text)).toBe(Number(text));
    }
  });

  test('a decimal comma is read when declared and refused otherwise', () => {
    expect(parse('0,25', 44)).toBe(0.25);
    expect(parse('0,25')).toBeNaN();
    expect(parse('0.25', 44)).toBeNaN();
  });

  test('infinities are numbers, NaN and words are not', () => {
    expect(parse('inf')).toBe(Number.POSITIVE_INFINITY);
    expect(parse('-Inf')).toBe(Number.NEGATIVE_INFINITY);
    expect(parse('+Infinity')).toBe(Number.POSITIVE_INFINITY);
    for (const text of [
      'nan',
      'NaN',
      'in',
      'infi',
      '-',
      '+',
      '.',
      'e5',
      '1e',
      '1e+',
      '1.2.3',
      '1 2',
      '0x10',
      '1,000',
      '--1',
    ]) {
      expect(parse(text), text).toBeNaN();
    }
  });

  test('spaces around a number are passed over', () => {
    expect(parse(' 12\t')).toBe(12);
  });

  test('ids that look like numbers are told apart', () => {
    const strange = (text: string): boolean => {
      parse(text);
      return parser.strange;
    };
    expect(strange('007')).toBe(true);
    expect(strange('00.5')).toBe(true);
    expect(strange('9007199254740993')).toBe(true);
    expect(strange('0')).toBe(false);
    expect(strange('0.5')).toBe(false);
    expect(strange('9007199254740991')).toBe(false);
    expect(strange('1e300')).toBe(false);
  });
});
