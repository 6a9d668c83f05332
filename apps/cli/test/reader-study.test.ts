import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReadersDocument } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { cli, folderWith } from './support/terminal.ts';

/** A crossed study of three readers, two modalities and thirty cases, as CSV. */
function ratings(drop: (line: number) => boolean = () => false): string {
  const lines = ['case_id,patient,reader,modality,truth,score,call,seconds'];
  let state = 11;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  let line = 0;
  for (const modality of ['film', 'screen'])
    for (const reader of ['ann', 'bob', 'cy'])
      for (let c = 0; c < 30; c++) {
        const truth = c % 2;
        const score = Math.round(100 * (0.3 * truth + 0.7 * random()));
        const seconds = Math.round(20 + 20 * random());
        if (!drop(line++))
          lines.push(
            `${String(c).padStart(3, '0')},p${c},${reader},${modality},${truth},${score},${score > 50 ? 1 : 0},${seconds}`,
          );
      }
  return `${lines.join('\n')}\n`;
}

const columns = '--case case_id --reader reader --modality modality --truth truth --rating score';

async function run(
  files: Readonly<Record<string, string>>,
  line: string,
): Promise<{ code: number; out: string; err: string; folder: string }> {
  const folder = await folderWith(files);
  const argv = line.split(' ').map((word) => (word.endsWith('.csv') ? join(folder, word) : word));
  const ended = await cli(['reader-study', ...argv, '--out', join(folder, 'out')]);
  return { ...ended, folder };
}

describe('equipoise reader-study', () => {
  it('writes report, JSON, tables and figures, readers as pseudonyms', async () => {
    const { code, out, folder } = await run(
      { 'r.csv': ratings() },
      `r.csv ${columns} --patient patient --decision call --seconds seconds --reference film --margin .1`,
    );
    expect(code).toBe(0);
    expect(out).toContain('3 readers, 30 cases, 30 patients');
    expect(out).toContain('screen minus film');
    const html = await readFile(join(folder, 'out/report.html'), 'utf8');
    expect(html).toContain('AUC by modality');
    expect(html).not.toMatch(/\bann\b|\bbob\b/);
    const json = JSON.parse(await readFile(join(folder, 'out/report.json'), 'utf8')) as {
      kind: string;
      findings: { verdict: string; role: string }[];
      flow: { questions: { readingCount: number }[] };
    };
    expect(json.kind).toBe('reader-study');
    expect(() => parseReadersDocument(json)).not.toThrow();
    expect(json.findings.some((one) => one.role === 'confirmatory')).toBe(true);
    expect(json.flow.questions[0]!.readingCount).toBe(180);
    expect(await readdir(join(folder, 'out/tables'))).toContain('reader-study-auc-analyses.csv');
    expect(await readdir(join(folder, 'out/figures'))).toContain('reader-study-roc.svg');
  });

  it('gives the same bytes for the same input, and names on request', async () => {
    const one = await run({ 'r.csv': ratings() }, `r.csv ${columns}`);
    const two = await run({ 'r.csv': ratings() }, `r.csv ${columns}`);
    const bytes = (folder: string): Promise<string> =>
      readFile(join(folder, 'out/report.json'), 'utf8');
    expect(await bytes(one.folder)).toBe(await bytes(two.folder));
    const named = await run({ 'r.csv': ratings() }, `r.csv ${columns} --names`);
    expect(await bytes(named.folder)).toContain('"bob"');
  });

  it('warns loudly without a patient, and prints JSON', async () => {
    const { code, out, err } = await run({ 'r.csv': ratings() }, `r.csv ${columns} --json`);
    expect(code).toBe(0);
    expect(err).toContain('no patient was declared');
    const found = JSON.parse(out) as { estimates: { metric: string }[] };
    expect(found.estimates.some((one) => one.metric === 'auc')).toBe(true);
  });

  it('reads one column a reader, with the modality in the header, as it reads rows', async () => {
    const cells = new Map<string, string[]>();
    const heads: string[] = [];
    for (const line of ratings().trim().split('\n').slice(1)) {
      const [id, patient, reader, modality, truth, score, call] = line.split(',');
      const key = `${id},${patient},${truth}`;
      const head = `score_${reader}_${modality},call_${reader}_${modality}`;
      if (!heads.includes(head)) heads.push(head);
      cells.set(key, [...(cells.get(key) ?? []), `${score},${call}`]);
    }
    const wide = [
      `case_id,patient,truth,${heads.join(',')}`,
      ...[...cells].map(([key, values]) => `${key},${values.join(',')}`),
    ].join('\n');
    const estimates = async (folder: string): Promise<unknown> => {
      const text = await readFile(join(folder, 'out/report.json'), 'utf8');
      // The order of rows moves the last digit of a sum.
      const round = (_: string, value: unknown): unknown =>
        typeof value === 'number' ? Number(value.toFixed(10)) : value;
      return (JSON.parse(text, round) as { estimates: unknown }).estimates;
    };
    const shared = '--patient patient --reference film';
    const long = await run({ 'r.csv': ratings() }, `r.csv ${columns} --decision call ${shared}`);
    const broad = await run(
      { 'w.csv': wide },
      `w.csv --case case_id --truth truth --rating score_{reader}_{modality} --decision call_{reader}_{modality} ${shared}`,
    );
    expect(broad.err).toBe(long.err);
    expect(broad.code).toBe(0);
    expect(await estimates(broad.folder)).toEqual(await estimates(long.folder));
    const film = await run(
      { 'w.csv': wide },
      'w.csv --case case_id --truth truth --rating score_ann_film,score_bob_film --patient patient',
    );
    expect(film.out).toContain('2 readers read 30 cases');
  });

  it('reads a Label Studio export, with the reference label in a table of its own', async () => {
    const tasks = Array.from({ length: 24 }, (_, c) => ({
      id: c,
      data: { case: `c${c}` },
      annotations: [1, 2, 3].map((reader) => ({
        completed_by: reader,
        lead_time: 10 + c,
        result:
          c === 5 && reader === 2
            ? []
            : [
                {
                  from_name: 'finding',
                  to_name: 'image',
                  type: 'choices',
                  value: { choices: [(c + (c % (reader + 4) === 0 ? 1 : 0)) % 2 ? 'yes' : 'no'] },
                },
              ],
      })),
    }));
    const truth = [
      'case,truth',
      ...Array.from({ length: 25 }, (_, c) => `c${c},${c % 2 ? 'yes' : 'no'}`),
    ];
    const folder = await folderWith({ 'e.json': JSON.stringify(tasks), 't.csv': truth.join('\n') });
    const ended = await cli([
      ...['reader-study', join(folder, 'e.json'), '--truth-table', join(folder, 't.csv')],
      ...'--case case --truth truth --decision finding --seconds seconds --out'.split(' '),
      join(folder, 'out'),
    ]);
    expect(ended.err).toContain('1 cases of t.csv were read by nobody');
    expect(ended.code).toBe(0);
    expect(ended.out).toContain('3 readers read 24 cases');
    expect(ended.out).toContain('Readers call');
    expect(ended.out).toContain('Median reading time');
    const alone = await cli([
      'reader-study',
      join(folder, 'e.json'),
      '--truth',
      'truth',
      '--decision',
      'finding',
    ]);
    expect(alone.code).toBe(64);
    expect(alone.err).toContain('--truth-table');
  });

  it('takes patients as the unit of marks where they have several images', async () => {
    const truth = ['case,patient,diseased,lesion'];
    const marks = ['case,reader,modality,rating,lesion'];
    for (let c = 0; c < 40; c++) {
      const isSick = Math.floor(c / 4) % 2 === 1;
      truth.push(`${c},p${Math.floor(c / 4)},${isSick ? 1 : 0},${isSick ? 'a' : ''}`);
      for (const modality of ['a', 'b'])
        for (const reader of ['x', 'y'])
          if ((c * 7 + reader.charCodeAt(0) + modality.charCodeAt(0)) % 3 > 0)
            marks.push(
              `${c},${reader},${modality},${(Math.floor(c / 4) * 5) % 11},${isSick ? 'a' : ''}`,
            );
    }
    const files = { 't.csv': truth.join('\n'), 'm.csv': marks.join('\n') };
    const line =
      't.csv --marks m.csv --case case --reader reader --modality modality --truth diseased --lesion lesion --rating rating';
    const one = await run(files, `${line} --patient patient`);
    const error = async (folder: string): Promise<{ method: string; standardError: number }> => {
      const text = await readFile(join(folder, 'out/report.json'), 'utf8');
      const { estimates } = JSON.parse(text) as {
        estimates: { metric: string; method: string; standardError: number }[];
      };
      return estimates.find((each) => each.metric === 'wafroc')!;
    };
    const clustered = await error(one.folder);
    const apart = await error((await run(files, line)).folder);
    expect(one.err).toContain('leaves out one patient at a time (10 patients, 40 cases)');
    expect(clustered.method).toContain('patient-jackknife');
    expect(clustered.standardError).toBeGreaterThan(1.3 * apart.standardError);
  });

  it('marks with a place give the weighted AFROC', async () => {
    const truth = [
      'case,diseased,lesion',
      ...Array.from({ length: 12 }, (_, c) => `${c},${c % 2},${c % 2 ? 'a' : ''}`),
    ];
    const marks = ['case,reader,modality,rating,lesion'];
    for (const modality of ['a', 'b'])
      for (const reader of ['x', 'y'])
        for (let c = 0; c < 12; c++)
          if ((c * 7 + reader.charCodeAt(0) + modality.charCodeAt(0)) % 3 > 0)
            marks.push(`${c},${reader},${modality},${(c * 13) % 10},${c % 2 && c % 5 ? 'a' : ''}`);
    const { code, out, folder } = await run(
      { 't.csv': truth.join('\n'), 'm.csv': marks.join('\n') },
      't.csv --marks m.csv --case case --reader reader --modality modality --truth diseased --lesion lesion --rating rating',
    );
    expect(code).toBe(0);
    expect(out).toContain('weighted AFROC');
    const json = await readFile(join(folder, 'out/report.json'), 'utf8');
    expect(json).toContain('--marks m.csv');
    expect(json).not.toContain(folder);
  });
});

describe('bad input of a reader study', () => {
  const double = `${ratings()}000,p0,ann,film,0,7,0,9\n`;
  const twoTruths = ratings().replace('003,p3,bob,film,1', '003,p3,bob,film,0');

  it.each([
    ['a case with two labels', twoTruths, columns, 65, 'two reference labels'],
    ['a case read twice', double, columns, 65, '1 rows repeat'],
    [
      'a column of readers beside one column a reader',
      ratings(),
      '--case case_id --reader reader --truth truth --rating score_*',
      64,
      'Leave --reader out',
    ],
    [
      'a pattern that fits no column',
      ratings(),
      '--case case_id --truth truth --rating rating_{reader}',
      65,
      'No column of r.csv fits',
    ],
    [
      'a pattern without a reader',
      ratings(),
      '--case case_id --truth truth --rating score_{modality}',
      64,
      'wants one * or {reader}',
    ],
    [
      'one column a reader and one column of calls',
      ratings(),
      '--case case_id --truth truth --rating sco* --decision call',
      64,
      'Give both with one column a reader',
    ],
    [
      'missing readings, declared crossed',
      ratings((k) => k % 11 === 3),
      `${columns} --design fully-crossed`,
      65,
      '17 of 180 readings are missing',
    ],
    ['text as rating', ratings().replace(',film,1,', ',film,1,high'), columns, 65, 'no number'],
    [
      'unknown words of truth',
      ratings().replaceAll(',film,1,', ',film,sick,'),
      columns,
      65,
      '--positive',
    ],
    ['an unknown column', ratings(), columns.replace('--truth truth', '--truth tuth'), 65, 'truth'],
    [
      'blank ratings alone',
      ratings().replaceAll(/,\d+,[01],\d+$/gm, ',,,'),
      columns,
      65,
      'No row holds an answer',
    ],
    ['no truth', ratings(), columns.replace(' --truth truth', ''), 64, '--truth'],
    ['no rating', ratings(), columns.replace(' --rating score', ''), 64, '--decision'],
    ['an unknown metric', ratings(), `${columns} --metric auroc`, 64, 'partial-auc'],
    ['an unknown design', ratings(), `${columns} --design half`, 64, 'split-plot'],
    ['an unknown reference', ratings(), `${columns} --reference paper`, 64, 'film, screen'],
    ['a margin of 0', ratings(), `${columns} --margin 0`, 64, '--margin'],
    ['alpha and level', ratings(), `${columns} --alpha .1 --level .9`, 64, 'twice'],
    ['weighted AFROC without marks', ratings(), `${columns} --metric wafroc`, 64, '--marks'],
  ])('%s', async (_, table, line, code, text) => {
    const ended = await run({ 'r.csv': table }, `r.csv ${line}`);
    expect(ended.err).toContain(text);
    expect(ended.code).toBe(code);
    expect(ended.err).not.toMatch(/\bp3\b|\bann\b/);
  });

  it('a repeat can be settled, and is counted', async () => {
    const { code, folder } = await run({ 'r.csv': double }, `r.csv ${columns} --repeats first`);
    expect(code).toBe(0);
    const json = await readFile(join(folder, 'out/report.json'), 'utf8');
    expect(json).toContain('repeated reading, the first was taken');
  });

  it('missing readings are analysed and counted unless declared otherwise', async () => {
    const { code, out } = await run({ 'r.csv': ratings((k) => k % 11 === 3) }, `r.csv ${columns}`);
    expect(code).toBe(0);
    expect(out).toContain('17 readings of 180 that a complete crossing has are missing');
  });

  it('one reader alone is analysed over cases, and it is said', async () => {
    const { code, err } = await run({ 'r.csv': ratings((k) => k % 90 >= 30) }, `r.csv ${columns}`);
    expect(code).toBe(0);
    expect(err).toContain('There is one reader');
  });
});
