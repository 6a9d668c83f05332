import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { arrowTable, housePackages, readJson, root } from '../support/house.ts';
import { sharedFolder, skipUnless } from '../support/skip.ts';

const packages = housePackages();

/** Names of the house among a package's dependencies, in the order of the table. */
function ownDependencies(dependencies: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@equipoise/'))
    .map((name) => name.slice('@equipoise/'.length))
    .toSorted();
}

describe('the table of arrows', () => {
  it('has a row for each package and a package for each row', () => {
    expect(packages.map((one) => one.name).toSorted()).toEqual(Object.keys(arrowTable).toSorted());
  });

  it('points only downwards', () => {
    for (const [name, row] of Object.entries(arrowTable)) {
      for (const target of row.imports) {
        expect(arrowTable[target]!.floor, `${name} → ${target}`).toBeLessThan(row.floor);
      }
    }
  });

  it.each(packages.map((one) => [one.name, one] as const))(
    '%s: package.json, tsconfig and table agree',
    (name, one) => {
      // What the table allows and nobody imports yet stands in no package.json: the dead-code check would say so.
      const started = arrowTable[name]!.starts ?? [];
      const needed = ownDependencies(one.manifest.dependencies);
      // What is started is found by its name when it runs, and never imported.
      const used = needed.filter((other) => !started.includes(other));
      expect(needed).toEqual(expect.arrayContaining([...started]));
      expect(used.filter((other) => !arrowTable[name]!.imports.includes(other))).toEqual([]);
      expect([...one.references].toSorted()).toEqual(used);
      expect(one.manifest.license).toBe('Apache-2.0');
      expect(one.manifest.description).toBe(arrowTable[name]!.sentence);
    },
  );

  it('gives every package the same version, also where one names another', () => {
    const { version } = readJson<{ version: string }>('package.json');
    for (const one of packages) {
      expect(one.manifest.version, one.name).toBe(version);
      for (const [name, wanted] of Object.entries(one.manifest.dependencies ?? {})) {
        if (name.startsWith('@equipoise/')) expect(wanted, `${one.name}: ${name}`).toBe(version);
      }
    }
  });

  it('is built whole: the root tsconfig names every package', () => {
    const references = readJson<{ references: { path: string }[] }>('tsconfig.json').references;
    const folders = references.map((entry) => entry.path.replace(/\/tsconfig\.[a-z]+\.json$/, ''));
    expect([...new Set(folders)].toSorted()).toEqual(packages.map((one) => one.folder).toSorted());
  });

  it('opens a Node entry, and any other beside the main one, exactly where the table has one', () => {
    for (const one of packages) {
      if (!one.manifest.exports) continue;
      const { node = [], entries = [] } = arrowTable[one.name]!;
      const beside = Object.keys(one.manifest.exports).filter((entry) => entry !== '.');
      expect(beside.toSorted(), one.name).toEqual(
        [...node, ...entries].map((folder) => `./${folder}`).toSorted(),
      );
    }
  });

  const style = join(sharedFolder, 'design', 'STYLE.md');
  it.skipIf(skipUnless(existsSync(style), 'shared/design/STYLE.md is absent'))(
    'says what the style guide says of each package',
    () => {
      const rows = readFileSync(style, 'utf8')
        .split('\n')
        .filter((line) => /^\| [a-z/, ]+ \|.*\|.*\|.*\|$/.test(line))
        .map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        );
      for (const [name, row] of Object.entries(arrowTable)) {
        const wanted = rows.find((cells) => cells[0] === name);
        if (!wanted) continue; // The three faces share one row there.
        expect(row.sentence).toBe(wanted[1]);
        if (name === 'domain' || name === 'workbench') continue; // Rows in words.
        const listed = (wanted[2] ?? '').split(/\s+/).filter((word) => /^[a-z]+$/.test(word));
        // Packages that are not born yet stand in the guide and not here.
        expect([...row.imports].toSorted()).toEqual(
          listed.filter((other) => other in arrowTable).toSorted(),
        );
        expect(row.runsIn).toBe((wanted[3] ?? '').startsWith('anywhere') ? 'anywhere' : 'node');
      }
    },
  );
});

describe('the arrow check', () => {
  const made: string[] = [];
  afterAll(async () => {
    for (const folder of made) await rm(folder, { recursive: true, force: true });
  });

  /** Cruises a house of stubs: every package with an empty index, and the given files on top. */
  async function cruise(files: Readonly<Record<string, string>>): Promise<ReadonlySet<string>> {
    const house = await mkdtemp(join(tmpdir(), 'equipoise-arrows-'));
    made.push(house);
    await mkdir(join(house, 'tools'));
    for (const file of ['dependency-cruiser.cjs', 'arrows.json']) {
      await cp(join(root, 'tools', file), join(house, 'tools', file));
    }
    await mkdir(join(house, 'node_modules/@equipoise'), { recursive: true });
    await symlink(join(root, 'node_modules/typescript'), join(house, 'node_modules/typescript'));
    const stubs: Record<string, string> = {};
    for (const one of packages) {
      stubs[`${one.folder}/package.json`] = JSON.stringify(one.manifest);
      stubs[`${one.folder}/src/index.ts`] = `export const ${one.name} = 1;\n`;
      if (arrowTable[one.name]!.node) stubs[`${one.folder}/src/node/index.ts`] = 'export {};\n';
      if (one.folder.startsWith('packages/')) {
        await symlink(join(house, one.folder), join(house, 'node_modules', one.manifest.name));
      }
    }
    for (const [path, text] of Object.entries({ ...stubs, ...files })) {
      await mkdir(dirname(join(house, path)), { recursive: true });
      await writeFile(join(house, path), text);
    }
    const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = ['--config', 'tools/dependency-cruiser.cjs', '-T', 'json', 'packages', 'apps'];
    const output = execFileSync(process.execPath, [bin, ...args], {
      cwd: house,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const { summary } = JSON.parse(output) as {
      summary: { totalCruised: number; violations: { from: string; rule: { name: string } }[] };
    };
    expect(summary.totalCruised).toBeGreaterThanOrEqual(packages.length);
    return new Set(summary.violations.map((one) => `${one.rule.name} ${one.from}`));
  }

  it('is silent on arrows that the table allows', async () => {
    const found = await cruise({
      'packages/metrics/src/a.ts':
        "import { stats } from '@equipoise/stats';\nexport const a = stats;\n",
      'packages/stats/src/node/index.ts': "export { cpus } from 'node:os';\n",
      'packages/workbench/src/a.ts':
        "export { audit } from '@equipoise/audit';\nexport { readFileSync } from 'node:fs';\nexport * from '@equipoise/stats/node';\n",
      'packages/audit/test/a.test.ts': "import '@equipoise/dataset';\n",
    });
    expect([...found]).toEqual([]);
  });

  it('finds each kind of planted violation, in values and in types', async () => {
    const found = await cruise({
      'packages/stats/src/up.ts':
        "import { domain } from '@equipoise/domain';\nexport const a = domain;\n",
      'packages/report/src/types.ts':
        "import type { stats } from '@equipoise/stats';\nexport type A = typeof stats;\n",
      'packages/audit/src/sideways.ts': "export * from '../../dataset/src/index.ts';\n",
      'packages/metrics/src/deep.ts': "export * from '../../stats/src/index.ts';\n",
      'packages/metrics/src/past.ts': "export * from '@equipoise/stats/src/inner.ts';\n",
      'packages/stats/src/inner.ts': 'export const inner = 1;\n',
      'packages/audit/src/file.ts': "export { readFileSync } from 'node:fs';\n",
      'packages/dataset/src/half.ts': "export * from './node/index.ts';\n",
      'packages/audit/src/entry.ts': "export * from '@equipoise/stats/node';\n",
      'packages/domain/src/one.ts':
        "import type { Two } from './two.ts';\nexport type One = Two[];\n",
      'packages/domain/src/two.ts':
        "import type { One } from './one.ts';\nexport type Two = One[];\n",
      'packages/metrics/test/up.test.ts': "import '@equipoise/audit';\n",
      'packages/dataset/test/level.test.ts': "import '@equipoise/report';\n",
      'apps/cli/src/skip.ts': "export * from '@equipoise/audit';\n",
      'packages/audit/src/test.ts': "export * from '../test/kit.ts';\n",
      'packages/audit/test/kit.ts': 'export const kit = 1;\n',
    });
    for (const wanted of [
      'arrow-stats packages/stats/src/up.ts',
      'arrow-report packages/report/src/types.ts',
      'arrow-audit packages/audit/src/sideways.ts',
      'no-relative-neighbour packages/metrics/src/deep.ts',
      'resolvable packages/metrics/src/past.ts',
      'anywhere-audit packages/audit/src/file.ts',
      'node-half-dataset packages/dataset/src/half.ts',
      'anywhere-entry-audit packages/audit/src/entry.ts',
      'no-circle packages/domain/src/one.ts',
      'arrow-test-metrics packages/metrics/test/up.test.ts',
      'arrow-test-dataset packages/dataset/test/level.test.ts',
      'arrow-cli apps/cli/src/skip.ts',
      'not-to-test packages/audit/src/test.ts',
    ]) {
      expect(found, wanted).toContain(wanted);
    }
  });
});
