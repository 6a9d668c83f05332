import { constants } from 'node:buffer';
import { Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import { fail } from '../errors.ts';

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** From here on it pays to hand a file to the zlib of Node, whose streams take longer to begin. */
const large = 65_536;

const settings = {
  level: 6,
  // The first instant that the format knows, in local time as the format has it.
  lastModDate: new Date(1980, 0, 1),
  extendedTimestamp: false,
  useWebWorkers: false,
} as const;

/**
 * Files as a ZIP archive, with 64-bit records where the classic ones do not reach; names in UTF-8, times fixed, so that
 * equal files give equal bytes.
 *
 * @throws server/export-too-large beyond the longest array of bytes of this Node (4 GiB in Node 20)
 */
export async function zipOf(entries: readonly ZipEntry[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const sink = new WritableStream<Uint8Array>({
    write(part) {
      size += part.length;
      // What is refused below need not be kept.
      if (size <= constants.MAX_LENGTH) parts.push(part);
    },
  });
  const archive = new ZipWriter(sink, settings);
  for (const { name, bytes } of entries) {
    const useCompressionStream = bytes.length >= large;
    await archive.add(name, new Uint8ArrayReader(bytes), { useCompressionStream });
  }
  await archive.close();
  if (size > constants.MAX_LENGTH) {
    fail(
      'server/export-too-large',
      `The archive would have ${(size / 1024 ** 3).toFixed(1)} GiB, more than one file can hold here.`,
      'Export its parts one by one.',
    );
  }
  return Buffer.concat(parts, size);
}
