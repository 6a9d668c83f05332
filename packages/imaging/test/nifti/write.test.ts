import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Affine, readNifti, type StoredVoxels, writeNifti } from '../../src/index.ts';

const arrays: ((values: number[]) => StoredVoxels)[] = [
  (v) => Uint8Array.from(v),
  (v) => Int8Array.from(v),
  (v) => Uint16Array.from(v),
  (v) => Int16Array.from(v),
  (v) => Uint32Array.from(v),
  (v) => Int32Array.from(v),
  (v) => Float32Array.from(v),
  (v) => Float64Array.from(v),
];

/** Rotation about a random axis, scaled by spacing, moved by an offset, possibly mirrored. */
const affines = fc
  .tuple(
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
    fc.array(fc.constantFrom(0.5, 1, 2.5), { minLength: 3, maxLength: 3 }),
    fc.array(fc.integer({ min: -200, max: 200 }), { minLength: 3, maxLength: 3 }),
    fc.boolean(),
  )
  .filter(([q]) => Math.hypot(...q) > 0.1)
  .map(([raw, spacing, offset, isMirrored]) => {
    const n = Math.hypot(...raw);
    const [a, b, c, d] = raw.map((v) => v / n) as [number, number, number, number];
    const r = [
      [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
      [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
      [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
    ];
    const sign = isMirrored ? -1 : 1;
    const affine: Affine = r.map((row, k) => [
      row[0]! * spacing[0]!,
      row[1]! * spacing[1]!,
      row[2]! * spacing[2]! * sign,
      offset[k]!,
    ]);
    return { affine, spacingMm: spacing as [number, number, number] };
  });

describe('writing NIfTI', () => {
  it('and reading gives the same voxels, spacing and place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...arrays),
        fc.constantFrom<1 | 2>(1, 2),
        affines,
        (shape, make, version, { affine, spacingMm }) => {
          const count = shape.reduce((a, b) => a * b, 1);
          const data = make(Array.from({ length: count }, (_, k) => (k * 37) % 101));
          const image = readNifti(
            writeNifti({ shape, spacingMm, affine, data, slope: 2 }, version),
          );
          expect(image.version).toBe(version);
          expect(image.shape).toEqual(shape);
          expect(image.data).toEqual(data);
          expect(image.slope).toBe(2);
          spacingMm.forEach((s, k) => {
            if (k < shape.length) expect(image.spacingMm[k]).toBeCloseTo(s, 6);
          });
          affine.flat().forEach((v, k) => {
            expect(image.affine.flat()[k]).toBeCloseTo(v, 4);
          });
          expect(image.affineSource).toBe('sform');
        },
      ),
    );
  });

  it('states the same place in qform and sform', () => {
    fc.assert(
      fc.property(affines, fc.constantFrom<1 | 2>(1, 2), ({ affine, spacingMm }, version) => {
        const bytes = writeNifti(
          { shape: [2, 2, 2], spacingMm, affine, data: new Uint8Array(8) },
          version,
        );
        const view = new DataView(bytes.buffer);
        if (version === 1) view.setInt16(254, 0, true);
        else view.setInt32(348, 0, true);
        const image = readNifti(bytes);
        expect(image.affineSource).toBe('qform');
        affine.flat().forEach((v, k) => {
          // Near a half turn the first part of the quaternion is the root of a small difference of floats.
          expect(Math.abs(image.affine.flat()[k]! - v)).toBeLessThan(version === 1 ? 4e-3 : 1e-6);
        });
      }),
    );
  });

  it('takes NIfTI-2 for long axes and refuses NIfTI-1 there', () => {
    const content = {
      shape: [40_000],
      spacingMm: [1, 1, 1] as const,
      data: new Uint8Array(40_000),
    };
    expect(readNifti(writeNifti(content)).version).toBe(2);
    expect(() => writeNifti(content, 1)).toThrow('imaging/bad-argument');
    expect(() => writeNifti({ ...content, shape: [3] })).toThrow('imaging/bad-argument');
  });
});
