import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '../..');

/** One error code with the package that owns it and what it means. */
export interface ErrorEntry {
  readonly package: string;
  readonly code: string;
  readonly meaning: string;
}

/** Meaning of an entry of a table: the text itself, or its `meaning`. */
function meaningOf(entry: unknown): string | null {
  if (typeof entry === 'string') return entry;
  if (typeof entry === 'object' && entry !== null && 'meaning' in entry) {
    return typeof entry.meaning === 'string' ? entry.meaning : null;
  }
  return null;
}

/**
 * Gathers the error tables of every package.
 *
 * @returns entries in order of package and code
 * @throws Error when a package's `src/errors.ts` holds no table
 */
export async function gatherErrors(): Promise<readonly ErrorEntry[]> {
  const entries: ErrorEntry[] = [];
  for (const kind of ['packages', 'apps']) {
    for (const name of readdirSync(join(root, kind)).toSorted()) {
      const file = join(root, kind, name, 'src/errors.ts');
      if (!existsSync(file)) continue;
      const exports: Record<string, unknown> = await import(pathToFileURL(file).href);
      const found = Object.values(exports)
        .filter((value): value is object => typeof value === 'object' && value !== null)
        .flatMap((table) => Object.entries(table))
        .filter(([code]) => /^[a-z-]+\/[a-z0-9-]+$/.test(code))
        .flatMap(([code, entry]) => {
          const meaning = meaningOf(entry);
          return meaning === null ? [] : [{ package: name, code, meaning }];
        });
      if (found.length === 0)
        throw new Error(`${kind}/${name}/src/errors.ts holds no error table.`);
      entries.push(...found.toSorted((a, b) => (a.code < b.code ? -1 : 1)));
    }
  }
  return entries;
}
