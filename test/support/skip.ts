import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Folder of shared golden values and public data: EQUIPOISE_SHARED, else beside the repository. */
export const sharedFolder: string = process.env['EQUIPOISE_SHARED'] ?? resolve(root, '../shared');

/** Writes a reason for a skipped test to stderr, and to the log that .ci/run refuses when non-empty. */
function noteSkip(reason: string): void {
  process.stderr.write(`skipped: ${reason}\n`);
  const log = process.env['EQUIPOISE_SKIP_LOG'];
  if (log) appendFileSync(log, `${reason}\n`);
}

/**
 * Whether a test that needs something has to be skipped.
 *
 * @param isPresent whether the needed thing is there
 * @param reason one line: what is absent and which tests are left out
 * @returns true where the test must be skipped; the reason is then printed and logged
 */
export function skipUnless(isPresent: boolean, reason: string): boolean {
  if (!isPresent) noteSkip(reason);
  return !isPresent;
}

/**
 * Path of a file or folder of the shared data, or null (printed and logged) where it is absent.
 *
 * @param parts path below the shared folder, e.g. `'data', 'nih-chexnet'`
 */
export function sharedOrSkip(...parts: readonly string[]): string | null {
  const path = join(sharedFolder, ...parts);
  return skipUnless(existsSync(path), `shared/${parts.join('/')} is absent`) ? null : path;
}

/**
 * Path of a program, or null (printed and logged) where none of the names is installed.
 *
 * @param names program names or absolute paths, the first found wins
 */
export function toolOrSkip(...names: readonly string[]): string | null {
  for (const name of names) {
    if (name.startsWith('/')) {
      if (existsSync(name)) return name;
      continue;
    }
    try {
      return execFileSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).trim();
    } catch {
      // Not installed under this name; the next one is tried.
    }
  }
  skipUnless(false, `program ${names.join(' or ')} is not installed`);
  return null;
}

/** A Python that has pydicom and numpy, or null (printed and logged) without one. */
export function pythonOrSkip(): string | null {
  const found = ['/usr/bin/python3', 'python3'].find(
    (name) => spawnSync(name, ['-c', 'import pydicom, numpy']).status === 0,
  );
  skipUnless(found !== undefined, 'there is no Python with pydicom and numpy');
  return found ?? null;
}
