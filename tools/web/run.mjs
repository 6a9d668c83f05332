/**
 * `node tools/web/run.mjs`: the web app as files for a browser, in apps/web/dist/app. Run by `npm run build` after
 * `tsc -b`; it does nothing when nothing that goes in has changed since.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const web = join(root, 'apps/web');
const stamp = join(web, 'dist/app/.stamp');

/** The content of everything that goes in. */
function contentHash() {
  const hash = createHash('sha256');
  const sources = ['domain', 'stats', 'imaging', 'metrics', 'annotation', 'api', 'report'];
  const folders = [join(web, 'src'), ...sources.map((name) => join(root, 'packages', name, 'src'))];
  const files = [
    ...['index.html', 'vite.config.ts', 'package.json'].map((name) => join(web, name)),
    join(root, 'node_modules/.package-lock.json'),
    ...folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort(),
    ),
  ];
  for (const file of files.filter((path) => existsSync(path))) {
    hash.update(relative(root, file).replaceAll('\\', '/')).update('\0');
    hash.update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

const made = contentHash();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== made) {
  // Whoever calls: a test runner says `test`, and then the interface would carry its aids for developers.
  process.env.NODE_ENV = 'production';
  await build({ configFile: join(web, 'vite.config.ts'), logLevel: 'warn' });
  writeFileSync(stamp, made);
}
