import { describe, expect, it } from 'vitest';
import { maskOfNifti, niftiGrid, readNifti, writeNifti } from '../../src/index.ts';

const affine = [
  [-0.143, 0, 0, 12.5],
  [0, -0.2, 0, 3.7],
  [0, 0, 1.7, -8],
] as const;

describe('the grid of a mask that is written', () => {
  for (const [shape, name] of [
    [[5, 4, 1], 'flat'],
    [[5, 4, 3], 'a volume'],
    [[1, 4, 3], 'one column'],
    [[5, 1, 1], 'one row'],
    [[2, 2, 2], 'as small as its corner'],
  ] as const) {
    it(`is that which is read again: ${name}`, () => {
      for (const placed of [{}, { affine }]) {
        const content = { shape, spacingMm: [0.143, 0.2, 1.7] as const, ...placed };
        const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
        data[1] = 1;
        const { data: _, ...grid } = maskOfNifti(readNifti(writeNifti({ ...content, data })));
        expect(niftiGrid(content)).toEqual(grid);
      }
    });
  }
});
