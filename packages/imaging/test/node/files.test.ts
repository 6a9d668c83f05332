import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type PngOptions } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPngHeader } from '../../src/index.ts';
import {
  isMaskFile,
  readLabelFile,
  readMaskFile,
  readNiftiFile,
  readPngLabels,
  readPngMask,
  writeNiftiFile,
  writePngMask,
} from '../../src/node/index.ts';
import { drawn } from '../support/masks.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imaging-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function grey(name: string, values: number[], options: PngOptions = {}): Promise<string> {
  await sharp(Uint8Array.from(values), { raw: { width: values.length, height: 1, channels: 1 } })
    .toColourspace('b-w')
    .png(options)
    .toFile(at(name));
  return at(name);
}

describe('PNG files', () => {
  it('of 8 bits give their stored numbers', async () => {
    const image = await readPngLabels(await grey('g8.png', [0, 1, 7, 255]));
    expect([...image.data]).toEqual([0, 1, 7, 255]);
    expect(image.shape).toEqual([1, 4]);
    expect(image.name).toBe('g8.png');
  });

  it('of 16 bits give their stored numbers', async () => {
    const wide = Uint16Array.from([0, 1, 300, 65_535]);
    await sharp(wide, { raw: { width: 4, height: 1, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toFile(at('g16.png'));
    expect(readPngHeader(readFileSync(at('g16.png'))).bitDepth).toBe(16);
    expect([...(await readPngLabels(at('g16.png'))).data]).toEqual([0, 1, 300, 65_535]);
  });

  it('of 1 bit give 0 and 1', async () => {
    // Smallest grey image of one bit: eight pixels 0101 1001.
    const { deflateSync, crc32 } = await import('node:zlib');
    const chunk = (type: string, data: Buffer): Buffer => {
      const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
      const out = Buffer.alloc(body.length + 8);
      out.writeUInt32BE(data.length, 0);
      body.copy(out, 4);
      out.writeUInt32BE(crc32(body), body.length + 4);
      return out;
    };
    const head = Buffer.from([0, 0, 0, 8, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
    writeFileSync(
      at('g1.png'),
      Buffer.concat([
        Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        chunk('IHDR', head),
        chunk('IDAT', deflateSync(Buffer.from([0, 0b01011001]))),
        chunk('IEND', Buffer.alloc(0)),
      ]),
    );
    expect([...(await readPngLabels(at('g1.png'))).data]).toEqual([0, 1, 0, 1, 1, 0, 0, 1]);
    expect([...(await readPngMask(at('g1.png'))).data]).toEqual([0, 1, 0, 1, 1, 0, 0, 1]);
  });

  it('with colours, palettes or transparency are refused', async () => {
    const rgb = { raw: { width: 1, height: 1, channels: 3 as const } };
    await sharp(Uint8Array.of(1, 2, 3), rgb)
      .png()
      .toFile(at('rgb.png'));
    await sharp(Uint8Array.of(1, 2, 3), rgb)
      .png({ palette: true })
      .toFile(at('palette.png'));
    await sharp(Uint8Array.of(1, 2, 3, 4), { raw: { width: 1, height: 1, channels: 4 } })
      .png()
      .toFile(at('alpha.png'));
    await expect(readPngMask(at('rgb.png'))).rejects.toThrow(
      'imaging/unsupported-png: rgb.png holds colours; a mask has one grey value per pixel.',
    );
    await expect(readPngMask(at('palette.png'))).rejects.toThrow(/palette/);
    await expect(readPngMask(at('alpha.png'))).rejects.toThrow('imaging/unsupported-png');
  });

  it('with several labels need a choice', async () => {
    const path = await grey('labels.png', [0, 10, 20]);
    await expect(readPngMask(path)).rejects.toThrow(
      'imaging/label-image: labels.png should be a binary mask but holds 2 values besides 0: 10, 20.',
    );
    expect([...(await readPngMask(path, { label: 20 })).data]).toEqual([0, 0, 1]);
    expect([...(await readPngMask(path, { threshold: 10 })).data]).toEqual([0, 1, 1]);
  });

  it('that are no PNG, broken or too large are refused', async () => {
    writeFileSync(at('text.png'), 'not an image');
    await expect(readPngMask(at('text.png'))).rejects.toThrow('imaging/not-png');
    const whole = readFileSync(
      await grey(
        'whole.png',
        Array(500)
          .fill(0)
          .map((_, k) => (k * 7) % 251),
      ),
    );
    writeFileSync(at('cut.png'), whole.subarray(0, whole.length - 120));
    await expect(readPngLabels(at('cut.png'))).rejects.toThrow('imaging/unreadable');
    writeFileSync(at('head.png'), whole.subarray(0, 20));
    await expect(readPngLabels(at('head.png'))).rejects.toThrow('imaging/truncated');
    await expect(readPngLabels(at('whole.png'), { maxPixels: 10 })).rejects.toThrow(
      'imaging/too-large',
    );
    await expect(readPngLabels(at('nowhere.png'))).rejects.toThrow(
      'imaging/cannot-read: nowhere.png',
    );
  });

  it('come back as they were written', async () => {
    const mask = drawn(['..#', '##.']);
    await writePngMask(at('out.png'), mask);
    expect((await readMaskFile(at('out.png'))).data).toEqual(mask.data);
    await expect(writePngMask(at('v.png'), { ...mask, shape: [1, 2, 3] })).rejects.toThrow(
      'imaging/bad-argument',
    );
  });
});

describe('NIfTI files', () => {
  it('come back as they were written, packed or not', async () => {
    for (const name of ['a.nii', 'a.nii.gz']) {
      const data = Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0);
      await writeNiftiFile(at(name), { shape: [2, 2, 2], spacingMm: [1, 2, 3], data });
      expect((await readNiftiFile(at(name))).data).toEqual(data);
      const mask = await readMaskFile(at(name), { name: 'reader 3, case 9' });
      expect(mask.shape).toEqual([2, 2, 2]);
      expect(mask.spacingMm).toEqual([3, 2, 1]);
      expect(mask.name).toBe('reader 3, case 9');
      expect((await readLabelFile(at(name))).data).toEqual(data);
    }
  });

  it('keep wide voxels that start anywhere in the file', async () => {
    const data = Int16Array.of(5, -6, 700, 0);
    await writeNiftiFile(at('w.nii'), { shape: [4, 1, 1], spacingMm: [1, 1, 1], data }, 2);
    const image = await readNiftiFile(at('w.nii'));
    expect(image.data).toEqual(data);
    expect(image.data.buffer.byteLength).toBe(8);
  });

  it('and others are told apart by their ending', async () => {
    expect(isMaskFile('x.NII.GZ')).toBe(true);
    expect(isMaskFile('x.csv')).toBe(false);
    await expect(readMaskFile(at('x.csv'))).rejects.toThrow('imaging/bad-argument: x.csv');
  });
});
