import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : Promise.resolve([path]);
    }),
  );
  return nested.flat().filter((path) => path.endsWith('.ts'));
}

/**
 * SHA-256 over the source files of the statistics, names and content, in order of name.
 *
 * The simulations themselves are left out: rewording a claim does not change an interval.
 *
 * @param folder `packages/stats/src`
 * @returns hexadecimal
 */
export async function hashStatistics(folder: string): Promise<string> {
  const files = (await filesUnder(folder))
    .map((path) => ({ path, name: relative(folder, path).split(sep).join('/') }))
    .filter((file) => !file.name.startsWith('verify/') && !file.name.startsWith('node/'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file.path, 'utf8');
    hash.update(`${file.name}\n${content.replaceAll('\r\n', '\n')}\n`);
  }
  return hash.digest('hex');
}
