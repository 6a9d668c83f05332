import { describe, expect, it } from 'vitest';
import { frameBytes, framesOf } from '../../src/dicom/encapsulated.ts';
import { concat, element, pad, parse, part10 } from '../support/dicom.ts';

const item = (value: readonly number[]): Uint8Array => {
  const head = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, value.length, 0, 0, 0);
  return concat([head, Uint8Array.from(value)]);
};
const close = Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);

function frames(
  count: number,
  table: readonly number[],
  fragments: readonly number[][],
): number[][] {
  const open = element(0x7fe0, 0x0010, 'OB', new Uint8Array(0), 0xffffffff);
  const offsets = new Uint8Array(Uint32Array.from(table).buffer);
  const start = element(0x0008, 0x0005, 'CS', pad('ISO_IR 100'));
  const bytes = concat([start, open, item(Array.from(offsets)), ...fragments.map(item), close]);
  const { dataset } = parse(part10('1.2.840.10008.1.2.4.50', bytes));
  const found = framesOf(dataset, count);
  return Array.from({ length: count }, (_, i) => Array.from(frameBytes(dataset, found, i)));
}

const [a, b, c, d] = [
  [0xff, 0xd8, 1, 1],
  [2, 2],
  [0xff, 0xd8, 3, 3],
  [4, 4],
];

describe('fragments of compressed pixels', () => {
  it('one frame takes all of them', () => {
    expect(frames(1, [], [a, b])).toEqual([[...a, ...b]]);
  });

  it('as many frames as fragments go one to one, whatever the table says', () => {
    expect(frames(2, [0, 999], [a, b])).toEqual([a, b]);
  });

  it('the offset table tells frames of several fragments', () => {
    expect(frames(2, [0, 22], [a, b, c, d])).toEqual([
      [...a, ...b],
      [...c, ...d],
    ]);
    expect(
      frames(
        2,
        [0, 12],
        [b, a, d, b].map((x) => [...x, ...(x.length === 2 ? [0, 0] : [])]),
      ).length,
    ).toBe(2);
  });

  it('without a table the start of an image tells', () => {
    expect(frames(2, [], [a, b, c, d])).toEqual([
      [...a, ...b],
      [...c, ...d],
    ]);
  });

  it('frames that cannot be told apart, and too few fragments, are refused', () => {
    const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });
    expect(() => frames(2, [], [b, b, b])).toThrow(code('imaging/bad-pixels'));
    expect(() => frames(2, [0, 5], [b, b, b])).toThrow(code('imaging/bad-pixels'));
    expect(() => frames(3, [], [a, b])).toThrow(code('imaging/truncated'));
  });
});
