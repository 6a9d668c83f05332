import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const web = resolve(import.meta.dirname, '../../..');

async function bundle(entry: string, format: 'esm' | 'iife'): Promise<Uint8Array> {
  const result = await build({
    entryPoints: [join(web, entry)],
    bundle: true,
    minify: true,
    format,
    write: false,
    conditions: ['@equipoise/source'],
  });
  return result.outputFiles[0]!.contents;
}

/** Size of the stage alone, minified: plain and gzipped bytes. */
export async function stageSize(): Promise<{ readonly plain: number; readonly gzip: number }> {
  const bytes = await bundle('src/stage/index.ts', 'esm');
  return { plain: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
}

/**
 * Writes the demonstration page as one file without a server.
 *
 * @returns its folder and its address
 */
export async function writeStagePage(): Promise<{ readonly folder: string; readonly url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'equipoise-stage-'));
  const script = await bundle('test/stage/demo-page.ts', 'iife');
  writeFileSync(join(folder, 'demo-page.js'), script);
  const html = readFileSync(join(web, 'stage-demo.html'), 'utf8')
    .replace(/<link rel="stylesheet" href="([^"]+)" \/>/g, (_, href: string) => {
      return `<style>${readFileSync(join(web, href), 'utf8')}</style>`;
    })
    .replace(
      '<script type="module" src="./test/stage/demo-page.ts">',
      '<script src="demo-page.js">',
    );
  const path = join(folder, 'stage-demo.html');
  writeFileSync(path, html);
  return { folder, url: pathToFileURL(path).href };
}
