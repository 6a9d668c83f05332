import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

const entry = 'verify/cells.ts';
const importPattern = /(?:from|import)\s+'(\.[^']+\.ts)'/g;

/** Every file that the simulations reach through imports, with its content. */
async function reachable(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const visit = async (path: string): Promise<void> => {
    const name = relative(folder, path).split(sep).join('/');
    if (found.has(name)) return;
    found.set(name, '');
    const content = await readFile(path, 'utf8');
    found.set(name, content);
    await Promise.all(
      [...content.matchAll(importPattern)].map((match) => visit(join(dirname(path), match[1]!))),
    );
  };
  await visit(join(folder, entry));
  return found;
}

/**
 * SHA-256 over the statistics that the simulations prove: every source file they reach through imports,
 * names and content, in order of name.
 *
 * The simulations themselves are left out, since rewording a claim does not change an interval; so is
 * code they never reach, about which the table says nothing.
 *
 * @param folder `packages/stats/src`
 * @returns hexadecimal
 */
export async function hashStatistics(folder: string): Promise<string> {
  const files = [...(await reachable(folder))]
    .filter(([name]) => !name.startsWith('verify/') && !name.startsWith('node/'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256');
  for (const [name, content] of files) {
    hash.update(`${name}\n${content.replaceAll('\r\n', '\n')}\n`);
  }
  return hash.digest('hex');
}
