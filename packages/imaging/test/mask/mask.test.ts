import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  binaryMask,
  checkSameGrid,
  countCells,
  decodeRuns,
  encodeRuns,
  invertMask,
  labelsOf,
  maskIssues,
  suspectInverted,
  unionBox,
} from '../../src/index.ts';
import { drawn, masks } from '../support/masks.ts';

describe('a binary mask', () => {
  it('takes any single value besides 0 as the object', () => {
    for (const value of [1, 255, 7, -1]) {
      const mask = binaryMask({ shape: [2, 2], data: [0, value, value, 0] });
      expect([...mask.data]).toEqual([0, 1, 1, 0]);
    }
    expect(countCells(binaryMask({ shape: [1, 3], data: [0, 0, 0] }))).toBe(0);
  });

  it('refuses a label image and names it and its labels', () => {
    const input = { shape: [1, 4], data: [0, 3, 1, 2], name: 'reader-2/c7.nii.gz' };
    expect(() => binaryMask(input)).toThrow(
      'imaging/label-image: reader-2/c7.nii.gz should be a binary mask but holds 3 values besides 0: 1, 2, 3.',
    );
    expect([...binaryMask({ ...input, label: 3 }).data]).toEqual([0, 1, 0, 0]);
    expect([...binaryMask({ ...input, threshold: 2 }).data]).toEqual([0, 1, 0, 1]);
  });

  it('refuses voxels without a number, wrong shapes and spacings', () => {
    const data = [0, Number.NaN];
    expect(() => binaryMask({ shape: [1, 2], data })).toThrow('imaging/not-a-number');
    expect(() => binaryMask({ shape: [1, 2], data, label: 1 })).toThrow('imaging/not-a-number');
    expect(() => binaryMask({ shape: [1, 2], data, threshold: 1 })).toThrow('imaging/not-a-number');
    expect(() => binaryMask({ shape: [1, 3], data: [0, 1] })).toThrow('imaging/bad-argument');
    expect(() => binaryMask({ shape: [2], data: [0, 1] })).toThrow('imaging/bad-argument');
    expect(() => binaryMask({ shape: [1, 2], spacingMm: [1, 0], data: [0, 1] })).toThrow(
      'imaging/bad-argument',
    );
  });

  it('lists labels in ascending order', () => {
    expect(labelsOf([0, 5, 5, 2, 0, 9, 2])).toEqual([2, 5, 9]);
  });
});

describe('run lengths', () => {
  it('come back as the same cells', () => {
    fc.assert(
      fc.property(masks(6), (mask) => {
        expect(decodeRuns(mask.shape, encodeRuns(mask.data))).toEqual(mask.data);
      }),
    );
  });

  it('must fill the shape', () => {
    expect(() => decodeRuns([2, 2], [1, 2])).toThrow('imaging/bad-argument');
  });
});

describe('the box around objects', () => {
  it('is the smallest that holds every object cell', () => {
    const box = unionBox(drawn(['.....', '..#..', '.....']), drawn(['.....', '.....', '...#.']));
    expect(box).toEqual({ z0: 0, y0: 1, x0: 2, nz: 1, ny: 2, nx: 2 });
    expect(unionBox(drawn(['...']))).toBeNull();
  });
});

describe('grids', () => {
  const grid = { shape: [2, 3, 4], spacingMm: [1, 1, 1] };
  it('that differ in shape or spacing are refused with both names', () => {
    const other = { ...grid, shape: [2, 3, 5], name: 'b.nii' };
    expect(() => checkSameGrid({ ...grid, name: 'a.nii' }, other)).toThrow(
      'imaging/grid-mismatch: a.nii is 2×3×4, b.nii is 2×3×5.',
    );
    expect(() => checkSameGrid(grid, { ...grid, spacingMm: [1, 1, 2] })).toThrow(/1×1×2 mm/);
    expect(() => checkSameGrid(grid, { ...grid, spacingMm: [1, 1, 1.00001] })).not.toThrow();
  });

  it('that lie elsewhere in space are refused', () => {
    const affine = [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ];
    const moved = affine.map((row, k) => (k === 0 ? [1, 0, 0, 12.5] : row));
    const flipped = affine.map((row, k) => (k === 0 ? [-1, 0, 0, 0] : row));
    const first = { ...grid, affine };
    expect(() => checkSameGrid(first, { ...grid, affine: moved })).toThrow(/12\.5 mm apart/);
    expect(() => checkSameGrid(first, { ...grid, affine: flipped })).toThrow(/6 mm apart/);
    expect(() => checkSameGrid(first, first)).not.toThrow();
    expect(() => checkSameGrid(first, grid)).not.toThrow();
  });
});

describe('an inverted mask', () => {
  const object = drawn(['......', '..##..', '..##..', '......']);
  it('is suspected by its rim', () => {
    expect(suspectInverted(object).isSuspected).toBe(false);
    expect(suspectInverted(invertMask(object))).toEqual({
      isSuspected: true,
      rimShare: 1,
      objectShare: 20 / 24,
    });
  });

  it('is not suspected when all is object or nothing is', () => {
    expect(suspectInverted(drawn(['###', '###'])).isSuspected).toBe(false);
    expect(suspectInverted(drawn(['...', '...'])).isSuspected).toBe(false);
  });

  it('counts every cell of the rim once', () => {
    const volume = { shape: [3, 3, 3], spacingMm: [1, 1, 1], data: new Uint8Array(27).fill(1) };
    volume.data[13] = 0;
    expect(suspectInverted(volume).rimShare).toBe(1);
    expect(suspectInverted(drawn(['#', '.', '#'])).rimShare).toBeCloseTo(2 / 3, 12);
  });
});

describe('issues of a mask', () => {
  it('name masks that are empty, full or inverted, and no other', () => {
    const object = { ...drawn(['......', '..##..', '..##..', '......']), name: 'r1/c3.png' };
    const blank = { ...object, data: new Uint8Array(24) };
    expect(maskIssues(object)).toEqual([]);
    expect(maskIssues(blank)).toEqual([
      { code: 'empty-mask', message: 'r1/c3.png holds no object.' },
    ]);
    expect(maskIssues(invertMask(blank))[0]?.code).toBe('full-mask');
    expect(maskIssues(invertMask(object))[0]?.message).toBe(
      "r1/c3.png covers 100 % of the image's rim; object and background may have changed places.",
    );
  });
});
