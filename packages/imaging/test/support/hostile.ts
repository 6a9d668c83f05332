import { deflateRawSync } from 'node:zlib';
import { tags, writeDicom } from '../../src/index.ts';
import { concat, element, pad, part10, smallFile, smallImage } from './dicom.ts';

/** A file made to hurt a reader: bytes, and the codes with which it may be refused; null where reading is right. */
export interface Hostile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly codes: readonly string[] | null;
}

const explicit = '1.2.840.10008.1.2.1';
const deflated = '1.2.840.10008.1.2.1.99';

function item(length: number): Uint8Array {
  const out = Uint8Array.of(0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0);
  new DataView(out.buffer).setUint32(4, length, true);
  return out;
}

const openSequence = element(0x0008, 0x1115, 'SQ', new Uint8Array(0), 0xffffffff);
const start = element(0x0008, 0x0005, 'CS', pad('ISO_IR 100'));

function nested(depth: number): Uint8Array {
  const level = concat([openSequence, item(0xffffffff)]);
  const out = new Uint8Array(start.length + depth * level.length);
  out.set(start);
  for (let i = 0; i < depth; i++) out.set(level, start.length + i * level.length);
  return part10(explicit, out);
}

function repeated(part: Uint8Array, times: number): Uint8Array {
  const out = new Uint8Array(part.length * times);
  for (let i = 0; i < times; i++) out.set(part, i * part.length);
  return out;
}

function image(changes: readonly (readonly [number, number[] | string])[]): Uint8Array {
  const dataset = new Map(smallImage());
  for (const [tag, value] of changes) {
    const before = dataset.get(tag);
    dataset.set(tag, { vr: before?.vr ?? 'IS', value });
  }
  return writeDicom(dataset);
}

function withUid(uid: string): Uint8Array {
  return part10(explicit, concat([start, element(0x0020, 0x000d, 'UI', pad(uid, 0))]));
}

function compressed(syntax: string, frame: Uint8Array, size: number): Uint8Array {
  const pairs = new Map(smallImage(size, size));
  pairs.delete(tags.PixelData);
  const head = writeDicom(pairs);
  const at = head.findIndex(
    (_, i) => i > 132 && head[i] === 8 && head[i + 1] === 0 && head[i + 2] === 5,
  );
  return part10(
    syntax,
    concat([
      head.subarray(at),
      element(0x7fe0, 0x0010, 'OB', new Uint8Array(0), 0xffffffff),
      item(0),
      item(frame.length),
      frame,
      Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0),
    ]),
  );
}

/** An RLE header that announces one segment of almost nothing. */
function emptyRle(): Uint8Array {
  const out = new Uint8Array(80);
  const view = new DataView(out.buffer);
  view.setUint32(0, 2, true);
  view.setUint32(4, 64, true);
  view.setUint32(8, 70, true);
  return out;
}

/** A JPEG 2000 header of 65,535 × 65,535 pixels and nothing else. */
function hugeCodestream(): Uint8Array {
  const out = new Uint8Array(64);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0xff4fff51);
  view.setUint16(4, 47);
  view.setUint32(8, 65_535);
  view.setUint32(12, 65_535);
  view.setUint32(24, 1);
  view.setUint32(28, 1);
  view.setUint16(40, 1);
  out[42] = 15;
  return out;
}

/** The hand-made hostile files of the reliability notes, and one for each class of published weakness. */
export function hostileFiles(): Hostile[] {
  const value = (length: number, vr: string, tag = 0x4000): Uint8Array =>
    part10(explicit, concat([start, element(0x0010, tag, vr, new Uint8Array(64), length)]));
  const bomb = part10(deflated, new Uint8Array(deflateRawSync(new Uint8Array(400_000_000))));
  const small = smallFile();
  return [
    { name: 'deflate bomb', bytes: bomb, codes: ['imaging/too-large'] },
    {
      name: 'deflated noise',
      bytes: part10(deflated, new Uint8Array(500).fill(0xa7)),
      codes: ['imaging/unreadable'],
    },
    { name: '1,000 nested sequences', bytes: nested(1000), codes: ['imaging/too-deep'] },
    { name: '20,000 nested sequences', bytes: nested(20_000), codes: ['imaging/too-deep'] },
    { name: 'length 0xFFFFFFF0', bytes: value(0xfffffff0, 'UT'), codes: ['imaging/truncated'] },
    { name: 'length 0x7FFFFFF0', bytes: value(0x7ffffff0, 'UC'), codes: ['imaging/truncated'] },
    { name: 'text without length', bytes: value(0xffffffff, 'UT'), codes: ['imaging/bad-element'] },
    {
      name: 'a million empty elements',
      bytes: part10(
        explicit,
        concat([start, repeated(element(0x0009, 0x0010, 'LO', new Uint8Array(0)), 1_000_000)]),
      ),
      codes: ['imaging/too-many-elements', 'imaging/bad-element'],
    },
    {
      name: 'a million empty elements in order',
      bytes: part10(explicit, concat([start, ordered(1_000_000)])),
      codes: ['imaging/too-many-elements'],
    },
    {
      name: 'a million empty items',
      bytes: part10(explicit, concat([start, openSequence, repeated(item(0), 1_000_000)])),
      codes: ['imaging/too-many-elements'],
    },
    {
      name: '65,535² pixels, few bytes',
      bytes: image([
        [tags.Rows, [65_535]],
        [tags.Columns, [65_535]],
      ]),
      codes: ['imaging/too-large', 'imaging/truncated'],
    },
    {
      name: '20,000² pixels, few bytes',
      bytes: image([
        [tags.Rows, [10_000]],
        [tags.Columns, [10_000]],
      ]),
      codes: ['imaging/truncated'],
    },
    {
      name: '2³¹ frames',
      bytes: image([[tags.NumberOfFrames, '2147483648']]),
      codes: ['imaging/too-large'],
    },
    {
      name: '−1 frames',
      bytes: image([[tags.NumberOfFrames, '-1']]),
      codes: ['imaging/bad-pixels'],
    },
    {
      name: '1e308 frames',
      bytes: image([[tags.NumberOfFrames, '1e308']]),
      codes: ['imaging/bad-pixels', 'imaging/too-large'],
    },
    { name: 'no rows', bytes: image([[tags.Rows, [0]]]), codes: ['imaging/bad-pixels'] },
    {
      name: '255 bits stored',
      bytes: image([[tags.BitsStored, [255]]]),
      codes: ['imaging/bad-pixels'],
    },
    {
      name: 'high bit above the width',
      bytes: image([[tags.HighBit, [77]]]),
      codes: ['imaging/bad-pixels'],
    },
    {
      name: '64 bits allocated',
      bytes: image([[tags.BitsAllocated, [64]]]),
      codes: ['imaging/unsupported-pixels'],
    },
    {
      name: '17 samples',
      bytes: image([[tags.SamplesPerPixel, [17]]]),
      codes: ['imaging/bad-pixels'],
    },
    { name: 'UID with ../', bytes: withUid('../../etc/passwd'), codes: ['imaging/bad-uid'] },
    { name: 'UID with NUL', bytes: withUid('1.2\0.3'), codes: ['imaging/bad-uid'] },
    { name: 'UID of 200 digits', bytes: withUid('1'.repeat(200)), codes: ['imaging/bad-uid'] },
    {
      name: 'transfer syntax with ../',
      bytes: part10('../../x', start),
      codes: ['imaging/bad-uid'],
    },
    {
      name: 'unknown transfer syntax',
      bytes: part10(
        '1.2.3.4',
        small.subarray(small.findIndex((_, i) => i > 140 && small[i] === 8 && small[i + 2] === 5)),
      ),
      codes: ['imaging/unsupported-transfer-syntax'],
    },
    {
      name: 'unknown VR in meta information',
      bytes: concat([
        smallFile().subarray(0, 132),
        element(0x0002, 0x0010, 'ZZ', pad(explicit, 0), 0xfff0),
        start,
      ]),
      codes: ['imaging/truncated', 'imaging/bad-element'],
    },
    {
      name: 'item longer than its sequence',
      bytes: part10(explicit, concat([start, element(0x0008, 0x1115, 'SQ', item(0x7fff), 8)])),
      codes: ['imaging/truncated'],
    },
    {
      name: 'sequence of something else',
      bytes: part10(explicit, concat([start, element(0x0008, 0x1115, 'SQ', start)])),
      codes: ['imaging/bad-element'],
    },
    {
      name: 'fragment beyond the file',
      bytes: part10(
        explicit,
        concat([
          start,
          element(0x7fe0, 0x0010, 'OB', concat([item(0), item(0x7fffff)]), 0xffffffff),
        ]),
      ),
      codes: ['imaging/truncated'],
    },
    {
      name: 'RLE of nothing for 4 million pixels',
      bytes: compressed('1.2.840.10008.1.2.5', emptyRle(), 2000),
      codes: ['imaging/bad-codestream'],
    },
    {
      name: 'JPEG 2000 larger than announced',
      bytes: compressed('1.2.840.10008.1.2.4.90', hugeCodestream(), 64),
      codes: ['imaging/bad-codestream'],
    },
    {
      name: 'JPEG that is none',
      bytes: compressed('1.2.840.10008.1.2.4.70', new Uint8Array(64), 64),
      codes: ['imaging/bad-codestream'],
    },
    { name: 'empty', bytes: new Uint8Array(0), codes: ['imaging/not-dicom'] },
    { name: 'preamble alone', bytes: smallFile().subarray(0, 132), codes: ['imaging/no-pixels'] },
    { name: 'zeros', bytes: new Uint8Array(4096), codes: ['imaging/not-dicom'] },
    {
      name: 'a name that would be a prototype',
      bytes: part10(explicit, concat([start, element(0x0010, 0x0010, 'PN', pad('__proto__'))])),
      codes: ['imaging/no-pixels'],
    },
    {
      name: 'an unknown character set',
      bytes: smallFile(4, 6, [[tags.SpecificCharacterSet, 'ISO 2022 IR 9999']]),
      codes: null,
    },
    { name: 'zeros behind the end', bytes: concat([small, new Uint8Array(64)]), codes: null },
    { name: 'a plain small image', bytes: small, codes: null },
  ];
}

function ordered(count: number): Uint8Array {
  const out = new Uint8Array(count * 8);
  const view = new DataView(out.buffer);
  for (let i = 0; i < count; i++) {
    view.setUint16(8 * i, 9 + 2 * Math.floor(i / 65_536), true);
    view.setUint16(8 * i + 2, i % 65_536, true);
    out.set([76, 79], 8 * i + 4);
  }
  return out;
}
