import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { fail } from '../errors.ts';
import { openFile } from './source.ts';

/**
 * SHA-256 of a file's bytes as they lie on disk.
 *
 * @param path where it is
 * @returns 64 hexadecimal digits
 * @throws dataset/no-file, dataset/not-a-file, dataset/cannot-read, dataset/empty-file
 */
export async function hashFile(path: string): Promise<string> {
  const file = await openFile(path);
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }))
      hash.update(piece);
  } catch {
    fail('dataset/cannot-read', 'the file cannot be read.', 'Check its permissions.', {
      file: file.name,
    });
  }
  return hash.digest('hex');
}
