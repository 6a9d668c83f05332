import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  affineOfRecord,
  evenSpacing,
  newDataset,
  parseDicom,
  pixelToPatient,
  placeOfPixel,
  readGeometry,
  tags,
  writeDicom,
  writeNifti,
} from '../../src/index.ts';
import { canonicalDicom, readNiftiFile } from '../../src/node/index.ts';
import { canonicalNifti } from '../../src/node/ingest/read-nifti.ts';
import { hasShared, shared, smallFile } from '../support/dicom.ts';

const tilt = 0.3;
const [c, s] = [Math.cos(tilt), Math.sin(tilt)];
const orientation = [c, s, 0, -s * c, c * c, s] as const;

describe('places', () => {
  it('a landmark from DICOM and from NIfTI is the same within a hundredth of a millimetre', async () => {
    const [rows, columns, depth] = [7, 5, 4];
    const spacing = [0.8, 0.6] as const;
    const normal = [
      orientation[1] * orientation[5] - orientation[2] * orientation[4],
      orientation[2] * orientation[3] - orientation[0] * orientation[5],
      orientation[0] * orientation[4] - orientation[1] * orientation[3],
    ];
    const positions = Array.from({ length: depth }, (_, k) =>
      [-31.5, 44.25, -120].map((v, d) => v + 2.5 * k * normal[d]!),
    );
    const affine = affineOfRecord({
      spacingMm: spacing,
      sliceSpacingMm: 2.5,
      orientation,
      positions: positions as unknown as [number, number, number][],
      frameCount: depth,
    })!;
    const values = Int16Array.from({ length: rows * columns * depth }, (_, i) => i);
    const nifti = writeNifti({
      shape: [columns, rows, depth],
      spacingMm: [0.6, 0.8, 2.5],
      affine,
      data: values,
    });
    const frames: (readonly number[])[] = [];
    const record = await canonicalNifti(nifti, (f) => void frames.push(Array.from(f.samples)), 1e6);
    // Every voxel: where DICOM says it is, and where the NIfTI record says it is.
    for (let k = 0; k < depth; k++) {
      for (let row = 0; row < record.height; row++) {
        for (let column = 0; column < record.width; column++) {
          const value = frames[k]![row * record.width + column]!;
          const [i, j] = [value % columns, Math.floor(value / columns) % rows];
          const slice = Math.floor(value / (columns * rows));
          const there = pixelToPatient(
            positions[slice] as unknown as [number, number, number],
            orientation,
            spacing,
            j,
            i,
          );
          const here = placeOfPixel(record, column, row, k)!;
          for (const d of [0, 1, 2]) expect(Math.abs(here[d]! - there[d]!)).toBeLessThan(0.01);
        }
      }
    }
  });

  it('frames of one object are sorted along their normal', async () => {
    const z = [5, 0, 10, 2.5, 7.5];
    const group = (value: number): ReturnType<typeof newDataset> =>
      newDataset([
        [tags.PlanePositionSequence, [newDataset([[tags.ImagePositionPatient, [1, 2, value]]])]],
      ]);
    const shared = newDataset([
      [tags.PixelMeasuresSequence, [newDataset([[tags.PixelSpacing, [0.5, 0.25]]])]],
      [
        tags.PlaneOrientationSequence,
        [newDataset([[tags.ImageOrientationPatient, [1, 0, 0, 0, 1, 0]]])],
      ],
    ]);
    const bytes = writeDicom(
      newDataset([
        [tags.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2.1'],
        [tags.SOPInstanceUID, '2.25.1'],
        [tags.NumberOfFrames, [5]],
        [tags.SamplesPerPixel, [1]],
        [tags.PhotometricInterpretation, 'MONOCHROME2'],
        [tags.Rows, [1]],
        [tags.Columns, [2]],
        [tags.BitsAllocated, [8]],
        [tags.BitsStored, [8]],
        [tags.HighBit, [7]],
        [tags.PixelRepresentation, [0]],
        [tags.SharedFunctionalGroupsSequence, [shared]],
        [tags.PerFrameFunctionalGroupsSequence, z.map(group)],
        [tags.PixelData, Uint8Array.from([50, 50, 0, 0, 100, 100, 25, 25, 75, 75]), 'OB'],
      ]),
    );
    const seen: number[] = [];
    const draft = await canonicalDicom(parseDicom(bytes), (f) => void seen.push(f.samples[0]!));
    expect(seen).toEqual([0, 25, 50, 75, 100]);
    expect(draft.positions?.map((p) => p[2])).toEqual([0, 2.5, 5, 7.5, 10]);
    expect(draft).toMatchObject({ spacingMm: [0.5, 0.25], sliceSpacingMm: 2.5 });
  });

  it('uneven slices have no spacing', () => {
    expect(evenSpacing([0, 1, 2])).toBe(1);
    expect(evenSpacing([0, 1, 2.5])).toBeNull();
    expect(evenSpacing([3])).toBeNull();
  });

  it('directions that are no directions are left out', () => {
    const bytes = smallFile(4, 6, [
      [tags.ImageOrientationPatient, [1, 0, 0, 1, 0, 0]],
      [tags.ImagePositionPatient, [0, 0, 0]],
      [tags.PixelSpacing, [0, 0]],
    ]);
    const geometry = readGeometry(parseDicom(bytes).dataset, 1);
    expect(geometry).toMatchObject({ orientation: null, positions: null, spacingMm: null });
  });

  it.skipIf(!hasShared('ixi-nifti/t1'))(
    'heads stand up and noses point left in real volumes',
    async () => {
      for (const name of readdirSync(shared('ixi-nifti/t1')).slice(0, 2)) {
        const path = shared(`ixi-nifti/t1/${name}`);
        const image = await readNiftiFile(path);
        const draft = await canonicalNifti(readFileSync(path), () => undefined, 1e9);
        expect(image.orientation).toBe('PSR');
        // Sagittal frames: across to the back, down to the feet.
        expect(draft.orientation?.map(Math.round)).toEqual([0, 1, 0, 0, 0, -1]);
        expect([draft.width, draft.height, draft.frameCount]).toEqual([120, 120, 90]);
        const corner = placeOfPixel(draft, 0, 0, 0)!;
        const far = placeOfPixel(draft, 119, 119, 89)!;
        const voxel = (i: number, j: number, k: number): number[] =>
          image.affine.map((r, d) => (d < 2 ? -1 : 1) * (r[0] * i + r[1] * j + r[2] * k + r[3]));
        voxel(0, 119, 0).forEach((v, d) => {
          expect(Math.abs(v - corner[d]!)).toBeLessThan(0.01);
        });
        voxel(119, 0, 89).forEach((v, d) => {
          expect(Math.abs(v - far[d]!)).toBeLessThan(0.01);
        });
        const back = affineOfRecord(draft)!;
        expect(back.map((r) => r.map((v) => Number(v.toFixed(3))))).not.toContain(Number.NaN);
      }
    },
  );
});
