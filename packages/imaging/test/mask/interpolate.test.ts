import { describe, expect, it } from 'vitest';
import { dice, interpolateSlices, type Mask, overlap } from '../../src/index.ts';
import { drawn } from '../support/masks.ts';

function ellipsoid(): Mask {
  const [nz, ny, nx] = [41, 60, 64];
  const data = new Uint8Array(nz * ny * nx);
  for (let i = 0; i < data.length; i++) {
    const [z, y, x] = [
      Math.floor(i / (ny * nx)) - 20,
      (Math.floor(i / nx) % ny) - 30,
      (i % nx) - 32,
    ];
    if ((z * z) / 324 + (y * y) / 400 + (x * x) / 576 <= 1) data[i] = 1;
  }
  return { shape: [nz, ny, nx], spacingMm: [2, 1, 1], data };
}

describe('interpolation between slices', () => {
  it('gives an ellipsoid back from every fifth slice, Dice at least .97', () => {
    const whole = ellipsoid();
    const slices = [0, 5, 10, 15, 20, 25, 30, 35, 40];
    const some = { ...whole, data: whole.data.slice() };
    for (let z = 0; z < 41; z++) if (z % 5 !== 0) some.data.fill(0, z * 3840, (z + 1) * 3840);
    const filled = interpolateSlices(some, slices);
    expect(dice(overlap(whole, filled)).value).toBeGreaterThan(0.97);
  });

  it('keeps drawn slices and what lies beyond them', () => {
    const mask = drawn([
      '###',
      '...',
      '',
      '.#.',
      '...',
      '',
      '...',
      '...',
      '',
      '.#.',
      '...',
      '',
      '##.',
      '...',
    ]);
    const filled = interpolateSlices(mask, [1, 3]);
    expect([...filled.data]).toEqual([
      ...drawn([
        '###',
        '...',
        '',
        '.#.',
        '...',
        '',
        '.#.',
        '...',
        '',
        '.#.',
        '...',
        '',
        '##.',
        '...',
      ]).data,
    ]);
  });

  it('draws nothing towards an empty slice', () => {
    const mask = drawn(['...', '', '...', '', '.#.']);
    expect(interpolateSlices(mask, [0, 2]).data).toEqual(mask.data);
  });

  it('refuses flat masks and slices out of order', () => {
    const mask = drawn(['.', '', '.', '', '#']);
    expect(() => interpolateSlices(drawn(['##']), [0])).toThrow('imaging/bad-argument');
    expect(() => interpolateSlices(mask, [2, 0])).toThrow('imaging/bad-argument');
    expect(() => interpolateSlices(mask, [0, 3])).toThrow('imaging/bad-argument');
  });
});
