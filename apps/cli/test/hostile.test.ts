import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { typedCommand } from '../src/commands/typed-command.ts';
import { cli, folderWith, studyCsv } from './support/terminal.ts';

const quick = ['--replicates', '100', '--permutations', '99', '--workers', '1', '--intersect', '0'];
const study = studyCsv(60);
const declared = ['--label', 'y', '--score', 'p', '--group', 'sex', '--patient', 'patient_id'];

interface Report {
  readonly provenance: { readonly inputs: readonly { readonly role: string }[] };
  readonly warnings: readonly { readonly sentence: string }[];
  readonly declared: { readonly attributes: readonly { readonly levels: readonly string[] }[] };
}

async function run(
  files: Readonly<Record<string, string>>,
  ...argv: string[]
): Promise<{ code: number; out: string; err: string; folder: string }> {
  const folder = await folderWith(files);
  const at = (text: string): string => (Object.hasOwn(files, text) ? join(folder, text) : text);
  return { ...(await cli([...argv.map(at), '--out', join(folder, 'out'), ...quick])), folder };
}

async function reportOf(folder: string): Promise<Report> {
  return JSON.parse(await readFile(join(folder, 'out', 'report.json'), 'utf8')) as Report;
}

describe('a file in another dress is proposed with the very option that reads it', () => {
  const semicolons = study.replaceAll(',', ';').replaceAll('.', ',');

  it.each([
    ['semicolons', semicolons, [], '--delimiter ;'],
    ['decimal commas', semicolons, ['--delimiter', ';'], "--decimal ','"],
    ['a tab', study.replaceAll(',', '\t'), [], "--delimiter '\\t'"],
  ])('%s', async (_, text, more, option) => {
    const { code, err } = await run({ 'p.csv': text }, 'audit', 'p.csv', ...declared, ...more);
    expect(code).toBe(65);
    expect(err.replaceAll("';'", ';')).toContain(option);
  });

  it('and is read once that is declared, also by inspect', async () => {
    const dress = ['--delimiter', ';', '--decimal', ','];
    const { code } = await run({ 'p.csv': semicolons }, 'audit', 'p.csv', ...declared, ...dress);
    expect(code).toBe(0);
    const folder = await folderWith({ 'p.csv': semicolons, 't.csv': study.replaceAll(',', '\t') });
    const seen = await cli(['inspect', join(folder, 'p.csv'), ...dress]);
    expect(seen.out).toContain("--delimiter ';'");
    expect((await cli(['inspect', join(folder, 't.csv'), '--delimiter', 'tab'])).code).toBe(0);
  });
});

describe('contradictions are usage errors', () => {
  it.each([
    ['two thresholds for one task', ['--threshold', '.3', '--threshold', '.5'], /Two thresholds/],
    ['a label that is an attribute', ['--group', 'y'], /both as label and as attribute/],
    ['a metric of another kind', ['--metric', 'mae'], /belongs to regression/],
    ['one score for several classes', ['--kind', 'multiclass'], /one score column a class/],
    ['no thread at all', ['--workers', '0'], /from 1 to 64/],
    ['half a seed', ['--seed', '1.5'], /--seed wants a whole number/],
    ['a protocol over a table', ['--save-protocol', 'p.csv'], /ends in \.yaml/],
  ])('%s', async (_, more, sentence) => {
    const { code, err, folder } = await run(
      { 'p.csv': study },
      'audit',
      'p.csv',
      ...declared,
      ...more,
    );
    // The last value of a repeated option wins, so the quick options are checked apart.
    if (more[0] === '--workers') {
      const path = join(folder, 'p.csv');
      const alone = await cli(['audit', path, ...declared, ...more]);
      expect(alone).toMatchObject({ code: 64 });
      expect(alone.err).toMatch(sentence);
      return;
    }
    expect(err).toMatch(sentence);
    expect(code).toBe(64);
    expect(await readFile(join(folder, 'p.csv'), 'utf8')).toBe(study);
  });

  it('a gate against a reference that was never declared', async () => {
    const gates = '- attribute: sex\n  metric: auroc\n  versus: reference\n  margin: 0.9\n';
    const files = { 'p.csv': study, 'g.yaml': gates };
    const { code, err } = await run(files, 'audit', 'p.csv', ...declared, '--gate', 'g.yaml');
    expect(code).toBe(64);
    expect(err).toContain('--reference');
  });

  it('a list without a gate', async () => {
    const files = { 'p.csv': study, 'g.yaml': '[]\n' };
    const { code } = await run(files, 'audit', 'p.csv', ...declared, '--gate', 'g.yaml');
    expect(code).toBe(64);
  });
});

describe('messages and reports tell no ids', () => {
  it('a label column of ids is refused without showing one', async () => {
    const { code, err } = await run(
      { 'p.csv': study },
      'audit',
      'p.csv',
      '--label',
      'patient_id',
      '--score',
      'p',
    );
    expect(code).toBe(65);
    expect(err).toMatch(/row/);
    expect(err).not.toMatch(/00\d\d/);
  });

  it('an attribute that looks like an id is listed without its levels', async () => {
    const { code, err, folder } = await run(
      { 'p.csv': study },
      'audit',
      'p.csv',
      ...declared,
      '--group',
      'image_id',
    );
    expect(code).toBe(0);
    expect(err).toContain('looks like an id');
    expect((await reportOf(folder)).declared.attributes[1]?.levels).toEqual([]);
    expect(await readFile(join(folder, 'out', 'report.json'), 'utf8')).not.toContain('"00003"');
  });

  it('labels of words are not mixed with labels of numbers', async () => {
    const mixed = study.replace(/,1,(0\.\d+)\n/, ',yes,$1\n');
    const { code, err } = await run({ 'p.csv': mixed }, 'audit', 'p.csv', ...declared);
    expect(code).toBe(65);
    expect(err).toContain('not 0 or 1');
  });
});

it('a share-safe copy hides small counts and row numbers of warnings too', async () => {
  const [header = '', ...rows] = study.trimEnd().split('\n');
  const meta = ['image_id,view', ...rows.slice(3).map((row) => `${row.split(',')[0]},AP`), 'zz,PA'];
  const files = {
    'p.csv': `${[header, ...rows, rows[5]].join('\n')}\n`,
    'meta.csv': `${meta.join('\n')}\n`,
  };
  const join = ['--join', 'meta.csv', '--on', 'image_id', '--suppress', '10'];
  const { code, err, folder } = await run(files, 'audit', 'p.csv', ...declared, ...join);
  expect(code).toBe(0);
  const sentences = (await reportOf(folder)).warnings.map((one) => one.sentence).join('\n');
  for (const text of [err, sentences]) {
    expect(text).toContain('fewer than 10 rows of p.csv found no partner');
    expect(text).toContain('fewer than 10 rows of meta.csv were not needed');
    expect(text).not.toMatch(/\(rows? \d/);
  }
});

it('a saved protocol appears once the audit is done, and the gates file is hashed', async () => {
  const gates = '- attribute: sex\n  metric: auroc\n  margin: 0.9\n';
  const files = { 'p.csv': study, 'g.yaml': gates };
  const folder = await folderWith(files);
  const saved = join(folder, 'asked.yaml');
  const argv = ['audit', join(folder, 'p.csv'), ...declared, '--save-protocol', saved, ...quick];
  const failed = await cli([...argv, '--score', 'nope', '--out', join(folder, 'out')]);
  expect(failed.code).toBe(65);
  expect(await readdir(folder)).not.toContain('asked.yaml');
  const gated = ['--gate', join(folder, 'g.yaml'), '--out', join(folder, 'out')];
  expect((await cli([...argv, ...gated])).code).toBe(0);
  expect(await readdir(folder)).toContain('asked.yaml');
  const roles = (await reportOf(folder)).provenance.inputs.map((one) => one.role);
  expect(roles).toEqual(['predictions', 'gates']);
});

it('the command in the report keeps no folder, wherever a path stands', () => {
  expect(
    typedCommand('audit', [
      '--audit-id-like',
      '/secret/p.csv',
      '--threshold-from',
      '/secret/a=b/val.csv@sens=.9',
      '--model=b=/secret/b.csv',
    ]),
  ).toBe('equipoise audit --audit-id-like p.csv --threshold-from val.csv@sens=.9 --model=b=b.csv');
});
