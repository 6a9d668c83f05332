import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, folderWith, studyCsv } from './support/terminal.ts';

const quick = '--replicates 100 --permutations 99 --workers 1 --intersect 0 --label-draws 20';

/** Three readers of the images of a study, each wrong on a few of them. */
function readingsCsv(study: string): string {
  const lines = study.trim().split('\n').slice(1);
  const rows = lines.flatMap((line, i) => {
    const [id, , , , y] = line.split(',');
    return ['kim', 'lee', 'ann'].map((reader, r) => {
      const isWrong = (7 * i + 3 * r) % 10 === 0;
      return `${id},${reader},${isWrong ? 1 - Number(y) : y}`;
    });
  });
  return `image_id,reader,label\n${rows.join('\n')}\n`;
}

async function audited(...more: string[]) {
  const study = studyCsv(200);
  const folder = await folderWith({ 'p.csv': study, 'r.csv': readingsCsv(study) });
  const at = (name: string): string => join(folder, name);
  const ended = await cli([
    'audit',
    at('p.csv'),
    ...'--label y --score p --patient patient_id --group sex --threshold .5'.split(' '),
    ...['--readings', at('r.csv'), '--out', at('out')],
    ...quick.split(' '),
    ...more,
  ]);
  return { ...ended, read: (name: string) => readFile(join(folder, 'out', name), 'utf8') };
}

describe('an audit with readings', () => {
  it('writes each figure with and without the uncertainty of the labels, readers as pseudonyms', async () => {
    const { code, read } = await audited('--on', 'image_id');
    expect(code).toBe(0);
    const table = await read('tables/label-uncertainty.csv');
    expect(table.split('\n')[0]).toMatch(/without.*with.*oneReader/);
    expect(await read('tables/label-noise.csv')).toContain('sex');
    const page = await read('report.html');
    expect(page).toContain('Reference label');
    expect(page).toContain('Readers disagree on the');
    const all = `${page}${await read('report.json')}${await read('tables/model-among-readers.csv')}`;
    expect(all).toContain('Reader 3');
    expect(all).not.toMatch(/\b(kim|lee)\b/);
  });

  it('hides small groups in a share-safe copy', async () => {
    const { code, read } = await audited('--on', 'image_id', '--suppress', '150');
    expect(code).toBe(0);
    const document = JSON.parse(await read('report.json')) as {
      evidence: { kind: string; data: { rows: { level: string; with: { reason: string } }[] } }[];
      estimates: { slice: { sex?: string }; labels?: string; value: number | null }[];
    };
    const carried = document.estimates.filter((one) => one.labels !== undefined);
    const ofWomen = carried.filter((one) => one.slice.sex === 'F');
    expect(ofWomen.length).toBeGreaterThan(0);
    for (const one of ofWomen) expect(one.value).toBeNull();
    const rows = document.evidence
      .filter((entry) => entry.kind === 'label-uncertainty')
      .flatMap((entry) => entry.data.rows);
    const women = rows.filter((row) => row.level === 'F');
    expect(women.length).toBeGreaterThan(0);
    for (const row of women) expect(row.with.reason).toBe('suppressed');
  });

  it('lets a gate name the figures with drawn labels', async () => {
    const gates = '- {metric: auroc, versus: none, margin: 0.05, labels: drawn}\n';
    const folder = await folderWith({ 'g.yaml': gates, 'h.yaml': gates.replace('.05', '.999') });
    const met = await audited('--on', 'image_id', '--gate', join(folder, 'g.yaml'));
    expect(met.code).toBe(0);
    const document = JSON.parse(await met.read('report.json')) as {
      gates: { estimateIds: string[] }[];
      estimates: { id: string; labels?: string; low: number }[];
    };
    expect(document.gates[0]!.estimateIds).toEqual(['y/model/auroc/all/labels-drawn']);
    expect(document.estimates.find((one) => one.labels === 'drawn')!.low).toBeGreaterThan(0);
    const missed = await audited('--on', 'image_id', '--gate', join(folder, 'h.yaml'));
    expect(missed.code).toBe(1);
  });

  it('ends with 64 and a sentence where the id column is not named', async () => {
    const { code, err } = await audited();
    expect(code).toBe(64);
    expect(err).toContain('workbench/missing-option');
    expect(err).toContain('--on');
  });
});
