import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Samples } from '../../src/dicom/sample-array.ts';
import { newDataset, tags, writeDicom } from '../../src/index.ts';
import {
  concat,
  framesOf,
  hasShared,
  hasTool,
  parse,
  run,
  sample,
  shared,
} from '../support/dicom.ts';

const isThere = hasShared('dicom-samples/expected.json');
const folder = mkdtempSync(join(tmpdir(), 'dcm-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Programs and options that rewrite a file in another transfer syntax without loss. */
const lossless: readonly (readonly [string, string, readonly string[]])[] = [
  ['implicit', 'dcmconv', ['+ti']],
  ['big-endian', 'dcmconv', ['+tb']],
  ['deflated', 'dcmconv', ['+td']],
  ['sequences without lengths', 'dcmconv', ['+te', '-e']],
  ['RLE', 'dcmcrle', []],
  ['JPEG lossless SV1', 'dcmcjpeg', ['+e1']],
  ['JPEG lossless, predictor 2', 'dcmcjpeg', ['+el', '+sv', '2']],
  ['JPEG lossless, predictor 4', 'dcmcjpeg', ['+el', '+sv', '4']],
  ['JPEG lossless, predictor 5', 'dcmcjpeg', ['+el', '+sv', '5']],
  ['JPEG lossless, predictor 7', 'dcmcjpeg', ['+el', '+sv', '7']],
  ['JPEG-LS', 'dcmcjpls', ['+el']],
  ['JPEG-LS, fragments of 1 kB', 'dcmcjpls', ['+el', '+fs', '1']],
  ['JPEG 2000', 'gdcmconv', ['--j2k']],
  ['RLE by another writer', 'gdcmconv', ['--rle']],
  ['JPEG lossless by another writer', 'gdcmconv', ['--jpeg']],
  ['JPEG-LS by another writer', 'gdcmconv', ['--jpegls']],
];
const lossyKinds: readonly (readonly [string, string, readonly string[], string])[] = [
  ['JPEG baseline', 'dcmcjpeg', ['+eb'], 'dcmdjpeg'],
  ['JPEG extended', 'dcmcjpeg', ['+ee'], 'dcmdjpeg'],
  ['JPEG progressive', 'dcmcjpeg', ['+ep'], 'dcmdjpeg'],
  ['JPEG-LS near lossless', 'dcmcjpls', ['+en', '+md', '3'], 'dcmdjpls'],
];
const sources = [
  'CT_small.dcm',
  'MR_small.dcm',
  'examples_rgb_color.dcm',
  'examples_overlay.dcm',
  'chrGerm.dcm',
];

function digest(frames: readonly Samples[]): string {
  const hash = createHash('sha256');
  for (const f of frames) hash.update(new Uint8Array(f.buffer, f.byteOffset, f.byteLength));
  return hash.digest('hex');
}

describe.skipIf(!isThere)('transfer syntaxes made by other programs', () => {
  for (const [kind, program, options] of lossless) {
    it.skipIf(!hasTool(program))(`${kind} (${program}) decodes bit for bit`, async () => {
      for (const name of sources) {
        const target = join(folder, `${program}-${kind.replaceAll(' ', '-')}-${name}`);
        const dense = program === 'gdcmconv' ? [...options, '-i'] : options;
        const args =
          program === 'gdcmconv'
            ? [...dense, shared(`dicom-samples/${name}`), '-o', target]
            : [...options, shared(`dicom-samples/${name}`), target];
        run(program, args);
        const file = readFileSync(target);
        expect(digest(await framesOf(file)), `${name} ${parse(file).transferSyntax}`).toBe(
          digest(await framesOf(sample(name))),
        );
      }
    });
  }

  for (const [kind, program, options, reader] of lossyKinds) {
    it.skipIf(!hasTool(program))(`${kind} (${program}) is as DCMTK reads it`, async () => {
      for (const name of [
        'rsna-cxr-plain',
        'examples_rgb_color.dcm',
        'chrGerm.dcm',
        'examples_overlay.dcm',
      ]) {
        const from =
          name === 'rsna-cxr-plain' ? plainRadiograph() : shared(`dicom-samples/${name}`);
        if (kind === 'JPEG baseline' && name === 'examples_overlay.dcm') continue;
        const [packed, unpacked] = [join(folder, `l-${name}`), join(folder, `u-${name}`)];
        run(program, [...options, from, packed]);
        run(reader, [packed, unpacked]);
        const [ours, theirs] = [
          await framesOf(readFileSync(packed)),
          await framesOf(readFileSync(unpacked)),
        ];
        let sum = 0;
        ours[0]!.forEach((value, i) => {
          sum += Math.abs(value - theirs[0]![i]!);
        });
        expect(sum / ours[0]!.length, name).toBeLessThan(0.5);
      }
    });
  }
});

function plainRadiograph(): string {
  const target = join(folder, 'plain.dcm');
  run('dcmdjpeg', [shared('dicom-samples/rsna-cxr.dcm'), target]);
  return target;
}

interface HtEncoder {
  getDecodedBuffer(info: object): Uint8Array;
  setQuality(isReversible: boolean, quality: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
}

describe('high-throughput JPEG 2000', () => {
  it('decodes bit for bit, 16 bits signed and three colours', async () => {
    const { createRequire } = await import('node:module');
    const factory = createRequire(import.meta.url)('@cornerstonejs/codec-openjph/wasmjs') as (
      options: object,
    ) => Promise<{ HTJ2KEncoder: new () => HtEncoder }>;
    const { HTJ2KEncoder } = await factory({ print: () => undefined });
    for (const isColour of [false, true]) {
      const [width, height, samples] = [70, 50, isColour ? 3 : 1];
      const values = isColour
        ? Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7) & 0xff)
        : Int16Array.from({ length: width * height }, (_, i) => ((i * 31) % 4000) - 1500);
      const encoder = new HTJ2KEncoder();
      encoder
        .getDecodedBuffer({
          width,
          height,
          bitsPerSample: isColour ? 8 : 16,
          componentCount: samples,
          isSigned: !isColour,
          isUsingColorTransform: isColour,
        })
        .set(new Uint8Array(values.buffer));
      encoder.setQuality(true, 0);
      encoder.encode();
      const frame = encoder.getEncodedBuffer().slice();
      const bytes = encapsulated(frame, width, height, isColour);
      const [decoded] = await framesOf(bytes);
      expect(Array.from(decoded!)).toEqual(Array.from(values));
    }
  });
});

function encapsulated(
  frame: Uint8Array,
  width: number,
  height: number,
  isColour: boolean,
): Uint8Array {
  const header = writeDicom(
    newDataset([
      [tags.SOPClassUID, '1.2.840.10008.5.1.4.1.1.7'],
      [tags.SOPInstanceUID, '2.25.1'],
      [tags.SamplesPerPixel, [isColour ? 3 : 1]],
      [tags.PhotometricInterpretation, isColour ? 'YBR_RCT' : 'MONOCHROME2'],
      [tags.PlanarConfiguration, [0]],
      [tags.Rows, [height]],
      [tags.Columns, [width]],
      [tags.BitsAllocated, [isColour ? 8 : 16]],
      [tags.BitsStored, [isColour ? 8 : 16]],
      [tags.HighBit, [isColour ? 7 : 15]],
      [tags.PixelRepresentation, [isColour ? 0 : 1]],
    ]),
  );
  // The same length as the syntax that it replaces, padding included.
  const text = Buffer.from(header)
    .toString('latin1')
    .replace('1.2.840.10008.1.2.1\0', '1.2.840.10008.1.2.4.201\0');
  const swapped = Buffer.from(text, 'latin1');
  const at = swapped.indexOf('1.2.840.10008.1.2.4.201');
  swapped.writeUInt16LE(24, at - 2);
  const even = frame.length % 2 === 0 ? frame : concat([frame, Uint8Array.of(0)]);
  const item = (length: number): Buffer => {
    const b = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
    b.writeUInt32LE(length, 4);
    return b;
  };
  const open = Buffer.from([0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const close = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
  const out = Buffer.concat([swapped, open, item(0), item(even.length), even, close]);
  writeFileSync(join(folder, `ht-${isColour}.dcm`), out);
  return out;
}

describe.skipIf(!isThere || !hasTool('dcmcjpeg'))('our own JPEG reader', () => {
  it('reads baseline and progressive of 8 bits within a grey level of the usual library', async () => {
    const { describePixels } = await import('../../src/index.ts');
    const { frameBytes, framesOf: fragments } = await import('../../src/dicom/encapsulated.ts');
    const { decodeJpeg } = await import('../../src/index.ts');
    for (const option of ['+eb', '+ep']) {
      const target = join(folder, `own${option}.dcm`);
      run('dcmcjpeg', [option, plainRadiograph(), target]);
      const bytes = readFileSync(target);
      const { dataset } = parse(bytes);
      const { frameCount } = describePixels(dataset);
      const image = decodeJpeg(frameBytes(dataset, fragments(dataset, frameCount), 0));
      const [library] = await framesOf(bytes);
      let most = 0;
      let sum = 0;
      image.data.forEach((value, i) => {
        most = Math.max(most, Math.abs(value - library![i]!));
        sum += Math.abs(value - library![i]!);
      });
      expect(most).toBeLessThanOrEqual(1);
      expect(sum / image.data.length).toBeLessThan(0.05);
    }
  });
});
