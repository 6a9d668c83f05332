import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadersDocument } from '@equipoise/domain';
import { binaryMask } from '@equipoise/imaging';
import { writePngMask } from '@equipoise/imaging/node';
import { describe, expect, it } from 'vitest';
import { cli, folderWith } from './support/terminal.ts';

/** Twelve readers of 20 cases, six under each version; those under B are right more often. */
function readingsCsv(): string {
  let state = 11;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const lines = ['case,patient,reader,version,finding,truth,dice'];
  for (let r = 0; r < 12; r++) {
    const version = r % 2 === 0 ? 'A' : 'B';
    for (let c = 0; c < 20; c++) {
      const truth = c % 3 === 0 ? 'yes' : 'no';
      const isRight = random() < (version === 'A' ? 0.6 : 0.95);
      const said = isRight ? truth : truth === 'yes' ? 'no' : 'yes';
      const dice = ((version === 'A' ? 0.6 : 0.8) + 0.1 * random()).toFixed(4);
      lines.push(`c${c},p${c >> 1},r${r},${version},${said},${truth},${dice}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const roles = ['--case', 'case', '--patient', 'patient', '--reader', 'reader'];
const byVersion = ['--instructions', 'version'];

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
  const ended = await cli(['instructions', ...more.map(at), '--out', join(folder, 'out')]);
  const report = async (): Promise<ReadersDocument> =>
    JSON.parse(await readFile(join(folder, 'out', 'report.json'), 'utf8')) as ReadersDocument;
  return { ...ended, folder, report };
}

const files = { 'r.csv': readingsCsv() };

/** The difference between the versions. */
function difference(document: ReadersDocument): ReadersDocument['estimates'][number] {
  return document.estimates.find(({ versus }) => versus === 'A')!;
}

describe('equipoise instructions', () => {
  it('compares versions by equality with a reference, in words, and ends with 0', async () => {
    const { code, out, err, report, folder } = await ran(
      files,
      ...['r.csv', ...roles, ...byVersion, '--label', 'finding', '--reference', 'truth'],
      ...['--margin', '.02'],
    );
    expect(err.replace(/.*\r/g, '')).not.toContain('error');
    expect(code).toBe(0);
    expect(out).toContain('beyond-margin');
    expect(out).toContain('differs by more than the margin');
    const document = await report();
    expect(document.kind).toBe('instructions');
    expect(document.declared.replicates).toBe(9999);
    expect(difference(document)).toMatchObject({
      metric: 'equal-to-reference',
      method: 'bootstrap-t-readers',
      readerCount: 12,
      readingCount: 240,
      patientCount: 10,
    });
    const page = await readFile(join(folder, 'out', 'report.html'), 'utf8');
    expect(page).toContain('Reader 01');
    expect(page).not.toMatch(/>r11</);
    expect(await readFile(join(folder, 'out', 'methods.md'), 'utf8')).toContain(
      'Readers are the unit',
    );
  });

  it('writes the same bytes every time, whatever the order of the rows', async () => {
    const call = ['r.csv', ...roles, ...byVersion, '--score', 'dice'];
    const read = async (folder: string, name: string): Promise<string> =>
      readFile(join(folder, 'out', name), 'utf8');
    const [one, two] = [await ran(files, ...call), await ran(files, ...call)];
    for (const name of ['report.html', 'report.json', 'tables/estimates.csv']) {
      expect(await read(two.folder, name)).toBe(await read(one.folder, name));
    }
    const [head, ...rows] = files['r.csv'].trimEnd().split('\n');
    const turned = await ran({ 'r.csv': `${[head, ...rows.reverse()].join('\n')}\n` }, ...call);
    expect((await turned.report()).estimates).toEqual((await one.report()).estimates);
    const other = await ran(files, ...call, '--seed', '2');
    expect((await other.report()).estimates).not.toEqual((await one.report()).estimates);
  });

  it('without a reference says that it measures agreement; not randomised judges nothing', async () => {
    const { out, report } = await ran(
      files,
      ...['r.csv', ...roles, ...byVersion, '--label', 'finding', '--not-randomised'],
      ...['--margin', '.1'],
    );
    expect(out).toContain('agreement, not accuracy');
    expect(out).toContain('Versions were not given at random');
    expect((await report()).findings.every(({ role }) => role === 'description')).toBe(true);
    expect(difference(await report()).metric).toBe('equal-answers');
  });

  it('takes a version per reader from a list of its own, and leaves out whom it does not name', async () => {
    const lines = Array.from({ length: 11 }, (_, r) => `r${r},${r % 2 === 0 ? 'A' : 'B'}`);
    const list = `reader,arm\n${lines.join('\n')}\n`;
    const call = ['r.csv', ...roles, '--score', 'dice', '--assignment', 'list.csv'];
    const { report } = await ran(
      { ...files, 'list.csv': list },
      ...[...call, '--instructions', 'arm'],
    );
    const document = await report();
    expect(difference(document)).toMatchObject({ readerCount: 11, readingCount: 220 });
    expect(document.warnings.find(({ code }) => code === 'no-version')!.sentence).toContain(
      '20 readings',
    );
    expect(document.provenance.inputs.map(({ role }) => role)).toEqual(['readings', 'assignment']);
    expect(document.provenance.command).toContain('--assignment list.csv');
  });

  it('lets a reader read a case under two versions, and never pools the two', async () => {
    const again = ['r0', 'r2', 'r4'].flatMap((reader) =>
      [0, 1].map(
        (c) => `c${c},p0,${reader},B,${c === 0 ? 'yes' : 'no'},${c === 0 ? 'yes' : 'no'},0.9`,
      ),
    );
    const { code, out, report } = await ran(
      { 'r.csv': `${files['r.csv']}${again.join('\n')}\n` },
      ...['r.csv', ...roles, ...byVersion, '--score', 'dice'],
    );
    expect(code).toBe(0);
    expect(out).toContain('3 readers read under versions A and B');
    expect(out).toContain('not randomised: time and practice are mixed in');
    expect(difference(await report())).toMatchObject({ readerCount: 9 });
  });

  it('measures masks against a reference, by rows that say the version or by a list', async () => {
    const readers = ['gold', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6'];
    const versionOf = (at: number): string => (at % 2 === 1 ? 'A' : 'B');
    const rows = ['case,reader,version'];
    for (const [at, reader] of readers.entries()) {
      if (at === 0) continue;
      // Case d is named nowhere: there the only version of the reader holds.
      for (const name of ['a', 'b', 'c']) rows.push(`${name},${reader},${versionOf(at)}`);
    }
    const folder = await folderWith({ 'rows.csv': `${rows.join('\n')}\n` });
    for (const [at, reader] of readers.entries()) {
      await mkdir(join(folder, 'masks', reader), { recursive: true });
      for (const [c, name] of ['a', 'b', 'c', 'd'].entries()) {
        const reach = at === 0 ? 30 : (at % 2 === 1 ? 18 : 27) + at + (c % 2);
        const cells = Uint8Array.from({ length: 100 }, (_, v) => (v < reach ? 1 : 0));
        const file = join(folder, 'masks', reader, `${name}.png`);
        await writePngMask(file, binaryMask({ shape: [10, 10], data: cells }));
      }
    }
    const masked = ['--masks', join(folder, 'masks'), '--reader', 'reader', ...byVersion];
    const out = async (...more: string[]): Promise<ReadersDocument> => {
      const at = join(folder, `out${more.length}`);
      const { code, err } = await cli(['instructions', ...more, ...masked, '--out', at]);
      expect(code, err).toBe(0);
      return JSON.parse(await readFile(join(at, 'report.json'), 'utf8')) as ReadersDocument;
    };
    const rowsFile = join(folder, 'rows.csv');
    const byRows = await out(rowsFile, '--case', 'case', '--reference', 'gold');
    const byList = await out('--assignment', rowsFile, '--reference', 'gold', '--seed', '1');
    for (const found of [byRows, byList]) {
      expect(difference(found)).toMatchObject({
        metric: 'dice-with-reference',
        readerCount: 6,
        readingCount: 24,
      });
      expect(difference(found).value).toBeGreaterThan(0.1);
    }
    expect(difference(byList).value).toBe(difference(byRows).value);
    const each = await out('--assignment', rowsFile);
    expect(difference(each).metric).toBe('pairwise-dice');
    const { code, err } = await cli([
      ...['instructions', '--assignment', rowsFile, ...masked, '--reference', 'silver'],
      ...['--out', join(folder, 'none')],
    ]);
    expect([code, err]).toEqual([64, expect.stringContaining('"silver"')]);
  });

  it.each([
    { more: ['--label', 'finding'], code: 64, says: '--instructions COLUMN' },
    { more: ['--instructions', 'arm', '--label', 'finding'], code: 65, says: "column 'arm'" },
    { more: [...byVersion, '--score', 'dice', '--label', 'finding'], code: 64, says: '--score' },
    { more: [...byVersion, '--score', 'finding'], code: 65, says: 'is no number' },
    { more: ['--instructions', 'dice', '--label', 'finding'], code: 65, says: 'at most 40' },
    {
      more: [...byVersion, '--label', 'finding,truth', '--reference', 'truth'],
      code: 64,
      says: '--reference names one column for 2 questions',
    },
    {
      more: [...byVersion, '--label', 'finding', '--reference', 'version'],
      code: 65,
      says: 'two different references of one case',
    },
    { more: [...byVersion, '--score', 'dice', '--replicates', '10'], code: 64, says: '999' },
    { more: [...byVersion, '--score', 'dice', '--group', 'truth'], code: 64, says: '--group' },
  ])('says how to mend $more', async ({ more, code, says }) => {
    const ended = await ran(files, 'r.csv', ...roles, ...more);
    expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(says)]);
  });

  it('wants a row for each case and reader', async () => {
    const wide = { 'w.csv': 'case,r1,r2,version\nc0,yes,no,A\n' };
    const ended = await ran(wide, 'w.csv', '--case', 'case', '--reader', 'r1,r2', ...byVersion);
    expect([ended.code, ended.err]).toEqual([64, expect.stringContaining('--reader COLUMN')]);
  });
});
