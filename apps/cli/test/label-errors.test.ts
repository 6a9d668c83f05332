import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, folderWith } from './support/terminal.ts';

/** 600 labels of 300 patients, of which every fifteenth is flipped. */
function predictionsCsv(): { text: string; flipped: Set<string> } {
  let state = 9;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const flipped = new Set<string>();
  const lines = ['image,patient,sex,y,p,panel'];
  for (let i = 0; i < 600; i++) {
    const truth = random() < 0.4 ? 1 : 0;
    const isFlipped = i % 15 === 7;
    const id = `img${i}`;
    if (isFlipped) flipped.add(id);
    const p = truth === 1 ? 0.7 + 0.3 * random() : 0.3 * random();
    const panel = i % 3 === 0 ? truth : '';
    const y = isFlipped ? 1 - truth : truth;
    lines.push(
      `${id},p${Math.floor(i / 2)},${i % 4 < 2 ? 'F' : 'M'},${y},${p.toFixed(4)},${panel}`,
    );
  }
  return { text: `${lines.join('\n')}\n`, flipped };
}

const columns = ['--label', 'y', '--score', 'p', '--patient', 'patient', '--case', 'image'];

describe('equipoise label-errors', () => {
  it('writes a review list with the flipped labels, and warns without --out-of-sample', async () => {
    const { text, flipped } = predictionsCsv();
    const folder = await folderWith({ 'predictions.csv': text });
    const out = join(folder, 'out');
    const argv = ['label-errors', join(folder, 'predictions.csv'), ...columns, '--group', 'sex'];
    const ended = await cli([...argv, '--out', out]);
    expect(ended.code).toBe(0);
    expect(ended.err).toContain('It is not confirmed that the scores are out of sample');
    expect(ended.err).not.toContain('threshold');
    const review = (await readFile(join(out, 'review.csv'), 'utf8')).trim().split('\n');
    expect(review[0]).toBe(
      'rank,image,task,label,suggested_label,probability_wrong,reasons,panel_label,reviewed_label,comment',
    );
    const cases = review.slice(1).map((line) => line.split(',')[1]!);
    const hits = cases.filter((id) => flipped.has(id)).length;
    expect(hits / cases.length).toBeGreaterThan(0.9);
    expect(hits / flipped.size).toBeGreaterThan(0.6);
    const confirmed = await cli([...argv, '--out', out, '--out-of-sample', 'yes']);
    expect(confirmed.err).not.toContain('out of sample');
  });

  it('takes a panel, and the list comes back as one', async () => {
    const { text } = predictionsCsv();
    const folder = await folderWith({ 'predictions.csv': text });
    const file = join(folder, 'predictions.csv');
    const first = await cli([
      'label-errors',
      file,
      ...columns,
      '--panel',
      'panel',
      '--out',
      join(folder, 'a'),
    ]);
    expect(first.code).toBe(0);
    expect(first.out).toContain('The panel finds');
    const review = (await readFile(join(folder, 'a', 'review.csv'), 'utf8')).trim().split('\n');
    const filled = review
      .slice(1, 11)
      .map((line) => line.replace(/,,$/, `,${line.split(',')[4]},`));
    const done = join(folder, 'done.csv');
    await writeFile(done, `${[review[0], ...filled, ...review.slice(11)].join('\n')}\n`);
    const again = ['label-errors', file, ...columns, '--review', done, '--out', join(folder, 'b')];
    const second = await cli(again);
    expect(second.err).not.toMatch(/^error/m);
    expect(second.code).toBe(0);
    expect(second.out).toContain('of the suspects that were reviewed are wrong');
    // A review of suspects says nothing of all labels.
    expect(second.out).not.toContain('The panel finds');
  });

  it('joins vectors on the case', async () => {
    const { text } = predictionsCsv();
    const rows = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const cells = line.split(',');
        const p = Number(cells[4]);
        return `${cells[0]},${p},${1 - p},${p / 2}`;
      });
    const folder = await folderWith({
      'predictions.csv': text,
      'vectors.csv': `image,v1,v2,v3\n${rows.reverse().join('\n')}\n`,
    });
    const ended = await cli([
      'label-errors',
      join(folder, 'predictions.csv'),
      ...columns,
      '--embeddings',
      join(folder, 'vectors.csv'),
      '--out',
      join(folder, 'out'),
    ]);
    expect(ended.code).toBe(0);
    expect(await readFile(join(folder, 'out', 'review.csv'), 'utf8')).toContain(
      'of the nearest cases have another label',
    );
  });

  it('several classes; scores outside 0 to 1; a regression: each with its exit code', async () => {
    const lines = ['id,y,p_a,p_b,p_c'];
    for (let i = 0; i < 90; i++) {
      const truth = i % 3;
      const shown = i === 10 ? (truth + 1) % 3 : truth;
      const p = [0, 1, 2].map((c) => (c === truth ? 0.8 + (i % 7) / 50 : 0.1 - (i % 7) / 100));
      lines.push(`${i},${'abc'[shown]},${p.map((x) => x.toFixed(3)).join(',')}`);
    }
    const folder = await folderWith({
      'classes.csv': `${lines.join('\n')}\n`,
      'bad.csv': 'y,p\n0,1.5\n1,2.5\n0,.2\n',
    });
    const classes = [
      'label-errors',
      join(folder, 'classes.csv'),
      '--label',
      'y',
      '--score',
      'p_a,p_b,p_c',
      '--kind',
      'multiclass',
      '--out',
      join(folder, 'out'),
    ];
    const found = await cli(classes);
    expect(found.err).not.toMatch(/^error/m);
    expect(found.code).toBe(0);
    const review = await readFile(join(folder, 'out', 'review.csv'), 'utf8');
    expect(review).toContain('line 12,y,c,b');
    const bad = ['label-errors', join(folder, 'bad.csv'), '--label', 'y', '--score', 'p'];
    expect((await cli(bad)).code).toBe(65);
    expect((await cli([...bad, '--kind', 'regression'])).code).toBe(64);
    expect((await cli([...bad, '--out-of-sample', 'maybe'])).code).toBe(64);
  });

  it('takes the majority of readers as the label, from a table and from an export', async () => {
    const { text, flipped } = predictionsCsv();
    const rows = text.trim().split('\n').slice(1);
    const scores = rows.map((line) => line.split(',')).map(([id, who, , , p]) => [id, who, p]);
    // Two readers say the given label, the third the other; of the last case one says yes, one no.
    const given = rows.map((line) => (line.split(',')[3] === '1' ? 'yes' : 'no'));
    const other = (said: string): string => (said === 'yes' ? 'no' : 'yes');
    const saidBy = (i: number): string[] => {
      const said = given[i]!;
      return i === rows.length - 1 ? [said, other(said)] : [said, said, other(said)];
    };
    const readings = ['image,reader,finding'];
    const tasks = rows.map((line, i) => {
      const image = line.split(',')[0]!;
      const annotations = saidBy(i).map((choice, reader) => {
        readings.push(`${image},r${reader},${choice}`);
        const value = { choices: [choice] };
        const result = [{ from_name: 'finding', to_name: 'image', type: 'choices', value }];
        return { completed_by: reader, result };
      });
      return { id: i, data: { image }, annotations };
    });
    const folder = await folderWith({
      'scores.csv': `image,patient,p\n${scores.map((one) => one.join(',')).join('\n')}\n`,
      'readings.csv': `${readings.join('\n')}\n`,
      'export.json': JSON.stringify(tasks),
    });
    const lists: string[] = [];
    for (const [file, more] of [
      ['readings.csv', ['--reading-label', 'finding']],
      ['export.json', []],
    ] as const) {
      const out = join(folder, `out-${file}`);
      const ended = await cli([
        ...['label-errors', join(folder, 'scores.csv'), '--readings', join(folder, file), ...more],
        ...['--label', 'finding', '--positive', 'yes', '--score', 'p', '--case', 'image'],
        ...['--patient', 'patient', '--out', out, '--out-of-sample', 'yes'],
      ]);
      expect(ended.err).toContain('1 of 600 cases have a tie among their readers');
      expect(ended.code).toBe(0);
      lists.push(await readFile(join(out, 'review.csv'), 'utf8'));
      const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as {
        provenance: { inputs: { name: string; role: string }[] };
      };
      expect(report.provenance.inputs.map(({ name }) => name)).toEqual(['scores.csv', file]);
    }
    expect(lists[1]).toBe(lists[0]);
    const found = lists[0]!
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[1]!);
    expect(found.filter((id) => flipped.has(id)).length / found.length).toBeGreaterThan(0.9);
    const untied = ['label-errors', join(folder, 'scores.csv'), '--label', 'finding'];
    const refused = await cli([
      ...[...untied, '--score', 'p', '--readings', join(folder, 'export.json')],
    ]);
    expect(refused.code).toBe(64);
    expect(refused.err).toContain('--case');
  });
});
