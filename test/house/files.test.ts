import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesUnder, housePackages, readText, root, sourceFiles } from '../support/house.ts';

const files = sourceFiles();

/** Exported declarations of a file that have no doc comment. */
function undocumented(path: string): readonly string[] {
  const source = ts.createSourceFile(path, readText(path), ts.ScriptTarget.ES2023, true);
  return source.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement) ?? []).some((one) => one.kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported || ts.getJSDocCommentsAndTags(statement).length > 0) return [];
    const name =
      'name' in statement && statement.name
        ? (statement.name as ts.Node).getText(source)
        : statement.getText(source).slice(0, 40);
    return [`${path}: ${name}`];
  });
}

describe('files', () => {
  it('have kebab-case names, and none is a drawer', () => {
    const drawers = new Set([
      'utils.ts',
      'util.ts',
      'helpers.ts',
      'helper.ts',
      'misc.ts',
      'common.ts',
    ]);
    for (const path of files) {
      expect(basename(path), path).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/);
      expect(drawers.has(basename(path)), path).toBe(false);
    }
  });

  it('stay readable: none is longer than 400 lines', () => {
    // 300 is where to look for a seam; tables, grammars and one coherent type may be longer.
    const long = files
      .map((path) => ({ path, lines: readText(path).split('\n').length }))
      .filter((one) => one.lines > 400);
    expect(long.map((one) => `${one.path}: ${one.lines}`)).toEqual([]);
  });

  it('document every exported name', () => {
    expect(files.flatMap(undocumented)).toEqual([]);
  });

  it('name the machine and the makers nowhere', () => {
    const texts = ['packages', 'apps', 'tools', 'bench', 'docs', 'test'].flatMap((folder) =>
      filesUnder(folder).filter((path) => /\.(ts|js|mjs|cjs|md|py)$/.test(path)),
    );
    const banned = /(?<![\w.])(\/home\/|\/work\/|\/root\/)[a-z]|https?:\/\/localhost/;
    const found = texts
      .filter((path) => path !== 'test/house/files.test.ts')
      .filter((path) => banned.test(readText(path)));
    expect(found).toEqual([]);
  });
});

describe('every package', () => {
  it.each(housePackages().map((one) => [one.name, one] as const))(
    '%s has a README with its sentence, a runnable example and what it will never do',
    (_name, one) => {
      const path = join(root, one.folder, 'README.md');
      expect(existsSync(path), path).toBe(true);
      const text = readText(one.folder, 'README.md');
      expect(text).toContain(one.manifest.description);
      expect(text).toMatch(/```(ts|sh|bash)/);
      expect(text.toLowerCase()).toContain('never');
    },
  );
});
