import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zipOf } from '../../../../test/support/zip.ts';
import { decodeFrame, newDataset, tags, writeDicom } from '../../src/index.ts';
import { type IngestOptions, type IngestResult, ingestFiles } from '../../src/node/index.ts';
import { hasShared, sample, shared, smallFile, smallImage } from '../support/dicom.ts';
import { hostileFiles } from '../support/hostile.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ingest-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, bytes: Uint8Array): { path: string; name: string } {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, name };
}

function take(
  files: IngestOptions['files'],
  more: Partial<IngestOptions> = {},
): Promise<IngestResult> {
  let count = 0;
  return ingestFiles({
    files,
    folder: join(folder, 'frames'),
    key: new Uint8Array(32).fill(7),
    newId: () => `image-${++count}`,
    ...more,
  });
}

function pixels(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    const { samples } = decodeFrame(readFileSync(path), (b, most) =>
      inflateRawSync(b, { maxOutputLength: most }),
    );
    hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  }
  return hash.digest('hex');
}

function slice(z: number, instance: number, series = '2.25.3'): Uint8Array {
  const dataset = new Map([
    ...smallImage(4, 6, [
      [tags.ImagePositionPatient, [0, 0, z]],
      [tags.ImageOrientationPatient, [1, 0, 0, 0, 1, 0]],
      [tags.PixelSpacing, [1, 1]],
    ]),
    ...newDataset([
      [tags.SOPInstanceUID, `2.25.5${instance}`],
      [tags.SeriesInstanceUID, series],
      [tags.InstanceNumber, [instance]],
      [tags.PixelData, new Uint8Array(48).fill(instance), 'OW'],
    ]),
  ]);
  return writeDicom(dataset);
}

describe('taking files in', () => {
  it('slices of a series become one volume, in order of place, whatever the order of files', async () => {
    const files = [5, 0, 7.5, 2.5].map((z, i) => put(`s${i}`, slice(z, 9 - i)));
    const other = put('other', slice(0, 1, '2.25.4'));
    const again = put('again', slice(5, 9));
    const { images, files: outcomes } = await take([...files, other, again], { workers: 2 });
    expect(images).toHaveLength(2);
    const { record, frames } = images[0]!;
    expect(record).toMatchObject({ frameCount: 4, sliceSpacingMm: 2.5, width: 6, height: 4 });
    expect(record.positions?.map((p) => p[2])).toEqual([0, 2.5, 5, 7.5]);
    expect(record.pixelHash).toBe(pixels(frames));
    expect(images[0]!.instances).toHaveLength(4);
    expect(outcomes.map((o) => o.status)).toEqual([
      'taken',
      'taken',
      'taken',
      'taken',
      'taken',
      'copy',
    ]);
  });

  it('slices of different scales become one volume of one scale', async () => {
    const scaled = [1, 2, 3].map((n) => {
      const dataset = new Map([
        ...smallImage(4, 6, [
          [tags.ImagePositionPatient, [0, 0, n]],
          [tags.ImageOrientationPatient, [1, 0, 0, 0, 1, 0]],
          [tags.PixelSpacing, [1, 1]],
          [tags.RescaleSlope, [n / 10]],
          [tags.RescaleIntercept, [0]],
        ]),
        ...newDataset([
          [tags.SOPInstanceUID, `2.25.7${n}`],
          [tags.Modality, 'PT'],
          [tags.PixelData, new Uint8Array(48).fill(n), 'OW'],
        ]),
      ]);
      return put(`p${n}`, writeDicom(dataset));
    });
    const { images } = await take(scaled);
    expect(images).toHaveLength(1);
    const { record, frames } = images[0]!;
    expect(record).toMatchObject({ frameCount: 3, bits: 16 });
    expect(images[0]!.isQuantised).toBe(true);
    expect(record.pixelHash).toBe(pixels(frames));
    frames.forEach((path, i) => {
      const { samples } = decodeFrame(readFileSync(path), (b, most) =>
        inflateRawSync(b, { maxOutputLength: most }),
      );
      const wanted = ((i + 1) / 10) * 257 * (i + 1);
      const meant = samples[0]! * record.slope + record.intercept;
      expect(Math.abs(meant - wanted)).toBeLessThanOrEqual(record.slope);
    });
  });

  it('reads PNG, JPEG, TIFF of several kinds', async () => {
    const deep = Uint16Array.from({ length: 48 }, (_, i) => i * 1300);
    const grey = Uint8Array.from({ length: 48 }, (_, i) => i * 5);
    const colour = Uint8Array.from({ length: 144 }, (_, i) => i);
    const raw = (channels: 1 | 3): { raw: { width: number; height: number; channels: 1 | 3 } } => ({
      raw: { width: 8, height: 6, channels },
    });
    const files = [
      put('a', await sharp(deep, raw(1)).toColourspace('grey16').png().toBuffer()),
      put('b', await sharp(grey, raw(1)).toColourspace('b-w').png().toBuffer()),
      put('c', await sharp(colour, raw(3)).png().toBuffer()),
      put('d', await sharp(grey, raw(1)).toColourspace('srgb').ensureAlpha().png().toBuffer()),
      put('e', await sharp(colour, raw(3)).jpeg().toBuffer()),
      put(
        'f',
        await sharp(deep, raw(1)).toColourspace('grey16').tiff({ compression: 'lzw' }).toBuffer(),
      ),
    ];
    const { images } = await take(files);
    expect(
      images.map((i) => [
        i.record.source.format,
        i.record.kind,
        i.record.bits,
        i.record.lossySource,
      ]),
    ).toEqual([
      ['png', 'grey', 16, false],
      ['png', 'grey', 8, false],
      ['png', 'rgb', 8, false],
      ['png', 'grey', 8, false],
      ['jpeg', 'rgb', 8, true],
      ['tiff', 'grey', 16, false],
    ]);
    const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    expect(images[0]!.record.pixelHash).toBe(hash(new Uint8Array(deep.buffer)));
    expect(images[1]!.record.pixelHash).toBe(hash(grey));
    expect(images[2]!.record.pixelHash).toBe(hash(colour));
    expect(images[3]!.record.pixelHash).toBe(hash(grey));
    expect(images[5]!.record.pixelHash).toBe(hash(new Uint8Array(deep.buffer)));
  });

  it('reads archives, names of entries going nowhere', async () => {
    const zip = zipOf([
      { name: 'Somebody^Known/1.dcm', data: smallFile() },
      { name: 'Somebody^Known/notes.txt', data: new TextEncoder().encode('hello') },
      { name: 'inner.zip', data: zipOf([{ name: 'x', data: smallFile() }]) },
    ]);
    const evil = zipOf([{ name: '../../evil', data: smallFile() }]);
    const result = await take([put('good.zip', zip), put('evil.zip', evil)]);
    expect(result.images).toHaveLength(1);
    expect(result.files.map((f) => [f.name, f.status])).toEqual([
      ['good.zip', 'archive'],
      ['good.zip#1', 'taken'],
      ['good.zip#2', 'refused'],
      ['good.zip#3', 'refused'],
      ['evil.zip', 'refused'],
    ]);
    expect(JSON.stringify(result)).not.toContain('Somebody');
    expect(readdirSync(folder).sort()).toEqual(['evil.zip', 'frames', 'good.zip']);
    // Nothing of the unpacked files is left but the frame.
    expect(readdirSync(join(folder, 'frames'))).toEqual(['f2-0.eqf']);
  });

  it('what kills or stalls the reader is refused, and the next file is read', async () => {
    const good = put('good', smallFile());
    // 64 million pixels of palette colour: honest, but more than the memory that is allowed here.
    const pixelsOf = new Map([
      ...smallImage(8000, 8000),
      ...newDataset([[tags.PixelData, new Uint8Array(128_000_000), 'OW']]),
    ]);
    const heavy = put('heavy', writeDicom(pixelsOf));
    const limits = { maxMemoryBytes: 300_000_000 };
    const { files } = await take([heavy, good], { limits });
    expect(files).toMatchObject([
      { status: 'refused', refusal: { code: 'imaging/too-much-memory' } },
      { status: 'taken' },
    ]);
    const slow = await take([heavy, put('good2', smallFile())], {
      limits: { maxMs: 120 },
      folder: join(folder, 'second'),
    });
    expect(slow.files[0]).toMatchObject({ refusal: { code: 'imaging/too-slow' } });
  });

  it('a missing file is refused without its path', async () => {
    const { files } = await take([{ path: join(folder, 'absent-Somebody'), name: 'x' }]);
    expect(files).toMatchObject([{ name: 'x', status: 'refused' }]);
    expect(JSON.stringify(files)).not.toContain('Somebody');
  });

  it('hostile files leave the process alive', async () => {
    const hostile = hostileFiles();
    const files = hostile.map((h, i) => put(`h${i}`, h.bytes));
    const { files: outcomes } = await take([...files, put('good', smallFile(5, 5))]);
    outcomes.slice(0, -1).forEach((outcome, i) => {
      const { name, codes } = hostile[i]!;
      const code = outcome.status === 'refused' ? outcome.refusal.code : null;
      if (codes === null) expect(code, name).toBeNull();
      else expect([...codes, 'imaging/not-dicom', 'imaging/no-pixels'], name).toContain(code);
    });
    expect(outcomes.at(-1)).toMatchObject({ status: 'taken' });
  });

  it.skipIf(!hasShared('dicom-samples/expected.json'))(
    'patients’ names and ids of samples reach nothing',
    async () => {
      const names = [
        'CT_small.dcm',
        'MR_small_RLE.dcm',
        'JPEG2000.dcm',
        'rsna-cxr.dcm',
        'rsna-cxr-fake-mono1.dcm',
      ];
      const result = await take(
        names.map((n) => put(n, sample(n))),
        { dates: 'shift' },
      );
      expect(result.images).toHaveLength(5);
      const mono = result.images.map((i) => i.record.photometric);
      expect(mono.filter((m) => m === 'MONOCHROME1')).toHaveLength(1);
      const text = JSON.stringify(result.images);
      for (const value of [
        'CompressedSamples',
        '1CT1',
        '4MR1',
        'JFK IMAGING',
        '1.3.6.1.4.1.5962',
        '20040119',
      ]) {
        expect(text.includes(value), value).toBe(false);
      }
      for (const { record, frames } of result.images) expect(record.pixelHash).toBe(pixels(frames));
    },
  );

  it.skipIf(!hasShared('nih-images/png224'))(
    'every radiograph of the set opens, 224 × 224 and grey',
    async () => {
      const files = readdirSync(shared('nih-images/png224')).map((name) => ({
        path: shared(`nih-images/png224/${name}`),
        name,
      }));
      const { images } = await take(files);
      expect(images).toHaveLength(504);
      for (const { record } of images) {
        expect([record.kind, record.width, record.height, record.bits]).toEqual([
          'grey',
          224,
          224,
          8,
        ]);
      }
    },
  );

  it('a deflated file that fits is read', async () => {
    const whole = smallFile();
    const at = whole.findIndex(
      (_, i) => i > 140 && whole[i] === 8 && whole[i + 1] === 0 && whole[i + 2] === 5,
    );
    const { part10 } = await import('../support/dicom.ts');
    const bytes = part10(
      '1.2.840.10008.1.2.1.99',
      new Uint8Array(deflateRawSync(whole.subarray(at))),
    );
    const { images } = await take([put('deflated', bytes), put('plain', whole)]);
    expect(images).toHaveLength(1);
  });
});
