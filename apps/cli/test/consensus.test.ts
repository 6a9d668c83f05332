import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, folderWith } from './support/terminal.ts';

/** Readings of five readers on 120 cases of 60 patients; reader e answers at random. */
function readingsCsv(): string {
  let state = 5;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const lines = ['case,patient,sex,reader,edema'];
  for (let t = 0; t < 120; t++) {
    const truth = random() < 0.4 ? 1 : 0;
    for (const reader of 'abcde') {
      const isRight = random() < (reader === 'e' ? 0.5 : 0.93);
      const answer = t === 3 && reader === 'b' ? 'cannot tell' : isRight ? truth : 1 - truth;
      lines.push(`c${t},p${Math.floor(t / 2)},${t % 4 < 2 ? 'F' : 'M'},${reader},${answer}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const columns = [
  '--case',
  'case',
  '--reader',
  'reader',
  '--label',
  'edema',
  '--patient',
  'patient',
];

describe('equipoise consensus', () => {
  it('writes labels, readings and a report; names go only where asked for', async () => {
    const folder = await folderWith({ 'readings.csv': readingsCsv() });
    const out = join(folder, 'out');
    const ended = await cli([
      'consensus',
      join(folder, 'readings.csv'),
      ...columns,
      '--group',
      'sex',
      '--out',
      out,
    ]);
    expect(ended.err).not.toContain('error');
    expect(ended.code).toBe(0);
    expect(ended.out).toContain('Dawid-Skene, because there are four readers or more');
    expect(ended.out).toContain('Reader 5');
    const labels = await readFile(join(out, 'labels.csv'), 'utf8');
    expect(labels.split('\n')[0]).toBe(
      'case,consensus_label,certainty,p_0,p_1,tied,answers,cannot_tell,method',
    );
    expect(labels.trim().split('\n')).toHaveLength(121);
    expect(labels).toMatch(/^c3,[01],[\d.e-]+,[\d.e-]+,[\d.e-]+,[01],4,1,dawid-skene$/m);
    const readings = await readFile(join(out, 'readings.csv'), 'utf8');
    expect(readings.trim().split('\n')).toHaveLength(601);
    expect(readings).toContain('cannot-tell');
    expect(readings).toContain('Reader 1');
    const document = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as {
      kind: string;
    };
    expect(document.kind).toBe('consensus');
  });

  it('--out labels.parquet puts the report beside it, and audit reads the file', async () => {
    const folder = await folderWith({ 'readings.csv': readingsCsv() });
    const at = (name: string): string => join(folder, name);
    const argv = ['consensus', at('readings.csv'), ...columns, '--out', at('labels.parquet')];
    expect((await cli(argv)).code).toBe(0);
    const first = await readFile(at('labels.parquet'));
    expect(first.subarray(0, 4).toString()).toBe('PAR1');
    expect((await readFile(at('consensus/report.html'), 'utf8')).length).toBeGreaterThan(1000);
    // The second run knows its own files and gives the same bytes.
    expect((await cli(argv)).code).toBe(0);
    expect((await readFile(at('labels.parquet'))).equals(first)).toBe(true);
    const inspected = await cli(['inspect', at('labels.parquet')]);
    expect(inspected.out).toContain('consensus_label');
    const rows = Array.from(
      { length: 120 },
      (_, t) => `c${t},p${Math.floor(t / 2)},${(t * 7) % 2},${((t * 37) % 100) / 100}`,
    );
    await writeFile(at('predictions.csv'), `case,patient,edema,p\n${rows.join('\n')}\n`);
    const audited = await cli([
      'audit',
      at('predictions.csv'),
      ...['--label', 'edema', '--score', 'p', '--on', 'case', '--patient', 'patient'],
      ...['--label-distribution', at('labels.parquet'), '--replicates', '100'],
      ...['--out', at('audit')],
    ]);
    expect(audited.err).not.toMatch(/^error/m);
    const report = await readFile(at('audit/report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({
      flow: { joins: [{ right: 'labels.parquet', matched: 120, leftOnly: 0, rightOnly: 0 }] },
    });
    expect(report).toContain('label-uncertainty');
  });

  it('does not write over a file that it did not make', async () => {
    const folder = await folderWith({ 'readings.csv': readingsCsv() });
    const path = join(folder, 'readings.csv');
    const ended = await cli(['consensus', path, ...columns, '--out', path]);
    expect(ended.code).toBe(64);
    expect(ended.err).toContain('workbench/folder-in-use');
    expect(await readFile(path, 'utf8')).toBe(readingsCsv());
  });

  it('crowdlab takes the probabilities of a model', async () => {
    const rows = Array.from({ length: 120 }, (_, t) => `c${t},${t % 3 === 0 ? '.8,.2' : '.3,.7'}`);
    const folder = await folderWith({
      'readings.csv': readingsCsv(),
      'model.csv': `case,p_0,p_1\n${rows.join('\n')}\n`,
    });
    const base = ['consensus', join(folder, 'readings.csv'), ...columns, '--method', 'crowdlab'];
    const out = ['--out', join(folder, 'out')];
    const without = await cli([...base, ...out]);
    expect(without.code).toBe(64);
    expect(without.err).toContain('--probabilities');
    const ended = await cli([...base, '--probabilities', join(folder, 'model.csv'), ...out]);
    expect(ended.code).toBe(0);
    expect(await readFile(join(folder, 'out', 'labels.csv'), 'utf8')).toContain(',crowdlab');
  });

  it('an unknown method, a label file of another kind: usage errors', async () => {
    const folder = await folderWith({ 'readings.csv': readingsCsv() });
    const base = ['consensus', join(folder, 'readings.csv'), ...columns];
    expect((await cli([...base, '--method', 'best'])).code).toBe(64);
    expect((await cli([...base, '--labels', join(folder, 'labels.xlsx')])).code).toBe(64);
  });

  it('--suppress writes no table of single cases', async () => {
    const folder = await folderWith({ 'readings.csv': readingsCsv() });
    const out = join(folder, 'out');
    const argv = ['consensus', join(folder, 'readings.csv'), ...columns, '--suppress', '10'];
    expect((await cli([...argv, '--out', out])).code).toBe(0);
    await expect(readFile(join(out, 'labels.csv'))).rejects.toThrow();
    await expect(readFile(join(out, 'readings.csv'))).rejects.toThrow();
    expect(await readFile(join(out, 'report.json'), 'utf8')).not.toContain('"c17"');
  });
});
