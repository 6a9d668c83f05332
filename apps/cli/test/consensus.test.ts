import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binaryMask } from '@equipoise/imaging';
import {
  readMaskFile,
  readNiftiFile,
  readPngLabels,
  writeNiftiFile,
  writePngMask,
} from '@equipoise/imaging/node';
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

  it('numbers become one number with its error, and every reading is kept', async () => {
    const lines = ['case,patient,reader,size'];
    for (let c = 0; c < 120; c++)
      for (const [r, reader] of ['a', 'b', 'c', 'd'].entries()) {
        const noise = (((c * 31 + r * 17) % 11) - 5) / 5;
        lines.push(
          `c${c},p${c >> 1},${reader},${(20 + (c % 13) + (r === 0 ? 2 : 0) + noise).toFixed(2)}`,
        );
      }
    const folder = await folderWith({ 'sizes.csv': `${lines.join('\n')}\n` });
    const out = join(folder, 'out');
    const base = ['consensus', join(folder, 'sizes.csv'), '--case', 'case', '--reader', 'reader'];
    const roles = ['--label', 'size', '--patient', 'patient', '--kind', 'numeric', '--out', out];
    const ended = await cli([...base, ...roles]);
    expect(ended.code).toBe(0);
    expect(ended.out).toContain('by the random-effects model');
    expect(ended.out).toContain('Reader 1 reads higher than the readers on average');
    const labels = (await readFile(join(out, 'labels.csv'), 'utf8')).trim().split('\n');
    expect(labels[0]).toBe(
      'case,consensus_label,certainty,standard_error,low,high,tied,answers,cannot_tell,method',
    );
    expect(labels).toHaveLength(121);
    const [, label, , error, low, high] = labels[1]!.split(',').map(Number);
    expect(low!).toBeCloseTo(label! - 1.959964 * error!, 4);
    expect(high!).toBeGreaterThan(label!);
    const readings = (await readFile(join(out, 'readings.csv'), 'utf8')).trim().split('\n');
    expect(readings).toHaveLength(481);
    expect(readings[0]).toContain('minus_label');
    const mean = await cli([...base, ...roles, '--method', 'mean']);
    expect(mean.code).toBe(0);
    const plain = (await readFile(join(out, 'labels.csv'), 'utf8')).trim().split('\n')[1]!;
    const own = lines.slice(1, 5).map((line) => Number(line.split(',')[3]));
    expect(Number(plain.split(',')[1])).toBeCloseTo(own.reduce((a, b) => a + b) / 4, 10);
    const wrong = await cli([...base, ...roles, '--method', 'staple']);
    expect(wrong.code).toBe(64);
    expect(wrong.err).toContain('fuses masks, and the answers are numbers');
  });

  it('PNG masks become one mask, a probability map and a share of readers for each case', async () => {
    const folder = await folderWith({ 'cases.csv': casesCsv(12) });
    for (const [r, reader] of ['ann', 'bob', 'cy', 'dee'].entries()) {
      await mkdir(join(folder, 'masks', reader), { recursive: true });
      for (let c = 0; c < 12; c++) {
        const data = new Uint8Array(600);
        for (let y = 4; y < 12; y++) for (let x = 4 + r; x < 14; x++) data[y * 30 + x] = 1;
        const path = join(folder, 'masks', reader, `c${c}.png`);
        await writePngMask(path, binaryMask({ shape: [20, 30], data }));
      }
    }
    const out = join(folder, 'out');
    const argv = ['consensus', join(folder, 'cases.csv'), '--case', 'case', '--patient', 'patient'];
    const masks = ['--group', 'sex', '--masks', join(folder, 'masks'), '--out', out];
    const ended = await cli([...argv, ...masks, '--method', 'majority']);
    expect(ended.err).not.toMatch(/^error/m);
    expect(ended.code).toBe(0);
    expect(ended.out).toContain('48 masks of 4 readers became one mask for each of 12 cases');
    expect((await readdir(join(out, 'masks'))).sort()).toHaveLength(12);
    const fused = await readMaskFile(join(out, 'masks', 'c3.png'));
    // Columns 6 to 13 are drawn by three or four of the readers; 5 by two, an exact half.
    expect([4, 5, 6, 13, 14].map((x) => fused.data[5 * 30 + x])).toEqual([0, 0, 1, 1, 0]);
    const share = await readPngLabels(join(out, 'probability', 'c3.png'));
    expect([3, 4, 5, 6, 7].map((x) => share.data[5 * 30 + x]! / 65535)).toEqual(
      [0, 0.25, 0.5, 0.75, 1].map((p) => Math.round(p * 65535) / 65535),
    );
    const rows = (await readFile(join(out, 'masks.csv'), 'utf8')).trim().split('\n');
    expect(rows).toHaveLength(13);
    expect(rows[1]).toMatch(/^c0,majority,4,64,24,/);
    const readings = (await readFile(join(out, 'mask-readings.csv'), 'utf8')).trim().split('\n');
    expect(readings).toHaveLength(49);
    // The second run knows its own folder; a share-safe one writes no mask.
    expect((await cli([...argv, ...masks, '--suppress', '5'])).code).toBe(0);
    await expect(readdir(join(out, 'masks'))).rejects.toThrow();
    await expect(readFile(join(out, 'masks.csv'))).rejects.toThrow();
  });

  it('NIfTI masks come back on their own grid: shape, spacing and place', async () => {
    const folder = await folderWith({});
    const affine = [
      [-0.8, 0, 0, 30],
      [0, 0.9, 0, -20],
      [0, 0, 2.5, 7],
    ] as const;
    for (const [r, reader] of ['ann', 'bob', 'cy'].entries()) {
      await mkdir(join(folder, 'masks', reader), { recursive: true });
      const data = new Uint8Array(8 * 9 * 5);
      for (let z = 1; z < 4; z++)
        for (let y = 2; y < 7; y++) for (let x = 2; x < 5 + r; x++) data[(z * 9 + y) * 8 + x] = 1;
      await writeNiftiFile(join(folder, 'masks', reader, 'v1.nii.gz'), {
        shape: [8, 9, 5],
        spacingMm: [0.8, 0.9, 2.5],
        affine,
        data,
      });
    }
    const out = join(folder, 'out');
    const masks = ['--masks', join(folder, 'masks'), '--out', out];
    expect((await cli(['consensus', ...masks, '--field', 'whole'])).code).toBe(0);
    const image = await readNiftiFile(join(out, 'masks', 'v1.nii.gz'));
    expect([...image.shape]).toEqual([8, 9, 5]);
    expect(image.spacingMm.map((s) => Math.round(s * 1e5) / 1e5)).toEqual([0.8, 0.9, 2.5]);
    image.affine.flat().forEach((cell, i) => {
      expect(cell).toBeCloseTo(affine.flat()[i]!, 5);
    });
    // Columns 2 to 5 by at least two of three.
    const row = [...image.data.subarray((2 * 9 + 3) * 8, (2 * 9 + 3) * 8 + 8)];
    expect(row).toEqual([0, 0, 1, 1, 1, 1, 0, 0]);
    const map = await readNiftiFile(join(out, 'vote-share', 'v1.nii.gz'));
    expect(map.data[(2 * 9 + 3) * 8 + 6]).toBeCloseTo(1 / 3, 6);
    expect((await cli(['consensus', ...masks, '--field', 'near'])).code).toBe(64);
  });

  it('masks of other grids stop the command and both files are named', async () => {
    const folder = await folderWith({});
    for (const [r, reader] of ['ann', 'bob'].entries()) {
      await mkdir(join(folder, 'masks', reader), { recursive: true });
      const data = new Uint8Array(20 * (30 + r)).fill(0, 0, 9);
      data[5] = 1;
      const path = join(folder, 'masks', reader, 'c1.png');
      await writePngMask(path, binaryMask({ shape: [20, 30 + r], data }));
    }
    const out = join(folder, 'out');
    const ended = await cli(['consensus', '--masks', join(folder, 'masks'), '--out', out]);
    expect(ended.code).toBe(65);
    expect(ended.err).toMatch(/ann\/c1\.png is 20×30, bob\/c1\.png is 20×31/);
    await expect(readdir(out)).rejects.toThrow();
  });
});

function casesCsv(count: number): string {
  const rows = Array.from({ length: count }, (_, c) => `c${c},p${c},${c % 2 === 0 ? 'F' : 'M'}`);
  return `case,patient,sex\n${rows.join('\n')}\n`;
}
