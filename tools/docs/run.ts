/**
 * `npm run docs`: writes the generated pages of docs/reference from what the packages declare.
 * `npm run docs -- --check` writes nothing and exits 1 where a page differs.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hasCli, renderCliPage } from './cli.ts';
import { gatherErrors } from './error-tables.ts';
import { renderErrorsPage } from './errors.ts';
import { renderSchemas } from './schemas.ts';

const folder = resolve(import.meta.dirname, '../../docs/reference');
const isCheck = process.argv.includes('--check');
mkdirSync(folder, { recursive: true });

function present(file: string): string {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const pages = new Map<string, string>(renderSchemas());
pages.set('errors.md', renderErrorsPage(await gatherErrors(), present('errors.md')));
if (hasCli()) pages.set('cli.md', renderCliPage());
else
  console.error(
    'docs/reference/cli.md is left as it is: the command is not built (npm run build).',
  );

let differing = 0;
for (const [file, text] of pages) {
  if (present(file) === text) continue;
  differing++;
  if (!isCheck) writeFileSync(join(folder, file), text);
  console.log(`${isCheck ? 'differs' : 'written'}: docs/reference/${file}`);
}
process.exitCode = isCheck && differing > 0 ? 1 : 0;
