import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { filesUnder, housePackages, readText, root } from '../support/house.ts';

// Beneath node_modules, so that examples resolve the packages of the house by name.
const folder = join(root, 'node_modules/.cache/equipoise-examples');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every TypeScript block of the READMEs and the docs, with where it stands. */
const examples = [
  'README.md',
  ...housePackages().map((one) => `${one.folder}/README.md`),
  ...filesUnder('docs').filter((path) => path.endsWith('.md')),
].flatMap((path) =>
  [...readText(path).matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match, index) => ({
    name: `${path.replaceAll(/[^a-z0-9]+/gi, '-')}-${index}`,
    path,
    code: match[1] ?? '',
  })),
);

it('every TypeScript example of the docs runs, and prints what its comments say', () => {
  mkdirSync(folder, { recursive: true });
  for (const one of examples) writeFileSync(join(folder, `${one.name}.mts`), one.code);
  const main = examples
    .map((one) => `console.log('@@ ${one.path}');\nawait import('./${one.name}.mts');`)
    .join('\n');
  writeFileSync(join(folder, 'main.mts'), main);
  const args = ['--import', 'tsx', '-C', '@equipoise/source', join(folder, 'main.mts')];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const outputs = run.stdout.split(/^@@ /m).slice(1);
  expect(outputs).toHaveLength(examples.length);
  for (const [index, one] of examples.entries()) {
    // A comment of one or two words after a log is its output, word by word.
    for (const match of one.code.matchAll(
      /^console\.log\(.*\); \/\/ ([a-z0-9.-]+(?: [a-z0-9.-]+)?)$/gm,
    )) {
      expect(outputs[index], one.path).toContain(match[1]);
    }
  }
});
