import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/**
 * Writes a small file and makes the disk keep it before returning. The name itself is kept once
 * {@link syncFolder} ran on its folder.
 *
 * @param mode permission bits, such as 0o600
 */
export function writeDurable(path: string, content: string | Uint8Array, mode: number): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const handle = openSync(path, 'w', mode);
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(handle, bytes, done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes the disk keep the names in a folder. Does nothing on Windows, where a folder cannot be synced. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
