import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fail } from '../errors.ts';
import { type NiftiImage, type NiftiReadOptions, readNifti } from '../nifti/read.ts';
import { type NiftiContent, writeNifti } from '../nifti/write.ts';
import { readBytes } from './read-bytes.ts';

/**
 * Reads a .nii, .nii.gz or .hdr file; beside a .hdr file its .img is looked for.
 *
 * @param path file
 * @param options name (default the file's name) and limit of size
 * @throws imaging/cannot-read and the errors of {@link readNifti}
 */
export async function readNiftiFile(
  path: string,
  options: Pick<NiftiReadOptions, 'name' | 'maxBytes'> = {},
): Promise<NiftiImage> {
  const partner = partnerOf(path);
  return readNifti(await readBytes(path), {
    name: basename(path),
    ...options,
    inflate: gunzip,
    ...(partner ? { imageBytes: await readBytes(partner) } : {}),
  });
}

/**
 * Writes an image; packed when the name ends in .gz.
 *
 * @param path .nii or .nii.gz file
 * @param content voxels and their place
 * @param version 1 or 2, default by the shape
 * @throws imaging/cannot-read when the file cannot be written; imaging/bad-argument
 */
export async function writeNiftiFile(
  path: string,
  content: NiftiContent,
  version?: 1 | 2,
): Promise<void> {
  const bytes = writeNifti(content, version);
  try {
    await writeFile(path, path.endsWith('.gz') ? gzipSync(bytes) : bytes);
  } catch (cause) {
    fail(
      'imaging/cannot-read',
      `${basename(path)} could not be written.`,
      'Check the folder and the free space.',
      cause,
    );
  }
}

/**
 * Unpacks gzip.
 *
 * @param bytes packed bytes
 * @param maxBytes most bytes to give
 * @throws RangeError beyond that, another error when the bytes are broken
 */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: Math.min(maxBytes, 4_294_967_296) });
}

function partnerOf(path: string): string | null {
  const match = /^(.*)\.hdr(\.gz)?$/i.exec(path);
  if (!match) return null;
  return [`${match[1]}.img`, `${match[1]}.img.gz`].find((p) => existsSync(p)) ?? null;
}
