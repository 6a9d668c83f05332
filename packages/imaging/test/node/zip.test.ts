import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type NewEntry, zipOf } from '../../../../test/support/zip.ts';
import { defaultZipLimits, listZip, unzipEntry } from '../../src/node/index.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const refused = (code = 'imaging/bad-zip'): unknown => expect.objectContaining({ code });

describe('archives', () => {
  it('give back what was packed', () => {
    const bytes = zipOf([
      { name: 'a/b.dcm', data: text('one one one one one one') },
      { name: 'a/', data: new Uint8Array(0), isStored: true },
      { name: 'ü.dcm', data: text('two'), isStored: true },
    ]);
    const entries = listZip(bytes);
    expect(entries.map((e) => e.name)).toEqual(['a/b.dcm', 'ü.dcm']);
    expect(Buffer.from(unzipEntry(bytes, entries[0]!)).toString()).toBe('one one one one one one');
    expect(Buffer.from(unzipEntry(bytes, entries[1]!)).toString()).toBe('two');
  });

  const evil: readonly (readonly [string, readonly NewEntry[]])[] = [
    ['traversal', [{ name: '../evil', data: text('x') }]],
    ['traversal within', [{ name: 'a/../../evil', data: text('x') }]],
    ['an absolute name', [{ name: '/etc/evil', data: text('x') }]],
    ['a drive', [{ name: 'C:evil', data: text('x') }]],
    ['backslashes', [{ name: '..\\evil', data: text('x') }]],
    ['a NUL', [{ name: 'a\0.dcm', data: text('x') }]],
    ['no name', [{ name: '', data: text('x') }]],
    ['a link', [{ name: 'link', data: text('/etc/passwd'), mode: 0o120777 }]],
    [
      'one name twice',
      [
        { name: 'a', data: text('x') },
        { name: 'a', data: text('y') },
      ],
    ],
    [
      'one name in two cases',
      [
        { name: 'a', data: text('x') },
        { name: 'A', data: text('y') },
      ],
    ],
    ['encryption', [{ name: 'a', data: text('x'), flags: 1 }]],
    ['another name at its place', [{ name: 'a', data: text('x'), localName: 'b' }]],
  ];

  it.each(evil)('with %s are refused whole', (_, entries) => {
    const bytes = zipOf([{ name: 'good', data: text('good') }, ...entries]);
    expect(() => listZip(bytes)).toThrow(refused());
  });

  it('with overlapping entries are refused', () => {
    const bytes = zipOf([
      { name: 'a', data: text('0123456789'), isStored: true },
      { name: 'b', data: text('0123456789'), isStored: true, sharesPlace: true },
    ]);
    expect(() => listZip(bytes)).toThrow(refused());
  });

  it('with a million entries are refused', () => {
    const bytes = zipOf([{ name: 'a', data: text('x') }], { wideCount: 1_000_000 });
    expect(() => listZip(bytes)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/too-large|bad-zip/) }),
    );
    const many = zipOf(Array.from({ length: 300 }, (_, i) => ({ name: `f${i}`, data: text('x') })));
    expect(() => listZip(many, { ...defaultZipLimits, maxEntries: 299 })).toThrow(
      refused('imaging/too-large'),
    );
  });

  it('that unpack to far more than they hold are refused before unpacking', () => {
    const zeros = new Uint8Array(60_000_000);
    expect(() => listZip(zipOf([{ name: 'bomb', data: zeros }]))).toThrow(
      refused('imaging/too-large'),
    );
    const liar = zipOf([{ name: 'bomb', data: zeros, size: 1000 }]);
    expect(() => unzipEntry(liar, listZip(liar)[0]!)).toThrow(refused());
  });

  it('with a wrong checksum are refused', () => {
    const bytes = zipOf([{ name: 'a', data: text('abc'), crc: crc32('abd') }]);
    expect(() => unzipEntry(bytes, listZip(bytes)[0]!)).toThrow(refused());
  });

  it('cut short or changed are refused by name or read', () => {
    const bytes = zipOf([
      { name: 'a', data: text('abc'.repeat(50)) },
      { name: 'b', data: new Uint8Array(deflateRawSync(text('zzz'))) },
    ]);
    for (let cut = 0; cut < bytes.length; cut++)
      expect(() => listZip(bytes.slice(0, cut))).toThrow(refused());
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] = changed[i]! ^ 0x41;
      try {
        for (const entry of listZip(changed)) unzipEntry(changed, entry);
      } catch (error) {
        expect(error).toHaveProperty('mend');
      }
    }
  });
});
