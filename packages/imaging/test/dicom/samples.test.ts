import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Dataset, isPrivate, tags, textOf } from '../../src/index.ts';
import { framesOf, hasShared, hasTool, parse, run, sample, shared } from '../support/dicom.ts';

interface Expected {
  readonly sha256: string;
  readonly transfer_syntax: string | null;
  readonly elements_incl_nested: number;
  readonly private_elements: number;
  readonly uid_elements: number;
  readonly sequence_depth: number;
  readonly pixel?: { readonly sha256_raw_le: string; readonly mean: number };
}

const isThere = hasShared('dicom-samples/expected.json');
const expected: Readonly<Record<string, Expected>> = isThere
  ? JSON.parse(readFileSync(shared('dicom-samples/expected.json'), 'utf8'))
  : {};
const names = Object.keys(expected);
/** Broken on purpose: cut short, and a data set that starts with a stray byte. */
const refused: Readonly<Record<string, string>> = {
  'MR_truncated.dcm': 'imaging/truncated',
  'no_meta.dcm': 'imaging/not-dicom',
};
/** Whose expected hash is of YCbCr values; ours are RGB and compared with DCMTK below. */
const converted = ['examples_ybr_color.dcm', 'SC_rgb_jpeg_dcmtk.dcm'];

function count(
  dataset: Dataset,
  depth = 0,
): { all: number; own: number; uids: number; depth: number } {
  const out = { all: 0, own: 0, uids: 0, depth };
  for (const element of dataset.elements) {
    out.all += 1;
    if (isPrivate(element.tag)) out.own += 1;
    if (element.vr === 'UI') out.uids += 1;
    for (const item of element.items ?? []) {
      const inner = count(item, depth + 1);
      out.all += inner.all;
      out.own += inner.own;
      out.uids += inner.uids;
      out.depth = Math.max(out.depth, inner.depth);
    }
  }
  return out;
}

describe.skipIf(!isThere)('sample files', () => {
  it.each(names)('%s: header facts are as expected, or it is refused by name', (name) => {
    const code = refused[name];
    if (code) {
      expect(() => parse(sample(name))).toThrow(expect.objectContaining({ code }));
      return;
    }
    const wanted = expected[name]!;
    const file = parse(sample(name));
    const seen = count(file.dataset);
    expect(file.isTransferSyntaxStated ? file.transferSyntax : null).toBe(wanted.transfer_syntax);
    expect(seen).toEqual({
      all: wanted.elements_incl_nested,
      own: wanted.private_elements,
      uids: wanted.uid_elements,
      depth: wanted.sequence_depth,
    });
  });

  const exact = names.filter((name) => expected[name]!.pixel && !converted.includes(name));

  it.each(exact)('%s: pixels are bit for bit as expected', async (name) => {
    const hash = createHash('sha256');
    for (const frame of await framesOf(sample(name))) {
      hash.update(new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength));
    }
    expect(hash.digest('hex')).toBe(expected[name]!.pixel?.sha256_raw_le);
  });

  it('reads names in other scripts', () => {
    const nameIn = (file: string): string => textOf(parse(sample(file)).dataset, tags.PatientName);
    expect(nameIn('chrJapMulti.dcm')).toBe('やまだ^たろう');
    expect(nameIn('chrGerm.dcm')).toBe('Äneas^Rüdiger');
    expect(nameIn('chrArab.dcm')).toBe('قباني^لنزار');
    expect(nameIn('chrX1.dcm')).toBe('Wang^XiaoDong=王^小東=');
  });

  it('a file without preamble and meta information reads the same', async () => {
    const whole = sample('CT_small.dcm');
    const start = whole.findIndex(
      (_, i) => whole[i] === 8 && whole[i + 2] === 5 && whole[i + 4] === 67 && i > 132,
    );
    const bare = parse(whole.subarray(start));
    expect(bare.isTransferSyntaxStated).toBe(false);
    expect(bare.transferSyntax).toBe('1.2.840.10008.1.2.1');
    expect(count(bare.dataset).all).toBe(262);
  });

  const lossy = ['JPEG-lossy.dcm', 'JPGExtended.dcm', ...converted, 'rsna-cxr.dcm'];

  it.skipIf(!hasTool('dcmdjpeg')).each(lossy)(
    '%s: lossy pixels are as DCMTK reads them',
    async (name) => {
      const folder = mkdtempSync(join(tmpdir(), 'dcm-'));
      try {
        const target = join(folder, 'out.dcm');
        run('dcmdjpeg', [shared(`dicom-samples/${name}`), target]);
        const [ours, theirs] = [await framesOf(sample(name)), await framesOf(readFileSync(target))];
        let sum = 0;
        let most = 0;
        let pixels = 0;
        ours.forEach((frame, f) => {
          pixels += frame.length;
          for (let i = 0; i < frame.length; i++) {
            const error = Math.abs(frame[i]! - theirs[f]![i]!);
            sum += error;
            most = Math.max(most, error);
          }
        });
        expect(sum / pixels).toBeLessThan(0.5);
        expect(most).toBeLessThanOrEqual(2);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
