import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../../..');
const app = join(root, 'apps/web/dist/app');

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

it('the reading page loads at most 200 kB of JavaScript, gzipped', () => {
  // Does nothing where the built app is up to date.
  execFileSync(process.execPath, [join(root, 'tools/web/run.mjs')], { stdio: 'ignore' });
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
  add('src/pages/reading/reading.page.tsx');
  expect(files.size).toBeGreaterThan(2);
  const sizes = [...files].map((file) => ({
    file,
    gzip: gzipSync(readFileSync(join(app, file)), { level: 9 }).length,
  }));
  const total = sizes.reduce((sum, { gzip }) => sum + gzip, 0);
  console.info(`reading page: ${total} bytes in ${sizes.length} files`);
  // Too large? Fetch what is seldom needed when it is needed, as pages/reading/dialogs.tsx does.
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(200_000);
});
