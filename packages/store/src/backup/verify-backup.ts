import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../canonical-json.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type Steps, step } from './steps.ts';

/** Something wrong with a backup or a store, and where. */
export interface Fault {
  /** `table answers`, `blob 3f…`, `event server/17`, `answer …`. */
  readonly part: string;
  readonly kind: 'missing' | 'changed';
  readonly sentence: string;
}

/** What a check of a backup found. */
export interface BackupCheck {
  readonly manifest: Manifest;
  readonly faults: readonly Fault[];
}

/**
 * Checks every byte of a backup against its manifest.
 *
 * @throws store/backup-damaged when the manifest itself cannot be trusted
 */
export async function verifyBackup(folder: string, steps: Steps = {}): Promise<BackupCheck> {
  const manifest = await readManifest(folder);
  const faults: Fault[] = [];
  for (const [at, { name, hash }] of manifest.tables.entries()) {
    step(steps, 'checking tables', at, manifest.tables.length);
    await check(faults, `table ${name}`, join(folder, 'tables', `${name}.copy`), hash);
  }
  const blobs = await readBlobList(folder, manifest);
  if (blobs === null) {
    faults.push(changed('blobs.txt'));
  } else {
    for (const [at, { hash }] of blobs.entries()) {
      step(steps, 'checking blobs', at, blobs.length);
      await check(faults, `blob ${hash}`, join(folder, 'blobs', hash.slice(0, 2), hash), hash);
    }
  }
  return { manifest, faults };
}

/** The blobs a backup lists; null when the list does not match the manifest. */
export async function readBlobList(
  folder: string,
  manifest: Manifest,
): Promise<readonly { readonly hash: string; readonly byteCount: number }[] | null> {
  const text = await readFile(join(folder, 'blobs.txt'), 'utf8').catch(() => '\0');
  if (sha256(text) !== manifest.blobs.hash) return null;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ hash: line.slice(0, 64), byteCount: Number(line.slice(65)) }));
}

async function check(faults: Fault[], part: string, path: string, hash: string): Promise<void> {
  const found = await hashFile(path);
  if (found === null) faults.push({ part, kind: 'missing', sentence: `The ${part} is missing.` });
  else if (found !== hash) faults.push(changed(part));
}

function changed(part: string): Fault {
  return { part, kind: 'changed', sentence: `The ${part} was changed after it was written.` };
}

/** SHA-256 of a file; null when it cannot be read. */
async function hashFile(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch {
    return null;
  }
  return hash.digest('hex');
}
