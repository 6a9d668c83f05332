import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gatherErrors } from '../../tools/docs/error-tables.ts';
import { readErrorsPage, renderErrorsPage, unwritten } from '../../tools/docs/errors.ts';
import { filesUnder, housePackages, readText, root, sourceFiles } from '../support/house.ts';

const entries = await gatherErrors();
const page = readText('docs/reference/errors.md');
const onPage = readErrorsPage(page);

describe('error codes', () => {
  it('have an entry in the docs each, and the docs have no other', () => {
    expect(onPage.map((entry) => entry.code)).toEqual(entries.map((entry) => entry.code));
  });

  it('mean in the docs what the tables say', () => {
    expect(onPage.map((entry) => entry.meaning)).toEqual(entries.map((entry) => entry.meaning));
  });

  it('have a mend each, written by a person', () => {
    const bare = onPage.filter((entry) => entry.mend.length < 15 || entry.mend === unwritten);
    expect(bare.map((entry) => entry.code)).toEqual([]);
  });

  it('leave the page as the generator writes it', () => {
    expect(page).toBe(renderErrorsPage(entries, page));
  });

  it('are unique and start with their own package', () => {
    const codes = entries.map((entry) => entry.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const entry of entries) expect(entry.code.split('/')[0]).toBe(entry.package);
  });

  it('are declared where the source uses them', () => {
    const owners = housePackages().map((one) => one.name);
    const known = new Set(entries.map((entry) => entry.code));
    const pattern = new RegExp(`fail\\(\\s*['"]((?:${owners.join('|')})/[a-z0-9-]+)['"]`, 'g');
    const stray = sourceFiles().flatMap((path) =>
      [...readText(path).matchAll(pattern)]
        .map((match) => match[1] ?? '')
        .filter((code) => !known.has(code))
        .map((code) => `${path}: ${code}`),
    );
    expect(stray).toEqual([]);
  });

  it('are each thrown somewhere: a dead code is taken from the table', () => {
    const text = sourceFiles()
      .filter((path) => !path.endsWith('src/errors.ts'))
      .map((path) => readText(path))
      .join('\n');
    expect(
      entries.filter((entry) => !text.includes(`'${entry.code}'`)).map((one) => one.code),
    ).toEqual([]);
  });

  it('stand in a table of every package that throws', () => {
    for (const one of housePackages()) {
      const throws = filesUnder(`${one.folder}/src`).some((path) =>
        /\bfail\(\s*'/.test(readText(path)),
      );
      if (throws) expect(existsSync(join(root, one.folder, 'src/errors.ts')), one.name).toBe(true);
    }
  });
});
