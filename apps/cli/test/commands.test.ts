import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commandCatalog } from '../src/commands/catalog.ts';
import { typedCommand } from '../src/commands/typed-command.ts';
import { exitCodeOf } from '../src/exit-codes.ts';
import { tableText } from '../src/table-text.ts';
import { paint, plain } from '../src/terminal.ts';
import { cli, folderWith, studyCsv } from './support/terminal.ts';

describe('help', () => {
  it('verbs are unique and each has a file', async () => {
    const verbs = commandCatalog.map((one) => one.verb);
    expect(new Set(verbs).size).toBe(verbs.length);
    const files = await readdir(fileURLToPath(new URL('../src/commands', import.meta.url)));
    for (const verb of verbs) expect(files).toContain(`${verb}.ts`);
  });

  it.each([[], ...commandCatalog.map((one) => [one.verb])].map((argv) => [argv.join(' '), argv]))(
    'equipoise %s --help',
    async (_, argv) => {
      const { code, out } = await cli([...argv, '--help']);
      expect(code).toBe(0);
      expect(out).toMatchSnapshot();
    },
  );

  it('every verb tells examples and exit codes', async () => {
    for (const { verb, examples } of commandCatalog) {
      const { out } = await cli([verb, '--help']);
      expect(examples.length).toBeGreaterThanOrEqual(2);
      expect(out).toContain('130  cancelled');
    }
  });

  it('--version prints the version', async () => {
    const { code, out } = await cli(['--version']);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('the bin answers, or says that it is not built', () => {
    const bin = fileURLToPath(new URL('../bin/equipoise.js', import.meta.url));
    const isBuilt = existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url)));
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, '--help'], {
      encoding: 'utf8',
    });
    if (isBuilt) {
      expect(status).toBe(0);
      expect(stdout).toContain('audit');
    } else {
      expect(status).toBe(70);
      expect(stderr).toContain('npm run build');
    }
  });
});

describe('phantom', () => {
  it('writes four files, the same bytes for the same seed', async () => {
    const folder = await folderWith();
    const at = (name: string): string => join(folder, name);
    const run = (name: string): Promise<{ code: number; out: string }> =>
      cli(['phantom', '--out', at(name), '--patients', '50', '--seed', '3']);
    expect((await run('a')).out).toContain('planted');
    expect((await run('b')).code).toBe(0);
    for (const file of ['predictions.csv', 'train.csv', 'readings.csv', 'truth.json']) {
      expect(await readFile(join(at('a'), file), 'utf8')).toBe(
        await readFile(join(at('b'), file), 'utf8'),
      );
    }
  });

  it('a clean one has no flaw; an unknown flaw is a usage error', async () => {
    const folder = await folderWith();
    const clean = await cli([
      'phantom',
      '--out',
      join(folder, 'a'),
      '--patients',
      '20',
      '--flaws',
      'none',
    ]);
    expect(clean.out).toContain('no flaw is planted');
    const wrong = await cli(['phantom', '--out', join(folder, 'b'), '--flaws', 'failing-subgrp']);
    expect(wrong.code).toBe(64);
    expect(wrong.err).toContain('failing-subgroup');
  });

  it('a patient count out of range is a usage error', async () => {
    const folder = await folderWith();
    expect((await cli(['phantom', '--out', join(folder, 'a'), '--patients', '0'])).code).toBe(64);
  });
});

it('demo audits the phantom and sets planted against found', async () => {
  const folder = await folderWith();
  const { code, out } = await cli(['demo', '--out', join(folder, 'out'), '--workers', '1']);
  expect(code).toBe(0);
  expect(out).toContain('Planted against found');
  expect(out).not.toContain('not found  ');
  const json = JSON.parse(await readFile(join(folder, 'out', 'report.json'), 'utf8')) as {
    evidence: { kind: string }[];
  };
  expect(json.evidence.at(-1)?.kind).toBe('planted-and-found');
  expect(JSON.stringify(json)).not.toContain(folder);
});

it('inspect suggests roles and a command', async () => {
  const folder = await folderWith({ 'p.csv': studyCsv(30) });
  const { code, out } = await cli(['inspect', join(folder, 'p.csv')]);
  expect(code).toBe(0);
  expect(out).toContain('Suggested, not applied');
  expect(out).toContain('--patient patient_id');
  const json = await cli(['inspect', join(folder, 'p.csv'), '--json']);
  expect(JSON.parse(json.out)).toMatchObject({ name: 'p.csv', rowCount: 60 });
});

it('datasets lists the public layouts', async () => {
  const { code, out } = await cli(['datasets']);
  expect(code).toBe(0);
  for (const id of ['nih-chestxray14', 'chexpert', 'ham10000', 'mimic-cxr-jpg'])
    expect(out).toContain(id);
});

describe('small parts', () => {
  it('the command in the report has base names and nothing of the machine', () => {
    expect(
      typedCommand('audit', [
        '/data/x/p.csv',
        '--model',
        'b=/data/b.csv',
        '--threshold-from',
        'a=/v/val.csv@sens=.9',
        '--workers',
        '2',
        '--out=/tmp/o',
        '--json',
        '--group',
        'a b',
      ]),
    ).toBe(
      "equipoise audit p.csv --model b=b.csv --threshold-from a=val.csv@sens=.9 --out=o --group 'a b'",
    );
  });

  it('exit codes follow the package of an error', () => {
    const coded = (code: string): object => Object.assign(new Error(code), { code, mend: '' });
    expect(exitCodeOf(coded('dataset/no-file'))).toBe(65);
    expect(exitCodeOf(coded('dataset/spreadsheet'))).toBe(64);
    expect(exitCodeOf(coded('stats/cancelled'))).toBe(130);
    expect(exitCodeOf(coded('stats/bad-argument'))).toBe(70);
    expect(exitCodeOf(new TypeError('x'))).toBe(70);
    expect(exitCodeOf({ exitCode: 74 })).toBe(74);
  });

  it('a name in a file cannot steer the terminal', () => {
    expect(plain('a\u001b[2Jb\rc\nd')).toBe('a�[2Jb�c\nd');
  });

  it('colours are left out where they are not wanted', () => {
    expect(paint({ isColoured: false }, 'red', 'x')).toBe('x');
    expect(paint({ isColoured: true }, 'red', 'x')).toBe('\u001b[31mx\u001b[0m');
  });

  it('tables line up', () => {
    expect(
      tableText(
        ['a', 'bb'],
        [
          ['x', '1'],
          ['yyy', '22'],
        ],
        new Set([1]),
      ),
    ).toBe('a    bb\n---  --\nx     1\nyyy  22\n');
  });
});
