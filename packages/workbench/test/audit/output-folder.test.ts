import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkOutputFolder, replaceFolder } from '../../src/audit/output-folder.ts';
import { failure } from '../support/coded.ts';
import { folderWith } from '../support/folder.ts';

describe('output folders', () => {
  it('a folder with files of others is refused', async () => {
    const folder = await folderWith({ 'thesis.docx': 'x' });
    expect(await failure(checkOutputFolder(folder))).toMatchObject({
      code: 'workbench/folder-in-use',
      exitCode: 64,
    });
  });

  it('a new, an empty and an own folder are accepted', async () => {
    const folder = await folderWith();
    await checkOutputFolder(join(folder, 'new'));
    await checkOutputFolder(folder);
    await writeFile(join(folder, 'report.html'), 'old');
    await checkOutputFolder(folder);
  });

  it('what stood there is replaced whole', async () => {
    const folder = await folderWith();
    const out = join(folder, 'out');
    await replaceFolder(
      out,
      new Map([
        ['report.html', 'one'],
        ['tables/a.csv', 'a'],
      ]),
    );
    await replaceFolder(out, new Map([['report.html', 'two']]));
    expect(await readdir(out)).toEqual(['report.html']);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toBe('two');
    expect(await readdir(folder)).toEqual(['out']);
  });

  it('when writing fails, what stood there stays and nothing is left beside', async () => {
    const folder = await folderWith();
    const out = join(folder, 'out');
    await replaceFolder(out, new Map([['report.html', 'one']]));
    function* broken(): Generator<string> {
      yield 'half';
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    }
    const error = await failure(
      replaceFolder(out, new Map<string, string | Iterable<string>>([['report.html', broken()]])),
    );
    expect(error).toMatchObject({ code: 'workbench/cannot-write', exitCode: 74 });
    expect(error.message).toContain('the disk is full');
    expect(await readFile(join(out, 'report.html'), 'utf8')).toBe('one');
    expect(await readdir(folder)).toEqual(['out']);
  });

  it('a place that is a file cannot be written', async () => {
    const folder = await folderWith({ out: 'a file' });
    expect(await failure(checkOutputFolder(join(folder, 'out')))).toMatchObject({
      code: 'workbench/cannot-write',
      exitCode: 74,
    });
    expect(await readFile(join(folder, 'out'), 'utf8')).toBe('a file');
  });

  it.skipIf(process.getuid?.() === 0)('a folder without rights cannot be written', async () => {
    const folder = await folderWith();
    await mkdir(join(folder, 'closed'));
    await chmod(join(folder, 'closed'), 0o500);
    const error = await failure(
      replaceFolder(join(folder, 'closed', 'out'), new Map([['report.html', 'x']])),
    );
    expect(error).toMatchObject({ code: 'workbench/cannot-write', exitCode: 74 });
  });
});
