import { chmodSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder, writeDurable } from './blobs/durable.ts';
import { fail } from './errors.ts';
import { failIo } from './io-error.ts';
import type { StoreWorld } from './world.ts';

/**
 * The server's own key, from a file that only its user may read; made when absent. It seals what must not be readable
 * in the database or in a backup, and is in neither.
 *
 * @param path of the file: 43 characters, base64url
 * @returns 32 bytes
 * @throws store/bad-key when the file holds something else
 */
export function serverKey(path: string, world: StoreWorld): Uint8Array {
  try {
    const text = readIfThere(path);
    if (text === null) {
      const key = world.randomBytes(32);
      writeDurable(`${path}.new`, `${Buffer.from(key).toString('base64url')}\n`, 0o600);
      renameSync(`${path}.new`, path);
      syncFolder(dirname(path));
      return key;
    }
    if (!/^[A-Za-z0-9_-]{43}$/.test(text)) {
      fail(
        'store/bad-key',
        "the file of the server's key holds no key of 32 bytes.",
        'Put the right file back; without it second factors must be set up anew.',
      );
    }
    // A file that others may read is no secret; one on a read-only disk is the operator's affair.
    try {
      chmodSync(path, 0o600);
    } catch {}
    return Buffer.from(text, 'base64url');
  } catch (error) {
    return failIo(error, "reading the server's key");
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    // What Node throws here carries a code.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
