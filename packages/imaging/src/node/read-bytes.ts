import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fail } from '../errors.ts';

/**
 * Bytes of a file.
 *
 * @param path file
 * @throws imaging/cannot-read
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    return fail(
      'imaging/cannot-read',
      `${basename(path)} could not be read.`,
      'Check that it exists and may be read.',
      cause,
    );
  }
}
