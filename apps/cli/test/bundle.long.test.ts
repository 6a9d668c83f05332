import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { binaryMask } from '@equipoise/imaging';
import { writePngMask } from '@equipoise/imaging/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skipUnless } from '../../../test/support/skip.ts';
import { folderWith } from './support/terminal.ts';

const root = resolve(import.meta.dirname, '../../..');
const dist = join(root, 'apps/cli/dist');
const isSkipped = skipUnless(
  existsSync(join(dist, 'main.js')),
  'the command is not built (npm run build); tests of its bundle are left out',
);

/** Made for this test, so that it is never older than what is compiled. */
const bundle = join(dist, `bundle-test-${process.pid}`);

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an entry of the command, which exports `main`, in a folder. */
function run(entry: string, cwd: string, argv: readonly string[]): Ended {
  const starter = join(bundle, 'start.mjs');
  const code = 'const [, , entry, ...argv] = process.argv; (await import(entry)).main(argv);\n';
  writeFileSync(starter, code);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [starter, pathToFileURL(entry).href, ...argv],
    { cwd, encoding: 'utf8', timeout: 50_000 },
  );
  return { status, stdout, stderr };
}

/** What the bundle says, and what the compiled files say to the same. */
function both(cwd: string, argv: readonly string[]): { bundled: Ended; compiled: Ended } {
  return {
    bundled: run(join(bundle, 'main.js'), cwd, argv),
    compiled: run(join(dist, 'main.js'), cwd, argv),
  };
}

/** Files that are loaded with one of the bundle, itself included. */
function loadedWith(file: string, seen: Set<string> = new Set()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(bundle, file), 'utf8');
  for (const [, next] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) loadedWith(next!, seen);
  return seen;
}

describe.skipIf(isSkipped)('the bundle', () => {
  beforeAll(() => {
    const made = spawnSync(
      process.execPath,
      [join(root, 'tools/bundle/run.mjs'), `bundle-test-${process.pid}`],
      { encoding: 'utf8' },
    );
    expect(made.stderr).toBe('');
    expect(made.status).toBe(0);
  });
  afterAll(() => rm(bundle, { recursive: true, force: true }));

  it('gives help without loading what computes', () => {
    const { bundled, compiled } = both(root, ['audit', '--help']);
    expect(bundled).toEqual(compiled);
    expect(bundled.stdout).toContain('--threshold');
    const bytes = [...loadedWith('main.js')].map((file) => statSync(join(bundle, file)).size);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(200_000);
  });

  it('holds every thread under the name by which it is started, without what draws or reads', async () => {
    const home = join(root, 'packages/stats/src/node');
    const sources = (await readdir(home)).filter((name) => name.endsWith('.ts'));
    const texts = await Promise.all(sources.map((name) => readFile(join(home, name), 'utf8')));
    const names = texts.join('').matchAll(/startWorker\('([a-z-]+)'/g);
    const files = [...new Set([...names].map(([, name]) => `${name}.js`))].sort();
    expect(files).toEqual(['verify-worker.js', 'worker.js']);
    for (const file of files) {
      const texts = [...loadedWith(file)].map((one) => readFileSync(join(bundle, one), 'utf8'));
      expect(texts.join('')).not.toMatch(/ZodError|node:fs/);
    }
  });

  it('writes the bytes that the compiled files write, with two workers', async () => {
    const folder = await folderWith();
    const phantom = both(folder, ['phantom', '--patients', '150', '--seed', '5']);
    expect(phantom.bundled).toEqual(phantom.compiled);
    const audit = 'audit phantom/predictions.csv --label y --score p --patient patient_id';
    const more = '--group sex,site --workers 2 --replicates 300 --out';
    const argv = `${audit} ${more}`.split(' ');
    for (const [name, entry] of [
      ['bundled', join(bundle, 'main.js')],
      ['compiled', join(dist, 'main.js')],
    ] as const) {
      const { status, stderr } = run(entry, folder, [...argv, 'out']);
      expect(status, stderr).toBe(0);
      await mkdir(join(folder, name));
      for (const file of await readdir(join(folder, 'out'), { recursive: true })) {
        if (statSync(join(folder, 'out', file)).isDirectory()) continue;
        await copyFile(join(folder, 'out', file), join(folder, name, file.replaceAll('/', '_')));
      }
    }
    const files = await readdir(join(folder, 'bundled'));
    expect(files).toContain('report.json');
    expect(files).toEqual(await readdir(join(folder, 'compiled')));
    // The clock stands in provenance.json alone.
    for (const file of files.filter((one) => one !== 'provenance.json')) {
      const [a, b] = await Promise.all(
        ['bundled', 'compiled'].map((name) => readFile(join(folder, name, file))),
      );
      expect(a!.equals(b!), file).toBe(true);
    }
    const report = JSON.parse(await readFile(join(folder, 'bundled/report.json'), 'utf8')) as {
      selfProof: unknown;
    };
    expect(report.selfProof).not.toBeNull();
  });

  it('finds the native readers of Parquet and PNG', async () => {
    // Only DuckDB can tell that nonsense stands between the marks.
    const folder = await folderWith({ 'a.parquet': 'PAR1nonsense\x08\0\0\0PAR1' });
    const parquet = both(folder, ['inspect', 'a.parquet']);
    expect(parquet.bundled).toEqual(parquet.compiled);
    expect(parquet.bundled.stderr).toContain('dataset/broken-parquet');
    for (const reader of ['a', 'b']) {
      await mkdir(join(folder, 'masks', reader), { recursive: true });
      for (const [at, name] of ['x', 'y'].entries()) {
        const data = Uint8Array.from({ length: 144 }, (_, i) => Number(i % 12 > at + 3));
        const mask = binaryMask({ shape: [12, 12], data });
        await writePngMask(join(folder, 'masks', reader, `${name}.png`), mask);
      }
    }
    const masks = both(folder, ['agreement', '--masks', 'masks', '--out', 'out', '--json']);
    expect(masks.bundled).toEqual(masks.compiled);
    expect(masks.bundled.status, masks.bundled.stderr).toBe(0);
  });

  it('names the licences of what it holds', async () => {
    const text = await readFile(join(bundle, 'LICENCES.txt'), 'utf8');
    for (const name of ['zod', 'commander', 'yaml', '@observablehq/plot', 'd3-scale']) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });
});

describe('the bin', () => {
  /** An installation whose two entries say their name. */
  async function installation(hasSources: boolean): Promise<(stamp: unknown) => Promise<string>> {
    const folder = await folderWith({ 'package.json': '{"type":"module"}', record: '' });
    const bin = join(folder, 'bin/equipoise.js');
    for (const one of ['bin', 'dist/bundle', ...(hasSources ? ['src'] : [])]) {
      await mkdir(join(folder, one), { recursive: true });
    }
    await copyFile(join(root, 'apps/cli/bin/equipoise.js'), bin);
    await utimes(join(folder, 'record'), 1, 1);
    for (const [file, says] of [
      ['dist/main.js', 'compiled'],
      ['dist/bundle/main.js', 'bundled'],
    ] as const) {
      await writeFile(join(folder, file), `export const main = () => console.log('${says}');\n`);
    }
    return async (stamp) => {
      const path = join(folder, 'dist/bundle/stamp.json');
      if (stamp !== null) await writeFile(path, JSON.stringify(stamp));
      return spawnSync(process.execPath, [bin], { encoding: 'utf8' }).stdout.trim();
    };
  }

  it('runs the bundle of what is compiled now, and no other', async () => {
    const says = await installation(true);
    expect(await says(null)).toBe('compiled');
    expect(await says([['../../record', 1000]])).toBe('bundled');
    expect(await says([['../../record', 2000]])).toBe('compiled');
    expect(await says([['../../absent', 1000]])).toBe('compiled');
  });

  it('runs the bundle where there are no sources to compile', async () => {
    const says = await installation(false);
    expect(await says([['../../absent', 1000]])).toBe('bundled');
  });
});
