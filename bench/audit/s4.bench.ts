import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bench } from '../bench.ts';
import { timeCommand } from '../measure.ts';

const root = resolve(import.meta.dirname, '../..');

function bytesUnder(path: string): number {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== 'src' && name !== 'test')
    .reduce((sum, name) => sum + bytesUnder(join(path, name)), 0);
}

/** Folder of a dependency, looked up from a package as Node does. */
function folderOf(name: string, from: string): string | null {
  for (let at = from; at.startsWith(root); at = resolve(at, '..')) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
  }
  return null; // An optional dependency of another platform.
}

/** Megabytes of what the command needs at run time, DuckDB and the rest apart. */
export function footprint(): { readonly duckdbMb: number; readonly restMb: number } {
  const seen = new Set<string>();
  let duckdb = 0;
  let rest = 0;
  const visit = (folder: string): void => {
    if (seen.has(folder)) return;
    seen.add(folder);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name: string;
      dependencies?: Record<string, string>;
      optionalDependencies?: Record<string, string>;
    };
    if (manifest.name.startsWith('@duckdb/')) duckdb += bytesUnder(folder);
    else rest += bytesUnder(folder);
    const wanted = { ...manifest.dependencies, ...manifest.optionalDependencies };
    for (const name of Object.keys(wanted)) {
      const own = name.startsWith('@equipoise/')
        ? join(root, 'packages', name.slice('@equipoise/'.length))
        : folderOf(name, folder);
      if (own !== null) visit(own);
    }
  };
  visit(join(root, 'apps/cli'));
  return { duckdbMb: duckdb / 1e6, restMb: rest / 1e6 };
}

/** S4: cold start of the help, and what an installation weighs. */
export const s4: Bench = {
  id: 's4',
  title: 'Cold start of --help, timed on the bin with node; footprint of the installation',
  target: { seconds: 0.15, peakMb: null },
  data: { footprintTargetMb: 60 },
  prepare: async () => {},
  sides: [
    {
      name: 'equipoise --help',
      isPeer: false,
      computes:
        'The main help in a fresh process; footprint counts run-time dependencies beside DuckDB.',
      run: async () => ({ ...(await timeCommand(['--help'])), detail: { ...footprint() } }),
    },
  ],
};
