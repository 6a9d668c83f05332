import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../../../../test/support/skip.ts';
import { encodeFrame, type FrameSamples } from '../../src/frame/index.ts';
import { ingestFiles, type ThumbnailRequest, thumbnailer } from '../../src/node/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'equipoise-thumbnail-'));
const drawer = thumbnailer();
afterAll(() => {
  drawer.close();
  rmSync(folder, { recursive: true, force: true });
});

const grey: ThumbnailRequest['record'] = {
  spacingMm: null,
  slope: 1,
  intercept: 0,
  signed: false,
  bits: 16,
  presets: [{ name: 'all', centre: 500, width: 1000 }],
  photometric: 'MONOCHROME2',
};

let count = 0;
function stored(width: number, height: number, samples: FrameSamples): string {
  const channels = samples.length === width * height * 3 ? 3 : 1;
  const path = join(folder, `${count++}.eqf`);
  writeFileSync(
    path,
    encodeFrame({ width, height, channels, samples }, (raw) => deflateRawSync(raw)),
  );
  return path;
}

async function draw(frame: string, record: ThumbnailRequest['record'], side = 64) {
  const bytes = await drawer.draw({ frame, record, side });
  const space = record.photometric === 'RGB' ? 'srgb' : 'b-w';
  const { data, info } = await sharp(bytes)
    .toColourspace(space)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { ...info, data };
}

describe('a thumbnail', () => {
  it('shows grey levels through the first window', async () => {
    const halves = Uint16Array.from({ length: 200 * 100 }, (_, i) => (i % 200 < 100 ? 0 : 500));
    const frame = stored(200, 100, halves);
    const one = await draw(frame, grey);
    expect([one.width, one.height, one.channels]).toEqual([64, 32, 1]);
    expect(one.data[5 + 64 * 16]).toBeLessThan(4);
    expect(Math.abs(one.data[58 + 64 * 16]! - 128)).toBeLessThan(4);
    const dark = await draw(frame, { ...grey, photometric: 'MONOCHROME1' });
    expect(dark.data[5 + 64 * 16]).toBeGreaterThan(251);
    const shifted = await draw(frame, { ...grey, slope: 2, intercept: -1000 });
    expect(shifted.data[58 + 64 * 16]).toBeLessThan(4);
  });

  it('reads signed numbers as such', async () => {
    const samples = Uint16Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0x10000 - 400 : 400));
    const record = { ...grey, signed: true, presets: [{ name: 'a', centre: 0, width: 400 }] };
    const { data } = await draw(stored(8, 8, samples), record);
    expect([data[1 + 8 * 4]! < 8, data[6 + 8 * 4]! > 247]).toEqual([true, true]);
  });

  it('keeps the proportions of pixels that are not square, and is never enlarged', async () => {
    const frame = stored(40, 40, new Uint16Array(1600).fill(300));
    const tall = await draw(frame, { ...grey, spacingMm: [2, 1] });
    expect([tall.width, tall.height]).toEqual([32, 64]);
    const wide = await draw(frame, { ...grey, spacingMm: [1, 2] }, 200);
    expect([wide.width, wide.height]).toEqual([80, 40]);
  });

  it('keeps colours, and refuses what is no stored frame', async () => {
    const red = Uint8Array.from({ length: 30 * 30 * 3 }, (_, i) => (i % 3 === 0 ? 250 : 10));
    const { data, channels } = await draw(stored(30, 30, red), {
      ...grey,
      bits: 8,
      photometric: 'RGB',
    });
    expect(channels).toBe(3);
    expect(Math.abs(data[0]! - 250)).toBeLessThan(6);
    expect(data[1]).toBeLessThan(20);
    const path = join(folder, 'none.eqf');
    writeFileSync(path, 'no frame');
    await expect(drawer.draw({ frame: path, record: grey, side: 64 })).rejects.toMatchObject({
      code: 'imaging/no-thumbnail',
    });
    // The next one is drawn all the same.
    expect((await draw(stored(8, 8, new Uint16Array(64)), grey)).width).toBe(8);
  });

  const samples = sharedOrSkip('data', 'dicom-samples');
  it.skipIf(samples === null)('is small and quick for a radiograph', async () => {
    const path = join(samples ?? '', 'rsna-cxr.dcm');
    readFileSync(path);
    const { images } = await ingestFiles({
      files: [{ path, name: 'a' }],
      folder: join(folder, 'frames'),
      key: new Uint8Array(32).fill(7),
      newId: () => 'one',
    });
    const [image] = images;
    if (image === undefined) throw new Error('no image');
    const start = performance.now();
    const bytes = await drawer.draw({
      frame: image.frames[0] ?? '',
      record: image.record,
      side: 256,
    });
    process.stdout.write(
      `thumbnail of ${image.record.width} × ${image.record.height}: ${bytes.length} bytes in ${Math.round(performance.now() - start)} ms\n`,
    );
    expect(bytes.length).toBeLessThan(30_000);
  });
});
