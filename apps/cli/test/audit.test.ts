import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cli, folderWith, studyCsv } from './support/terminal.ts';

const quick = ['--replicates', '100', '--permutations', '99', '--workers', '1', '--intersect', '0'];
const roles = ['--label', 'y', '--score', 'p'];

async function audited(
  files: Readonly<Record<string, string | Uint8Array>>,
  ...more: string[]
): Promise<{
  code: number;
  out: string;
  err: string;
  folder: string;
  report: () => Promise<Report>;
}> {
  const folder = await folderWith(files);
  const at = (text: string): string => (Object.hasOwn(files, text) ? join(folder, text) : text);
  const ended = await cli(['audit', ...more.map(at), '--out', join(folder, 'out'), ...quick]);
  const report = async (): Promise<Report> =>
    JSON.parse(await readFile(join(folder, 'out', 'report.json'), 'utf8')) as Report;
  return { ...ended, folder, report };
}

interface Report {
  estimates: {
    metric: string;
    versus: string | null;
    undefinedReason: string | null;
    slice: object;
  }[];
  findings: { verdict: string }[];
  flow: { unit: string };
  provenance: { command: string };
}

const study = studyCsv(120);
const groups = ['--group', 'sex', '--patient', 'patient_id', '--threshold', '.5'];

describe('a run that succeeds', () => {
  it('writes every output, prints verdicts, and ends with 0', async () => {
    const { code, out, folder } = await audited({ 'p.csv': study }, 'p.csv', ...roles, ...groups);
    expect(code).toBe(0);
    expect(out).toContain('beyond-margin');
    expect((await readdir(join(folder, 'out'))).sort()).toEqual([
      'figures',
      'methods.md',
      'provenance.json',
      'report.html',
      'report.json',
      'tables',
    ]);
  });

  it('report.json holds no time, path or worker count, and the same bytes for one and two workers', async () => {
    const one = await audited({ 'p.csv': study }, 'p.csv', ...roles, ...groups);
    const text = await readFile(join(one.folder, 'out', 'report.json'), 'utf8');
    const leaks = [one.folder, '2000-01-01', '--workers', '"workers"'].filter((word) =>
      text.includes(word),
    );
    expect(leaks).toEqual([]);
    const ended = await cli([
      'audit',
      join(one.folder, 'p.csv'),
      ...roles,
      ...groups,
      '--out',
      join(one.folder, 'two'),
      '--replicates',
      '100',
      '--permutations',
      '99',
      '--intersect',
      '0',
      '--workers',
      '2',
    ]);
    expect(ended.code).toBe(0);
    const two = await readFile(join(one.folder, 'two', 'report.json'), 'utf8');
    const figures = (whole: string): string => whole.replace(/"command":"[^"]*"/, '');
    expect(figures(two) === figures(text)).toBe(true);
  });

  it('without a patient column it runs and says so loudly everywhere', async () => {
    const { code, out, err, report } = await audited(
      { 'p.csv': study },
      'p.csv',
      ...roles,
      '--group',
      'sex',
    );
    expect(code).toBe(0);
    expect(err).toContain('No patient column');
    expect(err).toContain('patient_id');
    expect(out).toContain('ROWS are the unit');
    expect((await report()).flow.unit).toBe('row');
  });

  it('--json prints one JSON object on stdout', async () => {
    const { out } = await audited({ 'p.csv': study }, 'p.csv', ...roles, ...groups, '--json');
    expect(JSON.parse(out)).toMatchObject({ exitCode: 0 });
  });

  it('a saved protocol runs the same audit', async () => {
    const folder = await folderWith({ 'p.csv': study });
    const file = join(folder, 'p.csv');
    const yaml = join(folder, 'equipoise.yaml');
    const first = await cli([
      'audit',
      file,
      ...roles,
      ...groups,
      ...quick,
      '--out',
      join(folder, 'a'),
      '--save-protocol',
      yaml,
    ]);
    expect(first.code).toBe(0);
    const second = await cli([
      'audit',
      '--protocol',
      yaml,
      '--out',
      join(folder, 'b'),
      '--workers',
      '1',
    ]);
    expect(second.code).toBe(0);
    const read = async (name: string): Promise<object> => {
      const report = JSON.parse(
        await readFile(join(folder, name, 'report.json'), 'utf8'),
      ) as Report;
      return { ...report, provenance: { ...report.provenance, command: '' } };
    };
    expect(await read('b')).toEqual(await read('a'));
  });

  it('earlier output is replaced, and stays when a later run fails', async () => {
    const { folder } = await audited({ 'p.csv': study }, 'p.csv', ...roles, ...groups);
    const before = await readFile(join(folder, 'out', 'report.json'), 'utf8');
    const failed = await cli([
      'audit',
      join(folder, 'p.csv'),
      '--label',
      'sex',
      '--score',
      'p',
      '--out',
      join(folder, 'out'),
    ]);
    expect(failed.code).toBe(65);
    expect(await readFile(join(folder, 'out', 'report.json'), 'utf8')).toBe(before);
  });
});

describe('gates', () => {
  const gate = (margin: number, more = ''): string =>
    `- attribute: sex\n  metric: sensitivity\n  versus: rest\n  margin: ${margin}\n${more}`;

  it.each([
    ['met: 0', 0.9, [], 0],
    ['broken: 1', 0.05, [], 1],
    ['undecided: 2', 0.45, [], 2],
    ['undecided, passed: 0', 0.45, ['--inconclusive=pass'], 0],
    ['undecided, failed: 1', 0.45, ['--inconclusive=fail'], 1],
  ] as const)('%s', async (_, margin, more, code) => {
    const { folder, ...ended } = await audited(
      { 'p.csv': study, 'g.yaml': gate(margin) },
      'p.csv',
      ...roles,
      ...groups,
      '--gate',
      'g.yaml',
      ...more,
    );
    expect(ended.code).toBe(code);
    const junit = await readFile(join(folder, 'out', 'junit.xml'), 'utf8');
    expect(junit).toContain('<testsuite');
  });

  it('an unknown key is a usage error', async () => {
    const { code, err } = await audited(
      { 'p.csv': study, 'g.yaml': gate(0.1, '  colour: red\n') },
      'p.csv',
      ...roles,
      ...groups,
      '--gate',
      'g.yaml',
    );
    expect(code).toBe(64);
    expect(err).toContain('colour');
  });

  it.each([
    ['a group that is absent', '  group: X\n'],
    ['a task that is absent', '  task: z\n'],
  ])('%s is a data error, never a pass', async (_, more) => {
    const { code, folder } = await audited(
      { 'p.csv': study, 'g.yaml': gate(0.9, more) },
      'p.csv',
      ...roles,
      ...groups,
      '--gate',
      'g.yaml',
    );
    expect(code).toBe(65);
    expect(await readdir(folder)).not.toContain('out');
  });
});

describe('usage errors: 64', () => {
  it.each([
    ['an unknown option', ['--colour', 'red'], /unknown option/],
    ['an unknown kind', ['--kind', 'binry'], /kind/],
    ['a replicate count that is no number', ['--replicates', 'many'], /wants a number/],
    ['embeddings', ['--embeddings', 'e.parquet'], /later release/],
    ['images', ['--images', 'dir'], /later release/],
    ['partial', ['--partial'], /later release/],
    ['an unknown metric', ['--metric', 'luck'], /catalogue/],
    ['a margin without a value', ['--margin', 'sens'], /margin/],
    ['bins that cannot be read', ['--bins', 'sex'], /bin/i],
  ])('%s', async (_, more, sentence) => {
    const { code, err } = await audited({ 'p.csv': study }, 'p.csv', ...roles, ...groups, ...more);
    expect(err).toMatch(sentence);
    expect(code).toBe(64);
  });

  it('a workbook is refused with how to export it', async () => {
    const { code, err } = await audited({ 'p.xlsx': 'PK' }, 'p.xlsx', ...roles);
    expect(code).toBe(64);
    expect(err).toMatch(/CSV/i);
  });

  it('a folder with files of others is refused before anything is read', async () => {
    const folder = await folderWith({ 'p.csv': study, 'thesis.docx': 'x' });
    const { code } = await cli(['audit', join(folder, 'p.csv'), ...roles, '--out', folder]);
    expect(code).toBe(64);
    expect((await readdir(folder)).sort()).toEqual(['p.csv', 'thesis.docx']);
  });

  it('without roles they are suggested on stdout, not applied', async () => {
    const { code, out, err } = await audited({ 'p.csv': study }, 'p.csv');
    expect(code).toBe(64);
    expect(out).toContain('--patient patient_id');
    expect(out).toContain('--label y');
    expect(err).toContain('suggested');
  });

  it('nothing at all', async () => {
    expect((await cli([])).code).toBe(64);
    expect((await cli(['adit'])).code).toBe(64);
  });
});

describe('data errors: 65, one sentence with file, place and mend', () => {
  const half = gzipSync(study).subarray(0, 400);
  it.each<[string, string, string | Uint8Array, RegExp]>([
    ['an empty file', 'p.csv', '', /p\.csv/],
    ['a header alone', 'p.csv', 'y,p\n', /p\.csv/],
    ['a duplicated column', 'p.csv', 'y,p,p\n1,.5,.5\n', /p/],
    ['a missing column', 'p.csv', 'y,q\n1,.5\n', /"p"/],
    ['text where numbers belong', 'p.csv', 'y,p\n1,.5\n0,high\n', /row 3/],
    ['NaN where numbers belong', 'p.csv', 'y,p\n1,.5\n0,NaN\n', /row 3/],
    ['labels other than declared', 'p.csv', 'y,p\n1,.5\n7,.4\n', /row 3/],
    ['a truncated gzip', 'p.csv.gz', half, /gzip/i],
    ['a truncated Parquet', 'p.parquet', 'PAR1xxxx', /parquet/i],
    [
      'mixed encodings',
      'p.csv',
      new Uint8Array([...Buffer.from('y,p,n\n1,.5,é\n0,.4,'), 0xe9, 0x0a]),
      /encoding|UTF-8/i,
    ],
    ['quotes gone wrong', 'p.csv', 'y,p,n\n1,.5,"a\n0,.4,b\n', /quot/i],
    ['a ragged row', 'p.csv', 'y,p\n1,.5\n0\n', /row 3/],
  ])('%s', async (_, name, content, sentence) => {
    const { code, err, folder } = await audited({ [name]: content }, name, ...roles);
    expect(err).toMatch(sentence);
    expect(code).toBe(65);
    expect(await readdir(folder)).toEqual([name]);
  });

  it('an absent file', async () => {
    const { code, err } = await audited({}, 'nowhere.csv', ...roles);
    expect(code).toBe(65);
    expect(err).toContain('nowhere.csv');
  });

  it('no message holds the content of an id column', async () => {
    const csv = 'patient_id,y,p\nMRN-4711,1,.5\nMRN-4712,0,high\n';
    const { err, code } = await audited(
      { 'p.csv': csv },
      'p.csv',
      ...roles,
      '--patient',
      'patient_id',
    );
    expect(code).toBe(65);
    expect(err).not.toContain('MRN-471');
  });
});

describe('odd but readable input is a result with reasons: 0', () => {
  const body = (rows: readonly string[]): string => `patient_id,sex,y,p\n${rows.join('\n')}\n`;
  it.each([
    ['infinite scores', body(['a,F,1,inf', 'b,M,0,-inf', 'c,F,1,.4', 'd,M,0,.2'])],
    ['scores outside 0 to 1', body(['a,F,1,2.8', 'b,M,0,-1', 'c,F,1,.4', 'd,M,0,.2'])],
    ['one class', body(['a,F,1,.5', 'b,M,1,.4', 'c,F,1,.6'])],
    ['one patient', body(['a,F,1,.5', 'a,F,0,.4'])],
    ['a group of one', body(['a,F,1,.5', 'b,M,0,.4', 'c,M,1,.6', 'd,M,0,.2'])],
  ])('%s', async (_, csv) => {
    const { code, report, err } = await audited(
      { 'p.csv': csv },
      'p.csv',
      ...roles,
      '--group',
      'sex',
      '--patient',
      'patient_id',
    );
    expect(err).not.toContain('defect');
    expect(code).toBe(0);
    expect((await report()).findings.every((one) => one.verdict !== 'within-margin')).toBe(true);
  });

  it('10,000 levels', async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, i) => `p${i},L${i},${i % 3 === 0 ? 1 : 0},.${1000 + (i % 8999)}`,
    );
    const { code, err } = await audited(
      { 'p.csv': body(rows) },
      'p.csv',
      ...roles,
      '--group',
      'sex',
      '--patient',
      'patient_id',
    );
    expect(code).toBe(0);
    expect(err).toContain('10000 levels');
  });

  it('formulas and HTML in text fields are neutralised', async () => {
    const evil = ['=cmd()', '<script>alert(1)</script>', '@x'];
    const rows = Array.from({ length: 90 }, (_, i) => `p${i},${evil[i % 3]},${i % 2},.${10 + i}`);
    const { code, folder } = await audited(
      { 'p.csv': body(rows) },
      'p.csv',
      ...roles,
      '--group',
      'sex',
      '--patient',
      'patient_id',
      '--title',
      '<img src=x onerror=alert(1)>',
    );
    expect(code).toBe(0);
    const html = await readFile(join(folder, 'out', 'report.html'), 'utf8');
    expect(html).not.toContain('<script>alert(1)');
    expect(html).not.toContain('<img src=x');
    for (const name of await readdir(join(folder, 'out', 'tables'))) {
      const csv = await readFile(join(folder, 'out', 'tables', name), 'utf8');
      expect(csv).not.toMatch(/(^|,)"?[=@]/m);
    }
  });
});

describe('cannot write: 74', () => {
  it('a place that is a file', async () => {
    const folder = await folderWith({ 'p.csv': study, out: 'a file' });
    const { code, err } = await cli([
      'audit',
      join(folder, 'p.csv'),
      ...roles,
      '--out',
      join(folder, 'out'),
    ]);
    expect(code).toBe(74);
    expect(err).toContain('cannot be written');
  });

  it('a place below a file', async () => {
    const folder = await folderWith({ 'p.csv': study, file: 'x' });
    const { code } = await cli([
      'audit',
      join(folder, 'p.csv'),
      ...roles,
      ...quick,
      '--out',
      join(folder, 'file', 'out'),
    ]);
    expect(code).toBe(74);
  });
});

describe('cancelled: 130', () => {
  it('nothing is half-written', async () => {
    const folder = await folderWith({ 'p.csv': study });
    const abort = new AbortController();
    const running = cli(
      [
        'audit',
        join(folder, 'p.csv'),
        ...roles,
        ...groups,
        '--replicates',
        '20000',
        '--workers',
        '1',
        '--out',
        join(folder, 'out'),
      ],
      abort.signal,
    );
    setTimeout(() => abort.abort(), 60);
    const { code, err } = await running;
    expect(code).toBe(130);
    expect(err).toContain('nothing was written');
    expect(await readdir(folder)).toEqual(['p.csv']);
  });
});

it('suppression reaches every output alike', async () => {
  const rows = Array.from(
    { length: 120 },
    (_, i) => `p${i},${i < 7 ? 'Rare' : i % 2 ? 'F' : 'M'},${i % 2},.${100 + i}`,
  );
  const { code, folder } = await audited(
    { 'p.csv': `patient_id,sex,y,p\n${rows.join('\n')}\n` },
    'p.csv',
    ...roles,
    '--group',
    'sex',
    '--patient',
    'patient_id',
    '--suppress',
    '10',
  );
  expect(code).toBe(0);
  const report = JSON.parse(await readFile(join(folder, 'out', 'report.json'), 'utf8')) as {
    estimates: { slice: Record<string, string>; value: number | null; patientCount: number }[];
  };
  const rare = report.estimates.filter((one) => one.slice['sex'] === 'Rare');
  expect(rare.length).toBeGreaterThan(0);
  for (const one of rare) {
    expect(one.value).toBeNull();
    expect(one.patientCount).not.toBe(7);
  }
  await writeFile(join(folder, 'seen'), '');
});
