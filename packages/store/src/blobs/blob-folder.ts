import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { mkdir, open, opendir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sha256 } from '../canonical-json.ts';
import { fail } from '../errors.ts';
import { failIo } from '../io-error.ts';
import type { StoreWorld } from '../world.ts';

/** A stored blob: its name is the SHA-256 of its bytes. */
export interface Blob {
  readonly hash: string;
  readonly byteCount: number;
}

/** Files kept under the hash of their content. */
export interface BlobFolder {
  /** Stores bytes; returns once the disk keeps them. Storing the same bytes again changes nothing. */
  readonly put: (content: Uint8Array | AsyncIterable<Uint8Array>) => Promise<Blob>;
  /** All bytes of a blob, checked against its name. @throws store/blob-missing, store/blob-changed */
  readonly get: (hash: string) => Promise<Uint8Array>;
  /** A blob's bytes as a stream; it ends with store/blob-changed where they do not match. */
  readonly stream: (
    hash: string,
  ) => Promise<{ readonly bytes: Readable; readonly byteCount: number }>;
  /** Bytes in a blob; null when it is not there. */
  readonly size: (hash: string) => Promise<number | null>;
  /** Every blob in the folder with its age's instant in ms since 1970, in no order. */
  readonly list: () => AsyncGenerator<Blob & { readonly changedMs: number }>;
  /** Removes a blob; one that is not there is no error. */
  readonly remove: (hash: string) => Promise<void>;
  /** Where a blob lies, for a tool that must open the file itself. */
  readonly pathOf: (hash: string) => string;
}

const isHash = /^[0-9a-f]{64}$/;

/**
 * Opens a folder of blobs: `blobs/ab/abcdef…` for the blob whose hash starts with `ab`. No path is ever
 * built from anything but a hash. What a killed process left in `blobs/incoming` is removed.
 *
 * @param folder created when absent
 */
export function openBlobs(folder: string, world: StoreWorld): BlobFolder {
  const incoming = join(folder, 'incoming');
  mkdirSync(incoming, { recursive: true, mode: 0o700 });

  const pathOf = (hash: string): string => {
    if (!isHash.test(hash)) {
      fail(
        'store/bad-argument',
        'a blob is named by 64 hex digits.',
        'Pass the hash of its bytes.',
      );
    }
    return join(folder, hash.slice(0, 2), hash);
  };

  const size = async (hash: string): Promise<number | null> => {
    const path = pathOf(hash);
    try {
      return (await stat(path)).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      return failIo(error, 'looking for a blob');
    }
  };

  const missing = (hash: string): never =>
    fail('store/blob-missing', `blob ${hash} is not there.`, 'Restore it from a backup.');

  return {
    pathOf,
    size,
    async put(content): Promise<Blob> {
      const draft = join(incoming, world.newId());
      try {
        const blob = await writeDraft(draft, content);
        const home = join(folder, blob.hash.slice(0, 2));
        // The same bytes are written again, not skipped: the copy on disk may be the damaged one.
        if ((await mkdir(home, { recursive: true, mode: 0o700 })) !== undefined) await sync(folder);
        await rename(draft, pathOf(blob.hash));
        await sync(home);
        return blob;
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        return failIo(error, 'writing a blob');
      }
    },
    async get(hash): Promise<Uint8Array> {
      const path = pathOf(hash);
      let bytes: Uint8Array;
      try {
        bytes = await readFile(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return missing(hash);
        return failIo(error, 'reading a blob');
      }
      return sha256(bytes) === hash ? bytes : changed(hash);
    },
    async stream(hash): Promise<{ readonly bytes: Readable; readonly byteCount: number }> {
      const byteCount = await size(hash);
      if (byteCount === null) return missing(hash);
      // Read only once someone asks: an error must not be raised before anybody listens.
      const checked = Readable.from(checkedBytes(pathOf(hash), hash), { objectMode: false });
      return { bytes: checked, byteCount };
    },
    async *list(): AsyncGenerator<Blob & { readonly changedMs: number }> {
      for await (const home of await opendir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(home.name)) continue;
        for await (const file of await opendir(join(folder, home.name))) {
          if (!isHash.test(file.name)) continue;
          const facts = await stat(join(folder, home.name, file.name)).catch(() => null);
          if (facts) yield { hash: file.name, byteCount: facts.size, changedMs: facts.mtimeMs };
        }
      }
    },
    async remove(hash): Promise<void> {
      await rm(pathOf(hash), { force: true }).catch((error) => failIo(error, 'removing a blob'));
    },
  };
}

async function writeDraft(
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<Blob> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let byteCount = 0;
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      hash.update(chunk);
      byteCount += chunk.length;
      let done = 0;
      while (done < chunk.length) done += (await handle.write(chunk, done)).bytesWritten;
    }
    await handle.sync();
    return { hash: hash.digest('hex'), byteCount };
  } finally {
    await handle.close();
  }
}

async function sync(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* checkedBytes(path: string, hash: string): AsyncGenerator<Uint8Array> {
  const seen = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
      seen.update(chunk);
      yield chunk;
    }
  } catch (error) {
    failIo(error, 'reading a blob');
  }
  if (seen.digest('hex') !== hash) changed(hash);
}

function changed(hash: string): never {
  return fail(
    'store/blob-changed',
    `the bytes of blob ${hash} do not match its name.`,
    'Restore it from a backup.',
  );
}
