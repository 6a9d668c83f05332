import { describe, expect, it } from 'vitest';
import {
  labelImageOfNifti,
  maskOfNifti,
  niftiValues,
  orientationOf,
  readNifti,
} from '../../src/index.ts';
import { rawNifti } from '../support/nifti.ts';

describe('reading NIfTI', () => {
  it('takes either byte order', () => {
    for (const isLittle of [true, false]) {
      const { bytes, view } = rawNifti(
        { isLittle, datatype: 4, bitpix: 16, slope: 2, intercept: 10 },
        8,
      );
      [1, -2, 300, -400].forEach((v, k) => {
        view.setInt16(352 + 2 * k, v, isLittle);
      });
      const image = readNifti(bytes);
      expect([...image.data]).toEqual([1, -2, 300, -400]);
      expect([...niftiValues(image)]).toEqual([12, 6, 610, -790]);
    }
  });

  it('reads 64-bit integers, and refuses those that a double cannot hold', () => {
    const { bytes, view } = rawNifti({ datatype: 1024, bitpix: 64 }, 32);
    view.setBigInt64(352, -7n, true);
    view.setBigInt64(360, 9007199254740991n, true);
    expect([...readNifti(bytes).data]).toEqual([-7, 9007199254740991, 0, 0]);
    view.setBigInt64(360, 9007199254740993n, true);
    expect(() => readNifti(bytes, { name: 'x.nii' })).toThrow('imaging/bad-header: x.nii');
  });

  it('places voxels by the sform, else the qform, else the spacing', () => {
    const srows = [0, 0, 3, 5, -2, 0, 0, 6, 0, 4, 0, 7];
    const pixdim = [1, 2, 4, 3, 1, 1, 1, 1];
    const both = readNifti(rawNifti({ sformCode: 1, qformCode: 1, srows, pixdim }, 4).bytes);
    expect(both.affineSource).toBe('sform');
    expect(both.affine).toEqual([
      [0, 0, 3, 5],
      [-2, 0, 0, 6],
      [0, 4, 0, 7],
    ]);
    expect(both.orientation).toBe('PSR');
    expect(both.spacingMm).toEqual([2, 4, 3]);
    // A quarter turn about the third axis: the first axis runs to the front, the second to the left.
    const quaternion = [0, 0, Math.SQRT1_2];
    const qoffset = [10, 20, 30];
    const turned = readNifti(rawNifti({ qformCode: 1, quaternion, qoffset, pixdim }, 4).bytes);
    expect(turned.affineSource).toBe('qform');
    expect(turned.orientation).toBe('ALS');
    expect(turned.affine[1]![0]).toBeCloseTo(2, 6);
    expect(turned.affine[0]![1]).toBeCloseTo(-4, 6);
    expect(turned.affine.map((row) => row[3])).toEqual(qoffset);
    const flipped = readNifti(
      rawNifti({ qformCode: 1, quaternion, pixdim: [-1, ...pixdim.slice(1)] }, 4).bytes,
    );
    expect(flipped.orientation).toBe('ALI');
    const plain = readNifti(rawNifti({ pixdim }, 4).bytes);
    expect(plain.affineSource).toBe('spacing');
    expect(plain.issues.join()).toContain('does not say how the image lies');
  });

  it('leaves an unusable sform aside and says so', () => {
    const image = readNifti(rawNifti({ sformCode: 1, qformCode: 1 }, 4).bytes);
    expect(image.affineSource).toBe('qform');
    expect(image.issues.join()).toContain('sform');
  });

  it('turns metres and microns into millimetres, and assumes millimetres aloud', () => {
    const pixdim = [1, 0.5, 0.5, 0.5, 1, 1, 1, 1];
    expect(readNifti(rawNifti({ pixdim, units: 1 }, 4).bytes).spacingMm[0]).toBe(500);
    expect(readNifti(rawNifti({ pixdim, units: 3 }, 4).bytes).spacingMm[0]).toBe(0.0005);
    expect(readNifti(rawNifti({ pixdim, units: 0 }, 4).bytes).issues.join()).toContain('assumed');
  });

  it('notes a negative spacing, other bits and a spacing that the sform contradicts', () => {
    const image = readNifti(
      rawNifti(
        {
          pixdim: [1, -2, 1, 1, 1, 1, 1, 1],
          bitpix: 16,
          sformCode: 1,
          srows: [9, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
        },
        4,
      ).bytes,
    );
    expect(image.spacingMm[0]).toBe(2);
    expect(image.issues).toHaveLength(3);
  });

  it('names what is wrong with a file', () => {
    const read = (bytes: Uint8Array): (() => unknown) => {
      return () => readNifti(bytes, { name: 'case-7.nii' });
    };
    const raw = (header: Parameters<typeof rawNifti>[0], voxels = 4): Uint8Array =>
      rawNifti(header, voxels).bytes;
    expect(read(new Uint8Array(2))).toThrow('imaging/truncated: case-7.nii has 2 bytes');
    expect(read(new Uint8Array(400))).toThrow('imaging/not-nifti');
    expect(read(raw({}).subarray(0, 100))).toThrow('imaging/truncated');
    expect(read(raw({ magic: '' }))).toThrow(/Analyze/);
    expect(read(raw({}, 3))).toThrow(
      'imaging/truncated: case-7.nii holds 3 bytes of voxels where 2×2×1 of type uint8 take 4.',
    );
    expect(read(raw({ dim: [9, 1, 1, 1, 1, 1, 1, 1] }))).toThrow('imaging/bad-header');
    expect(read(raw({ dim: [3, 2, -2, 1, 1, 1, 1, 1] }))).toThrow(/lengths 2, -2, 1/);
    expect(read(raw({ pixdim: [1, 0, 1, 1, 1, 1, 1, 1] }))).toThrow(/spacing 0 for axis 1/);
    expect(read(raw({ pixdim: [1, Number.NaN, 1, 1, 1, 1, 1, 1] }))).toThrow('imaging/bad-header');
    expect(read(raw({ datatype: 128 }))).toThrow(/RGB colours/);
    expect(read(raw({ datatype: 32 }))).toThrow('imaging/unsupported-datatype');
    expect(read(raw({ datatype: 77 }))).toThrow('imaging/unsupported-datatype');
    expect(read(raw({ voxOffset: 12 }))).toThrow(/start at byte 12/);
    expect(read(raw({ voxOffset: Number.NaN }))).toThrow('imaging/bad-header');
    expect(read(raw({ slope: 2, intercept: Number.NaN }))).toThrow('imaging/bad-header');
    expect(read(raw({ magic: 'ni1' }))).toThrow(/second file/);
    expect(read(Uint8Array.of(0x1f, 0x8b, 8, 0))).toThrow('imaging/unreadable');
    expect(() => readNifti(raw({}), { maxBytes: 3 })).toThrow('imaging/too-large');
  });

  it('reads pairs of files and old files without a start of voxels', () => {
    const { bytes } = rawNifti({ magic: 'ni1', voxOffset: 0 }, 0);
    const image = readNifti(bytes.subarray(0, 348), { imageBytes: Uint8Array.of(4, 3, 2, 1) });
    expect([...image.data]).toEqual([4, 3, 2, 1]);
    const old = rawNifti({ voxOffset: 0 }, 4).bytes;
    old.set([9, 8, 7, 6], 352);
    expect([...readNifti(old).data]).toEqual([9, 8, 7, 6]);
  });

  it('ignores a slope that is 0 or no number', () => {
    for (const slope of [0, Number.NaN]) {
      const image = readNifti(rawNifti({ slope, intercept: 5 }, 4).bytes);
      expect([image.slope, image.intercept]).toEqual([1, 0]);
      expect(niftiValues(image)).toBe(image.data);
    }
  });
});

describe('masks of NIfTI images', () => {
  it('have the last axis fastest, and one slice makes a flat image', () => {
    const { bytes } = rawNifti(
      { dim: [3, 3, 2, 1, 1, 1, 1, 1], pixdim: [1, 3, 2, 9, 1, 1, 1, 1] },
      6,
    );
    bytes.set([0, 0, 1, 1, 0, 0], 352);
    const mask = maskOfNifti(readNifti(bytes, { name: 'a.nii' }));
    expect(mask.shape).toEqual([2, 3]);
    expect(mask.spacingMm).toEqual([2, 3]);
    expect([...mask.data]).toEqual([0, 0, 1, 1, 0, 0]);
    expect(mask.name).toBe('a.nii');
  });

  it('of a series need a choice', () => {
    const { bytes } = rawNifti({ dim: [4, 2, 2, 1, 3, 1, 1, 1] }, 12);
    bytes.set([1, 1, 1, 1], 356);
    const image = readNifti(bytes);
    expect(() => labelImageOfNifti(image)).toThrow(/series of 3 volumes \(2×2×1×3\)/);
    expect(() => labelImageOfNifti(image, 3)).toThrow(/no volume 3/);
    expect([...labelImageOfNifti(image, 1).data]).toEqual([1, 1, 1, 1]);
    expect([...maskOfNifti(image, { volume: 0 }).data]).toEqual([0, 0, 0, 0]);
  });
});

describe('orientation', () => {
  it('takes the closest direction of each axis, each direction once', () => {
    const c = Math.cos(0.7);
    const s = Math.sin(0.7);
    expect(
      orientationOf([
        [c, -s, 0, 0],
        [s, c, 0, 0],
        [0, 0, -1, 0],
      ]),
    ).toBe('RAI');
    expect(
      orientationOf([
        [0, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ]),
    ).toBe('?AS');
  });
});
