import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openBlobs } from '../../src/blobs/blob-folder.ts';
import { sha256 } from '../../src/index.ts';
import { realWorld, temporaryFolder } from '../support/temporary-store.ts';

const folder = temporaryFolder();
const blobs = openBlobs(folder, realWorld());
afterAll(() => rmSync(folder, { recursive: true }));

async function all(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

test('what is put comes back, whole or in pieces, and lies under its hash alone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
      async (parts) => {
        const whole = Buffer.concat(parts);
        const blob = await blobs.put(Readable.from(parts) as AsyncIterable<Uint8Array>);
        expect(blob).toEqual({ hash: sha256(whole), byteCount: whole.length });
        expect(await blobs.put(whole)).toEqual(blob);
        expect(Buffer.from(await blobs.get(blob.hash)).equals(whole)).toBe(true);
        const { bytes, byteCount } = await blobs.stream(blob.hash);
        expect(byteCount).toBe(whole.length);
        expect((await all(bytes)).equals(whole)).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
  expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
});

test('a name that is no hash is refused before a path is built', async () => {
  for (const name of [
    '../../etc/passwd',
    '',
    'AB'.repeat(32),
    `${'a'.repeat(63)}/`,
    `${'a'.repeat(64)}\0`,
  ]) {
    await expect(blobs.get(name)).rejects.toMatchObject({ code: 'store/bad-argument' });
    expect(() => blobs.pathOf(name)).toThrow(
      expect.objectContaining({ code: 'store/bad-argument' }),
    );
  }
});

test('a missing blob and a flipped byte are named', async () => {
  const absent = sha256('absent');
  await expect(blobs.get(absent)).rejects.toMatchObject({ code: 'store/blob-missing' });
  await expect(blobs.stream(absent)).rejects.toMatchObject({ code: 'store/blob-missing' });
  expect(await blobs.size(absent)).toBeNull();
  const { hash } = await blobs.put(Buffer.from('a content to be damaged'));
  const bytes = readFileSync(blobs.pathOf(hash));
  bytes[3] = bytes[3]! ^ 1;
  writeFileSync(blobs.pathOf(hash), bytes);
  const error = { code: 'store/blob-changed', sentence: expect.stringContaining(hash) };
  await expect(blobs.get(hash)).rejects.toMatchObject(error);
  await expect(blobs.stream(hash).then(({ bytes: s }) => all(s))).rejects.toMatchObject(error);
  // Storing the content again mends it.
  await blobs.put(Buffer.from('a content to be damaged'));
  expect(Buffer.from(await blobs.get(hash)).toString()).toBe('a content to be damaged');
});

test('a source that fails leaves nothing behind', async () => {
  const source = (async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw Object.assign(new Error('gone'), { code: 'ENOSPC' });
  })();
  await expect(blobs.put(source)).rejects.toMatchObject({ code: 'store/disk-full' });
  expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
});

test('the listing names every blob and nothing else', async () => {
  const own = join(folder, 'own');
  const few = openBlobs(own, realWorld());
  const hashes: string[] = [];
  for (let i = 0; i < 5; i += 1) hashes.push((await few.put(Buffer.from(`${i}`))).hash);
  mkdirSync(join(own, 'zz'));
  writeFileSync(join(own, 'zz', 'x'), '');
  writeFileSync(join(own, hashes[0]!.slice(0, 2), 'x.tmp'), '');
  utimesSync(few.pathOf(hashes[0]!), 1, 1);
  const found = [];
  for await (const blob of few.list()) found.push(blob);
  expect(found.map(({ hash }) => hash).sort()).toEqual([...hashes].sort());
  expect(found.find(({ hash }) => hash === hashes[0])?.changedMs).toBe(1000);
  await few.remove(hashes[0]!);
  await few.remove(hashes[0]!);
  expect(await few.size(hashes[0]!)).toBeNull();
});
