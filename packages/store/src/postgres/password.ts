import { chmodSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurable } from '../blobs/durable.ts';
import type { StoreWorld } from '../world.ts';

/**
 * The embedded database's password: read from `postgres.password` in the data folder, made when absent.
 *
 * @param folder the data folder
 * @returns 43 characters of 256 random bits
 */
export function databasePassword(folder: string, world: StoreWorld): string {
  const path = join(folder, 'postgres.password');
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (text.length >= 32) {
      chmodSync(path, 0o600);
      return text;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const password = Buffer.from(world.randomBytes(32)).toString('base64url');
  writeDurable(`${path}.new`, password, 0o600);
  renameSync(`${path}.new`, path);
  return password;
}
