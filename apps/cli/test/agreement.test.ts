import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadersDocument } from '@equipoise/domain';
import { binaryMask } from '@equipoise/imaging';
import { writePngMask } from '@equipoise/imaging/node';
import { describe, expect, it } from 'vitest';
import { cli, folderWith } from './support/terminal.ts';

/** Three readers of 60 cases; anna and ben agree often, carl guesses. */
function readingsCsv(): string {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const lines = ['case,patient,sex,reader,finding,grade'];
  for (let c = 0; c < 60; c++) {
    const truth = random() < 0.5 ? 1 : 0;
    for (const reader of ['anna', 'ben', 'carl']) {
      const skill = reader === 'carl' ? 0.5 : 0.95;
      const said = random() < skill ? truth : 1 - truth;
      const text = c === 3 && reader === 'ben' ? 'cannot tell' : said === 1 ? 'yes' : 'no';
      const grade = 1 + said + (random() < 0.3 ? 1 : 0);
      lines.push(`c${c},p${c >> 1},${c % 4 < 2 ? 'F' : 'M'},${reader},${text},${grade}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const roles = ['--case', 'case', '--patient', 'patient', '--reader', 'reader'];

async function ran(
  files: Readonly<Record<string, string>>,
  ...more: string[]
): Promise<{
  code: number;
  out: string;
  err: string;
  folder: string;
  report: () => Promise<ReadersDocument>;
}> {
  const folder = await folderWith(files);
  const at = (text: string): string => (Object.hasOwn(files, text) ? join(folder, text) : text);
  const ended = await cli(['agreement', ...more.map(at), '--out', join(folder, 'out')]);
  const report = async (): Promise<ReadersDocument> =>
    JSON.parse(await readFile(join(folder, 'out', 'report.json'), 'utf8')) as ReadersDocument;
  return { ...ended, folder, report };
}

describe('equipoise agreement', () => {
  it('--missing -1 makes a cell blank in a column of numbers, as --not-asked does', async () => {
    const lines = ['case,reader,size'];
    for (let c = 0; c < 30; c++) {
      lines.push(`c${c},anna,${c}`, `c${c},ben,${c % 3 === 0 ? -1 : c + 1}`);
    }
    const files = { 'n.csv': `${lines.join('\n')}\n` };
    const columns = ['--case', 'case', '--reader', 'reader', '--label', 'size'];
    const flows = await Promise.all(
      [['--missing', '-1'], ['--not-asked=-1'], []].map(async (more) => {
        const { code, report } = await ran(files, 'n.csv', ...columns, ...more);
        expect(code).toBe(0);
        return (await report()).flow.questions[0]!;
      }),
    );
    expect(flows.map((one) => one.notAskedCount)).toEqual([10, 10, 0]);
    expect(flows.map((one) => one.answeredCount)).toEqual([50, 50, 60]);
  });

  it('writes every output, says the answer in words, and ends with 0', async () => {
    const { code, out, err, folder, report } = await ran(
      { 'r.csv': readingsCsv() },
      'r.csv',
      ...roles,
      '--label',
      'finding,grade',
      '--group',
      'sex',
    );
    expect(code, err).toBe(0);
    expect(out).toContain('Readers agree best on');
    expect(out).toContain('Report:');
    expect((await readdir(join(folder, 'out'))).sort()).toEqual([
      'figures',
      'methods.md',
      'provenance.json',
      'report.html',
      'report.json',
      'tables',
    ]);
    const found = await report();
    expect(found.kind).toBe('agreement');
    expect(found.flow.questions[0]).toMatchObject({ cannotTellCount: 1, readingCount: 180 });
    expect(found.sections[0]?.id).toBe('overview');
  });

  it('shows pseudonyms in every file unless names are asked for', async () => {
    const files = { 'r.csv': readingsCsv() };
    const hidden = await ran(files, 'r.csv', ...roles, '--label', 'finding');
    for (const name of ['report.html', 'report.json', 'methods.md', 'provenance.json']) {
      const text = await readFile(join(hidden.folder, 'out', name), 'utf8');
      expect(text, name).not.toMatch(/\b(anna|carl)\b/);
    }
    const shown = await ran(files, 'r.csv', ...roles, '--label', 'finding', '--names');
    expect(shown.out).toContain('carl');
  });

  it('the same bytes twice', async () => {
    const files = { 'r.csv': readingsCsv() };
    const text = async (): Promise<string> => {
      const { folder } = await ran(files, 'r.csv', ...roles, '--label', 'finding');
      return (await readFile(join(folder, 'out', 'report.json'), 'utf8')).replaceAll(folder, '');
    };
    expect(await text()).toBe(await text());
  });

  it('compares everybody with a reference and refuses one that nobody is', async () => {
    const files = { 'r.csv': readingsCsv() };
    const good = await ran(files, 'r.csv', ...roles, '--label', 'finding', '--reference', 'anna');
    expect(good.out).toContain('Against the reference');
    const bad = await ran(files, 'r.csv', ...roles, '--label', 'finding', '--reference', 'zoe');
    expect(bad.code).toBe(64);
    expect(bad.err).toContain('workbench/bad-option');
  });

  it('refuses a column that numbers rows, unless places are declared', async () => {
    const lines = ['case,row,grade'];
    for (let c = 0; c < 40; c++)
      for (let i = 0; i < 1 + (c % 4); i++) lines.push(`c${c},${i + 1},${1 + ((c + i) % 3)}`);
    const files = { 'r.csv': `${lines.join('\n')}\n` };
    const columns = ['--case', 'case', '--reader', 'row', '--label', 'grade'];
    const refused = await ran(files, 'r.csv', ...columns);
    expect(refused.code).toBe(65);
    expect(refused.err).toContain('names no reader');
    expect((await ran(files, 'r.csv', ...columns, '--slots')).code).toBe(0);
  });

  it('a reader who answered a case twice differently stops the run', async () => {
    const files = { 'r.csv': `${readingsCsv()}c1,p0,F,anna,yes,1\nc1,p0,F,anna,no,1\n` };
    const { code, err } = await ran(files, 'r.csv', ...roles, '--label', 'finding');
    expect(code).toBe(65);
    expect(err).toContain('dataset/duplicate-reading');
  });

  it('bad numbers end with 64', async () => {
    const files = { 'r.csv': readingsCsv() };
    for (const more of [
      ['--margin', '2'],
      ['--tolerance', '0'],
      ['--level', '.2'],
      ['--suppress', '1.5'],
    ]) {
      const { code } = await ran(files, 'r.csv', ...roles, '--label', 'finding', ...more);
      expect(code, more.join(' ')).toBe(64);
    }
  });
});

describe('masks', () => {
  async function masksFolder(odd = false): Promise<string> {
    const folder = await folderWith({
      'cases.csv': 'case,patient,sex\nx1,p1,F\nx2,p1,F\nx3,p2,M\n',
    });
    for (const [r, reader] of ['anna', 'ben', 'gold'].entries()) {
      await mkdir(join(folder, 'masks', reader), { recursive: true });
      for (const [c, name] of ['x1', 'x2', 'x3'].entries()) {
        const width = odd && r === 1 && c === 1 ? 17 : 16;
        const data = new Uint8Array(12 * width);
        const shift = reader === 'ben' ? 1 : 0;
        for (let y = 2; y < 9; y++)
          for (let x = 3 + shift; x < 11 + shift; x++) data[y * width + x] = 1;
        const mask = binaryMask({ shape: [12, width], data });
        await writePngMask(join(folder, 'masks', reader, `${name}.png`), mask);
      }
    }
    return folder;
  }

  it('are read from folders of readers, with patients of a table of cases', async () => {
    const folder = await masksFolder();
    const out = join(folder, 'out');
    const ended = await cli([
      'agreement',
      join(folder, 'cases.csv'),
      '--case',
      'case',
      '--patient',
      'patient',
      '--masks',
      join(folder, 'masks'),
      '--reference',
      'gold',
      '--out',
      out,
    ]);
    expect(ended.code, ended.err).toBe(0);
    const text = await readFile(join(out, 'report.json'), 'utf8');
    const found = JSON.parse(text) as ReadersDocument;
    expect(found.flow).toMatchObject({ patientCount: 2, unit: 'patient' });
    const dice = found.estimates.find(({ metric }) => metric === 'pairwise-dice');
    expect(dice?.value).toBeCloseTo(7 / 8, 9);
    expect(text).not.toMatch(/\b(anna|ben)\b/);
  });

  it('of other sizes are refused, both files named', async () => {
    const folder = await masksFolder(true);
    const ended = await cli([
      'agreement',
      '--masks',
      join(folder, 'masks'),
      '--out',
      join(folder, 'out'),
    ]);
    expect(ended.code).toBe(65);
    expect(ended.err).toContain('anna/x2.png is 12×16, ben/x2.png is 12×17');
  });

  it('a folder without masks says so', async () => {
    const folder = await folderWith();
    const ended = await cli(['agreement', '--masks', folder, '--out', join(folder, 'out')]);
    expect(ended.code).toBe(65);
    expect(ended.err).toContain('holds no mask');
  });
});
