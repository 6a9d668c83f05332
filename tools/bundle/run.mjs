/**
 * `node tools/bundle/run.mjs [FOLDER]`: the built command as a few files that load fast, in
 * apps/cli/dist/bundle, or in another folder of apps/cli/dist. Plain JavaScript, so that
 * `npm ci` of a fresh clone can run it. Run by `npm run build` after `tsc -b`.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { housePlugin } from './house-plugin.mjs';
import { licences } from './licences.mjs';

const root = resolve(import.meta.dirname, '../..');
const dist = join(root, 'apps/cli/dist');
const folder = join(dist, process.argv[2] ?? 'bundle');

/** Built files that run as threads of their own, under the names by which they are started. */
function threads() {
  const home = join(root, 'packages/stats/dist/node');
  const entries = readdirSync(home)
    .filter((file) => file.endsWith('.js'))
    .filter((file) => readFileSync(join(home, file), 'utf8').includes('parentPort'))
    .map((file) => [file.slice(0, -'.js'.length), join(home, file)]);
  return Object.fromEntries(entries);
}

/** What the bundle was made from: the compiler's record of each package, and of what is installed. */
function stamp() {
  const records = ['packages', 'apps']
    .flatMap((home) => readdirSync(join(root, home)).map((name) => join(root, home, name)))
    .map((home) => join(home, 'dist/.tsbuildinfo'));
  const installed = join(root, 'node_modules/.package-lock.json');
  return [...records, installed]
    .filter((path) => existsSync(path))
    .map((path) => [relative(folder, path).replaceAll('\\', '/'), statSync(path).mtimeMs]);
}

// Taken before the files are read: what is compiled meanwhile makes the bundle stale.
const made = stamp();
rmSync(folder, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: join(dist, 'main.js'), ...threads() },
  outdir: folder,
  // Flat: a worker's entry lies beside whatever file starts it.
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Less to scan at start-up; names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  // Inlined CommonJS asks for Node's own modules.
  banner: {
    js: "import{createRequire as requireOfBundle}from'node:module';const require=requireOfBundle(import.meta.url);",
  },
  plugins: [housePlugin],
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(folder, 'LICENCES.txt'), licences(root, Object.keys(metafile.inputs)));
// Last: without its stamp a bundle is not used.
writeFileSync(join(folder, 'stamp.json'), `${JSON.stringify(made)}\n`);
