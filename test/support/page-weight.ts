import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const app = resolve(import.meta.dirname, '../../apps/web/dist/app');

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** A file of JavaScript and its size, gzipped. */
export interface WeighedFile {
  readonly file: string;
  readonly gzip: number;
}

/**
 * What a page of the built web app loads before it shows itself.
 *
 * @param page its module, from `apps/web`, e.g. `src/pages/reading/reading.page.tsx`
 */
export function weighPage(page: string): readonly WeighedFile[] {
  const manifest: Record<string, Chunk> = JSON.parse(
    readFileSync(join(app, 'manifest.json'), 'utf8'),
  );
  const files = new Set<string>();
  const add = (name: string): void => {
    const chunk = manifest[name];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const next of chunk.imports ?? []) add(next);
  };
  add('index.html');
  add(page);
  return [...files].map((file) => ({
    file,
    gzip: gzipSync(readFileSync(join(app, file)), { level: 9 }).length,
  }));
}
