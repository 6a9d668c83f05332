import { createHash } from 'node:crypto';
import { defaultZipLimits, listZip, unzipEntry } from '@equipoise/imaging/node';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../src/exports/zip-writer.ts';

const isLong = process.env['EQUIPOISE_LONG'] === '1';
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const textOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('an archive of an export', () => {
  it('holds each file under its name, in any script', async () => {
    const entries = [
      { name: 'masks/läsion-1/Zoë/case 1.nii.gz', bytes: Uint8Array.from([1, 2, 3]) },
      { name: 'empty.txt', bytes: new Uint8Array(0) },
      { name: 'long.csv', bytes: textOf('case,label\n'.repeat(50_000)) },
    ];
    const archive = await zipOf(entries);
    const listed = listZip(archive);
    expect(listed.map((entry) => [entry.name, sha(unzipEntry(archive, entry))])).toEqual(
      entries.map(({ name, bytes }) => [name, sha(bytes)]),
    );
    expect(archive.length).toBeLessThan(20_000);
  });

  it('has the same bytes each time', async () => {
    const entries = Array.from({ length: 300 }, (_, at) => ({
      name: `${at}.txt`,
      bytes: textOf(`${at} `.repeat(at * 40)),
    }));
    expect(sha(await zipOf(entries))).toBe(sha(await zipOf(entries)));
  });

  // Half a minute, so in the long form alone.
  it.runIf(isLong)('holds more files than the classic format counts', async () => {
    const count = 66_000;
    const entries = Array.from({ length: count }, (_, at) => ({
      name: `masks/${at}.txt`,
      bytes: textOf(String(at)),
    }));
    const archive = await zipOf(entries);
    const listed = listZip(archive, { ...defaultZipLimits, maxEntries: 100_000 });
    expect(listed).toHaveLength(count);
    const last = listed.at(-1);
    expect(last?.name).toBe('masks/65999.txt');
    if (last !== undefined) expect(sha(unzipEntry(archive, last))).toBe(sha(textOf('65999')));
  });
});
