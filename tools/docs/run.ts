/**
 * `npm run docs`: writes the generated pages of docs/reference and docs/methods from what the packages declare.
 * `npm run docs -- --check` writes nothing and exits 1 where a page differs.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hasCli, renderCliPage } from './cli.ts';
import { gatherErrors } from './error-tables.ts';
import { renderErrorsPage } from './errors.ts';
import { renderMethodPages } from './method-pages.ts';
import { renderSchemas } from './schemas.ts';

const folder = resolve(import.meta.dirname, '../../docs');
const isCheck = process.argv.includes('--check');
mkdirSync(join(folder, 'methods'), { recursive: true });

function present(file: string): string {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const pages = new Map<string, string>();
for (const [file, text] of renderSchemas()) pages.set(`reference/${file}`, text);
for (const [file, text] of renderMethodPages((name) => present(`methods/${name}`))) {
  pages.set(`methods/${file}`, text);
}
const errors = renderErrorsPage(await gatherErrors(), present('reference/errors.md'));
pages.set('reference/errors.md', errors);
if (hasCli()) pages.set('reference/cli.md', renderCliPage());
else
  console.error(
    'docs/reference/cli.md is left as it is: the command is not built (npm run build).',
  );

let differing = 0;
for (const [file, text] of pages) {
  if (present(file) === text) continue;
  differing++;
  if (!isCheck) writeFileSync(join(folder, file), text);
  console.log(`${isCheck ? 'differs' : 'written'}: docs/${file}`);
}
process.exitCode = isCheck && differing > 0 ? 1 : 0;
