import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelsOf, niftiValues, readNifti, writeNifti } from '@equipoise/imaging';
import { readMaskFile, readNiftiFile } from '@equipoise/imaging/node';
import { describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';

const folder = sharedOrSkip('data', 'ixi-nifti');

interface Expected {
  readonly shape: number[];
  readonly zooms: number[];
  readonly orientation: string;
  readonly mean: number;
  readonly max: number;
  readonly n_labels: number;
  readonly brain_volume_ml_from_labels: number;
}

describe.skipIf(folder === null)('IXI: seven T1 volumes with 148 labels each', () => {
  const at = (...parts: string[]): string => join(folder ?? '', ...parts);
  const expected = folder
    ? (JSON.parse(readFileSync(at('expected.json'), 'utf8')) as Record<string, Expected>)
    : {};
  const file = (part: string, subject: string): string =>
    at(part, readdirSync(at(part)).find((name) => name.startsWith(subject))!);

  for (const [subject, want] of Object.entries(expected)) {
    it(`${subject}: shape, orientation, intensities, labels and brain volume`, async () => {
      const image = await readNiftiFile(file('t1', subject));
      expect(image.shape).toEqual(want.shape);
      expect([...image.spacingMm]).toEqual(want.zooms);
      expect(image.orientation).toBe(want.orientation);
      expect(image.issues).toEqual([]);
      const values = niftiValues(image);
      let sum = 0;
      let max = Number.NEGATIVE_INFINITY;
      for (const v of values) {
        sum += v;
        max = Math.max(max, v);
      }
      expect(sum / values.length).toBeCloseTo(want.mean, 5);
      expect(max).toBe(want.max);

      const labels = await readNiftiFile(file('dlmuse', subject));
      const cells = niftiValues(labels);
      expect(labelsOf(cells)).toHaveLength(want.n_labels);
      const voxelMl = labels.spacingMm.reduce((a, b) => a * b, 1) / 1000;
      const held = (cells as Uint8Array).reduce((n, v) => n + (v > 0 ? 1 : 0), 0);
      expect(held * voxelMl).toBeCloseTo(want.brain_volume_ml_from_labels, 9);
    });
  }

  it('a label image where a mask is due is named', async () => {
    const path = file('dlmuse', 'IXI012');
    await expect(readMaskFile(path)).rejects.toThrow(
      /imaging\/label-image: IXI012-.*DLMUSE\.nii\.gz/,
    );
    expect((await readMaskFile(path, { threshold: 1 })).shape).toEqual([90, 120, 120]);
  });

  it('written as NIfTI-2 and read again is the same image', async () => {
    const image = await readNiftiFile(file('t1', 'IXI013'));
    const again = readNifti(writeNifti(image, 2));
    expect(Buffer.compare(again.data as Uint8Array, image.data as Uint8Array)).toBe(0);
    expect(again.affine).toEqual(image.affine);
    expect([again.slope, again.orientation]).toEqual([image.slope, image.orientation]);
  });
});
