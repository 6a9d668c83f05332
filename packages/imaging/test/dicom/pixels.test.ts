import { describe, expect, it } from 'vitest';
import {
  type NewValue,
  newDataset,
  parseDicom,
  tags,
  type Vr,
  writeDicom,
} from '../../src/index.ts';
import { canonicalDicom, type ImageDraft } from '../../src/node/index.ts';

type Pair = readonly [number, NewValue, Vr?];

async function show(pairs: readonly Pair[]): Promise<{ draft: ImageDraft; values: number[][] }> {
  const values: number[][] = [];
  const bytes = writeDicom(
    newDataset([
      [tags.SOPClassUID, '1.2.840.10008.5.1.4.1.1.7'],
      [tags.SOPInstanceUID, '2.25.1'],
      [tags.SamplesPerPixel, [1]],
      [tags.PhotometricInterpretation, 'MONOCHROME2'],
      [tags.Rows, [2]],
      [tags.Columns, [2]],
      [tags.PixelRepresentation, [0]],
      ...pairs,
    ]),
  );
  const draft = await canonicalDicom(
    parseDicom(bytes),
    (f) => void values.push(Array.from(f.samples)),
  );
  return { draft, values };
}

const bits = (allocated: number, stored = allocated, high = stored - 1): Pair[] => [
  [tags.BitsAllocated, [allocated]],
  [tags.BitsStored, [stored]],
  [tags.HighBit, [high]],
];
const bytesOf = (data: { buffer: ArrayBufferLike }): Uint8Array =>
  new Uint8Array(data.buffer as ArrayBuffer);
const colour: Pair[] = [
  [tags.SamplesPerPixel, [3]],
  [tags.PlanarConfiguration, [0]],
];

describe('pixels of all kinds', () => {
  it('bits beyond the stored ones are cut off and the sign is kept', async () => {
    const { draft, values } = await show([
      ...bits(16, 12),
      [tags.PixelRepresentation, [1]],
      [tags.PixelData, bytesOf(Uint16Array.of(0xf001, 0x0fff, 0x0800, 0x07ff)), 'OW'],
    ]);
    expect(Array.from(Int16Array.from(values[0]!))).toEqual([1, -1, -2048, 2047]);
    expect(draft).toMatchObject({ bits: 16, signed: true, kind: 'grey' });
  });

  it('bits may lie high in the word', async () => {
    const { values } = await show([
      ...bits(16, 12, 15),
      [tags.PixelData, bytesOf(Uint16Array.of(0x0010, 0xfff7, 0x1230, 0)), 'OW'],
    ]);
    expect(values[0]).toEqual([1, 4095, 0x123, 0]);
  });

  it('single bits are packed across frames', async () => {
    const { values, draft } = await show([
      ...bits(1),
      [tags.Rows, [1]],
      [tags.Columns, [3]],
      [tags.NumberOfFrames, [3]],
      [tags.PixelData, Uint8Array.of(0b10_001_101, 0b1), 'OB'],
    ]);
    expect(values).toEqual([
      [1, 0, 1],
      [1, 0, 0],
      [0, 1, 1],
    ]);
    expect(draft.bits).toBe(8);
  });

  it('32 bits are exact where their range allows and rounded to known steps elsewhere', async () => {
    const exact = await show([
      ...bits(32),
      [tags.PixelData, bytesOf(Uint32Array.of(1e6, 1e6 + 1, 1e6 + 9, 1e6 + 65_535)), 'OW'],
    ]);
    expect(exact.values[0]!.map((v) => v * exact.draft.slope + exact.draft.intercept)).toEqual([
      1e6,
      1e6 + 1,
      1e6 + 9,
      1e6 + 65_535,
    ]);
    expect(exact.draft.isQuantised).toBe(false);
    const wide = await show([
      ...bits(32),
      [tags.PixelData, bytesOf(Uint32Array.of(0, 7, 1e9, 4e9)), 'OW'],
    ]);
    expect(wide.draft.isQuantised).toBe(true);
    wide.values[0]!.forEach((v, i) => {
      expect(
        Math.abs(v * wide.draft.slope + wide.draft.intercept - [0, 7, 1e9, 4e9][i]!),
      ).toBeLessThan(4e9 / 65_535);
    });
  });

  it('floating-point pixels are shown in their own unit', async () => {
    const { draft, values } = await show([
      [tags.BitsAllocated, [32]],
      [0x7fe00008, bytesOf(Float32Array.of(-1.5, 0, 0.25, 3)), 'OF'],
    ]);
    const back = values[0]!.map((v) => v * draft.slope + draft.intercept);
    [-1.5, 0, 0.25, 3].forEach((v, i) => {
      expect(back[i]).toBeCloseTo(v, 3);
    });
  });

  it('colours in planes, full YCbCr and 4:2:2 become RGB side by side', async () => {
    const planar = await show([
      ...bits(8),
      ...colour,
      [tags.PhotometricInterpretation, 'RGB'],
      [tags.PlanarConfiguration, [1]],
      [tags.PixelData, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 'OB'],
    ]);
    expect(planar.values[0]).toEqual([1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12]);
    const full = await show([
      ...bits(8),
      ...colour,
      [tags.PhotometricInterpretation, 'YBR_FULL'],
      [tags.PixelData, Uint8Array.of(76, 85, 255, 150, 44, 21, 29, 255, 107, 128, 128, 128), 'OB'],
    ]);
    // Red, green, blue and grey within a rounding step.
    [254, 0, 0, 0, 255, 1, 0, 0, 254, 128, 128, 128].forEach((v, i) => {
      expect(Math.abs(full.values[0]![i]! - v)).toBeLessThanOrEqual(1);
    });
    const half = await show([
      ...bits(8),
      ...colour,
      [tags.PhotometricInterpretation, 'YBR_FULL_422'],
      [tags.PixelData, Uint8Array.of(10, 20, 128, 128, 30, 40, 128, 128), 'OB'],
    ]);
    expect(half.values[0]).toEqual([10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40]);
  });

  it('palettes of 8 and 16 bits paint, values outside take the ends', async () => {
    const palette = (data: readonly Uint8Array[], width: number): Pair[] =>
      [tags.RedPaletteDescriptor, tags.GreenPaletteDescriptor, tags.BluePaletteDescriptor].flatMap(
        (tag, i): Pair[] => [
          [tag, [2, 1, width], 'US'],
          [tag + 0x100, data[i]!, 'OW'],
        ],
      );
    const deep = [
      [0x1100, 0xff00],
      [0x2200, 0x0000],
      [0x3300, 0x8000],
    ].map((v) => bytesOf(Uint16Array.from(v)));
    const flat = [
      [0x11, 0xff],
      [0x22, 0],
      [0x33, 0x80],
    ].map((v) => Uint8Array.from(v));
    for (const [data, width] of [
      [deep, 16],
      [flat, 8],
    ] as const) {
      const { values } = await show([
        ...bits(8),
        [tags.PhotometricInterpretation, 'PALETTE COLOR'],
        ...palette(data, width),
        [tags.PixelData, Uint8Array.of(0, 1, 2, 200), 'OB'],
      ]);
      expect(values[0]).toEqual([0x11, 0x22, 0x33, 0x11, 0x22, 0x33, 255, 0, 128, 255, 0, 128]);
    }
  });

  it('windows, rescale and lossy sources are told', async () => {
    const { draft } = await show([
      ...bits(16),
      [tags.Modality, 'CT'],
      [tags.RescaleSlope, '2'],
      [tags.RescaleIntercept, '-1024'],
      [tags.WindowCenter, ['40', '-600']],
      [tags.WindowWidth, ['400', '1500']],
      [tags.WindowExplanation, ['NORMAL', 'Mrs Somebody']],
      [tags.VoiLutFunction, 'SIGMOID'],
      [tags.LossyImageCompression, '01'],
      [tags.PixelData, bytesOf(Uint16Array.of(0, 100, 200, 1000)), 'OW'],
    ]);
    expect(draft).toMatchObject({ slope: 2, intercept: -1024, unit: 'HU', lossySource: true });
    expect(draft.presets.slice(0, 2)).toEqual([
      { name: 'normal (sigmoid)', centre: 40, width: 400 },
      { name: 'window 2 (sigmoid)', centre: -600, width: 1500 },
    ]);
    expect(draft.presets.at(-1)).toEqual({ name: 'full range', centre: -24, width: 2000 });
  });

  it('a table of measured numbers is applied, values outside take the ends', async () => {
    const table = newDataset([
      [0x00283002, [3, 10, 16], 'US'],
      [0x00283006, bytesOf(Uint16Array.of(500, 7, 40_000)), 'OW'],
    ]);
    const { draft, values } = await show([
      ...bits(8),
      [0x00283000, [table]],
      [tags.PixelData, Uint8Array.of(0, 10, 11, 200), 'OB'],
    ]);
    expect(values[0]).toEqual([500, 500, 7, 40_000]);
    expect(draft).toMatchObject({ bits: 16, signed: false, slope: 1, intercept: 0 });
    const broken = newDataset([[0x00283002, [3, 10, 16], 'US']]);
    await expect(
      show([...bits(8), [0x00283000, [broken]], [tags.PixelData, new Uint8Array(4), 'OB']]),
    ).rejects.toMatchObject({ code: 'imaging/bad-pixels', tag: '(0028,3000)' });
  });

  it('MONOCHROME1 is told, its numbers left as they are', async () => {
    const { draft, values } = await show([
      ...bits(8),
      [tags.PhotometricInterpretation, 'MONOCHROME1'],
      [tags.PixelData, Uint8Array.of(1, 2, 3, 4), 'OB'],
    ]);
    expect([draft.photometric, values[0]]).toEqual(['MONOCHROME1', [1, 2, 3, 4]]);
  });
});
