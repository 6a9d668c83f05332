import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { skipUnless } from '../../../../test/support/skip.ts';
import type { Samples } from '../../src/dicom/sample-array.ts';
import {
  type DicomFile,
  describePixels,
  type NewDataset,
  type NewValue,
  newDataset,
  parseDicom,
  tags,
  writeDicom,
} from '../../src/index.ts';
import { openFrames } from '../../src/node/decode-frame.ts';

const root = resolve(
  process.env['EQUIPOISE_SHARED'] ?? resolve(import.meta.dirname, '../../../../../shared'),
);

/** A path under the shared data. */
export function shared(path: string): string {
  return resolve(root, 'data', path);
}

/** Whether shared data is there; says so when not. */
export function hasShared(path: string): boolean {
  return !skipUnless(existsSync(shared(path)), `shared/data/${path} is absent`);
}

/** Whether a program can be started; says so when not. */
export function hasTool(name: string): boolean {
  return !skipUnless(spawnSync('which', [name]).status === 0, `${name} is not installed`);
}

/** Runs a program; its output. */
export function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'latin1', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Reads bytes as DICOM, deflated ones too. */
export function parse(bytes: Uint8Array): DicomFile {
  return parseDicom(bytes, {
    inflateRaw: (packed, maxBytes) => inflateRawSync(packed, { maxOutputLength: maxBytes }),
  });
}

/** Reads a sample file. */
export function sample(name: string): Uint8Array {
  return readFileSync(shared(`dicom-samples/${name}`));
}

/** All frames of a file. */
export async function framesOf(bytes: Uint8Array): Promise<Samples[]> {
  const file = parse(bytes);
  const source = openFrames(file.dataset, describePixels(file.dataset), file.transferSyntax);
  const out: Samples[] = [];
  for (let i = 0; i < source.frameCount; i++) out.push(await source.frame(i));
  return out;
}

/** Pairs of a small grey image, 16 bits. */
export function smallImage(
  rows = 4,
  columns = 6,
  extra: readonly (readonly [number, NewValue])[] = [],
): NewDataset {
  const pixels = new Uint8Array(rows * columns * 2).map((_, i) => (i * 37) & 0xff);
  return newDataset([
    [tags.SOPClassUID, '1.2.840.10008.5.1.4.1.1.2'],
    [tags.SOPInstanceUID, '2.25.1'],
    [tags.StudyInstanceUID, '2.25.2'],
    [tags.SeriesInstanceUID, '2.25.3'],
    [tags.Modality, 'CT'],
    [tags.SamplesPerPixel, [1]],
    [tags.PhotometricInterpretation, 'MONOCHROME2'],
    [tags.Rows, [rows]],
    [tags.Columns, [columns]],
    [tags.BitsAllocated, [16]],
    [tags.BitsStored, [16]],
    [tags.HighBit, [15]],
    [tags.PixelRepresentation, [0]],
    ...extra,
    [tags.PixelData, pixels, 'OW'],
  ]);
}

/** Bytes of a small image. */
export function smallFile(
  rows = 4,
  columns = 6,
  extra: readonly (readonly [number, NewValue])[] = [],
): Uint8Array {
  return writeDicom(smallImage(rows, columns, extra));
}

/** Preamble and meta information for a transfer syntax, then the given data set. */
export function part10(transferSyntax: string, dataset: Uint8Array): Uint8Array {
  const meta = element(0x0002, 0x0010, 'UI', pad(transferSyntax, 0));
  const head = new Uint8Array(132);
  head.set([68, 73, 67, 77], 128);
  return concat([head, meta, dataset]);
}

/** One explicit little-endian element. */
export function element(
  group: number,
  number: number,
  vr: string,
  value: Uint8Array,
  length: number = value.length,
): Uint8Array {
  const isLong = /^(OB|OW|SQ|UN|UT|UC|OF|OD)$/.test(vr);
  const head = new Uint8Array(isLong ? 12 : 8);
  const view = new DataView(head.buffer);
  view.setUint16(0, group, true);
  view.setUint16(2, number, true);
  head.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4);
  if (isLong) view.setUint32(8, length, true);
  else view.setUint16(6, length, true);
  return concat([head, value]);
}

/** Text of even length. */
export function pad(text: string, filler = 0x20): Uint8Array {
  const bytes = Array.from(text, (c) => c.charCodeAt(0));
  if (bytes.length % 2 === 1) bytes.push(filler);
  return Uint8Array.from(bytes);
}

/** Bytes one after another. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
