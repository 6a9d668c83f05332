import { describe, expect, it } from 'vitest';
import {
  dragWindow,
  presetsOf,
  type SampleMeaning,
  windowOfExtremes,
  windowOfValues,
  windowTable,
} from '../../../src/stage/index.ts';
import { imageInfo } from '../support/images.ts';

const plain: SampleMeaning = {
  bits: 16,
  signed: false,
  slope: 1,
  intercept: 0,
  photometric: 'MONOCHROME2',
};
const grey = (table: Uint32Array, raw: number): number => table[raw & 0xffff]! & 255;

describe('the grey table', () => {
  it('follows the linear rule of DICOM at its ends and in the middle', () => {
    // Centre 2048, width 4096: the example of PS3.3 C.11.2.1.2, y = ((x - 2047.5) / 4095 + .5) 255.
    const table = windowTable(plain, {
      centre: 2048,
      width: 4096,
      shape: 'linear',
      isInverted: false,
    });
    expect(grey(table, 0)).toBe(0);
    expect(grey(table, 4095)).toBe(255);
    expect(grey(table, 4096)).toBe(255);
    expect(grey(table, 1000)).toBe(Math.round((1000 / 4095) * 255));
    expect(table[77]! >>> 24).toBe(255);
  });

  it('is the identity for 8 bits with centre 128 and width 256', () => {
    const table = windowTable(
      { ...plain, bits: 8 },
      { centre: 128, width: 256, shape: 'linear', isInverted: false },
    );
    for (let v = 0; v < 256; v++) expect(grey(table, v)).toBe(v);
  });

  it('reads signed values with slope and intercept by their bit pattern', () => {
    const table = windowTable(
      { ...plain, signed: true, slope: 2, intercept: -1024 },
      { centre: 0, width: 201, shape: 'linear', isInverted: false },
    );
    // Value 0 has the stored value 512; the middle of the window lies at -.5.
    expect(grey(table, 512)).toBe(128);
    expect(grey(table, -1)).toBe(0);
    expect(grey(table, 700)).toBe(255);
  });

  it('turns MONOCHROME1 and inversion around, and both back again', () => {
    const window = { centre: 100, width: 50, shape: 'linear', isInverted: false } as const;
    const normal = windowTable(plain, window);
    const one = windowTable({ ...plain, photometric: 'MONOCHROME1' }, window);
    const both = windowTable(
      { ...plain, photometric: 'MONOCHROME1' },
      { ...window, isInverted: true },
    );
    expect(both.every((pixel, k) => pixel === normal[k])).toBe(true);
    for (const v of [0, 90, 100, 110, 200]) expect(grey(one, v)).toBe(255 - grey(normal, v));
  });

  it('follows the sigmoid of DICOM', () => {
    const table = windowTable(plain, {
      centre: 1000,
      width: 400,
      shape: 'sigmoid',
      isInverted: false,
    });
    expect(grey(table, 1000)).toBe(128);
    expect(grey(table, 1100)).toBe(Math.round(255 / (1 + Math.exp(-1))));
  });
});

describe('windows', () => {
  it('cover the middle 98 of 100 values, signed too', () => {
    const samples = Int16Array.from({ length: 1001 }, (_, i) => i - 500);
    const window = windowOfValues(samples, { slope: 1, intercept: 0 });
    expect(window.width).toBeGreaterThanOrEqual(980);
    expect(window.width).toBeLessThanOrEqual(983);
    expect(Math.abs(window.centre)).toBeLessThanOrEqual(1);
  });

  it('over all values leave none at the ends', () => {
    const samples = Uint16Array.from([10, 20, 110]);
    const full = windowOfExtremes(samples, { slope: 1, intercept: 0 });
    const table = windowTable(plain, { ...full, shape: 'linear', isInverted: false });
    expect(grey(table, 10)).toBe(0);
    expect(grey(table, 110)).toBe(255);
    expect(grey(table, 109)).toBeLessThan(255);
  });

  it("put the image's own presets first and name the last for all values", () => {
    const own = { name: 'Chest', centre: 1, width: 2 };
    const presets = presetsOf(imageInfo({ unit: 'HU', presets: [own] }), { centre: 0, width: 9 });
    expect(presets[0]).toEqual(own);
    expect(presets.at(-1)?.name).toBe('All values');
    expect(presets.length).toBeLessThanOrEqual(9);
  });

  it('widen to the right, rise downwards and never reach zero', () => {
    const start = { centre: 40, width: 400 };
    expect(dragWindow(start, 100, 0, 800)).toEqual({ centre: 40, width: 500 });
    expect(dragWindow(start, 0, 100, 800)).toEqual({ centre: 140, width: 400 });
    expect(dragWindow(start, -10_000, 0, 800).width).toBe(1);
  });
});
