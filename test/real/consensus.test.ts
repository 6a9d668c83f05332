import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { answerStates, type ReadersDocument } from '@equipoise/domain';
import { type ConsensusProtocol, runConsensus } from '@equipoise/workbench';
import { afterAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';

const folder = mkdtempSync(join(tmpdir(), 'equipoise-real-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function consensus(
  name: string,
  protocol: ConsensusProtocol,
): Promise<{ document: ReadersDocument; rows: Record<string, string>[] }> {
  const out = join(folder, name);
  const { document } = await runConsensus(
    { ...protocol, out },
    { clock: () => '2000-01-01T00:00:00.000Z', nodeVersion: 'v0' },
  );
  const [head = '', ...lines] = readFileSync(join(out, 'labels.csv'), 'utf8').trim().split('\n');
  const names = head.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((one, i) => [one, cells[i] ?? '']));
  });
  return { document, rows };
}

const prevalence = (document: ReadersDocument, task: string, method: string): number | null =>
  document.estimates.find(
    (one) => one.metric === 'prevalence' && one.task === task && one.model === method,
  )?.value ?? null;

const chexpert = sharedOrSkip('data', 'chexpert-readers');

describe.skipIf(chexpert === null)('equipoise consensus on CheXpert', () => {
  const at = (name: string): string => join(chexpert ?? '', name);
  const truthLines = chexpert
    ? readFileSync(at('groundtruth.csv'), 'utf8').trim().split(/\r?\n/)
    : [];
  const findings = truthLines[0]?.split(',').slice(1) ?? [];
  const base: ConsensusProtocol = {
    files: [],
    caseColumn: 'study',
    patient: 'study',
    reader: ['reader'],
    label: findings,
  };

  it('the vote of the five panel readers is the reference in 7,000 of 7,000 cells', async () => {
    const lines = readFileSync(at('readers.csv'), 'utf8').trim().split(/\r?\n/);
    const panel = [
      lines[0]!,
      ...lines.slice(1).filter((line) => line.split(',')[0]!.endsWith('_gt')),
    ];
    const file = join(folder, 'panel.csv');
    writeFileSync(file, `${panel.join('\n')}\n`);
    const { rows } = await consensus('panel', { ...base, files: [file], method: 'vote' });
    const labels = new Map(rows.map((row) => [`${row['study']}/${row['question']}`, row]));
    let equal = 0;
    for (const line of truthLines.slice(1)) {
      const [study, ...cells] = line.split(',');
      cells.forEach((cell, f) => {
        const row = labels.get(`${study}/${findings[f]}`)!;
        if (row['consensus_label'] === cell && row['tied'] === '0') equal++;
      });
    }
    expect(equal).toBe(7000);
  });

  it('warns of Consolidation: .281 by Dawid-Skene, and its labels leave the vote', async () => {
    const { document } = await consensus('eight', {
      ...base,
      files: [at('readers.csv')],
      label: ['Consolidation', 'Support Devices'],
    });
    expect(prevalence(document, 'Consolidation', 'dawid-skene')).toBeCloseTo(0.281, 3);
    const doubts = document.warnings.filter((one) => one.code === 'consensus-in-doubt');
    expect(doubts.map((one) => one.sentence.split(':')[0])).toEqual(['Consolidation']);
    expect(document.summary.join(' ')).toContain(
      'Do not take these labels as they are: Consolidation',
    );
    for (const one of document.estimates) {
      if (one.metric !== 'sensitivity' && one.metric !== 'specificity') continue;
      expect(one.low!).toBeLessThan(one.high!);
    }
    expect(JSON.stringify(document)).not.toContain('bc4');
  });
});

const enhance = sharedOrSkip('data', 'enhance-crowd');

describe.skipIf(enhance === null)('equipoise consensus on ENHANCE, whose columns are slots', () => {
  it('votes, says nothing of slots, and counts the ties', async () => {
    const lines = readFileSync(join(enhance ?? '', 'crowd.csv'), 'utf8')
      .trim()
      .split(/\r?\n/);
    const own = lines
      .map((line) => line.split(','))
      .filter((cells) => cells[0] === 'asymmetry' && cells[1] === 'isic');
    const file = join(folder, 'asymmetry.csv');
    writeFileSync(
      file,
      `image,r1,r2,r3\n${own.map((cells) => cells.slice(2).join(',')).join('\n')}\n`,
    );
    const { document, rows } = await consensus('enhance', {
      files: [file],
      caseColumn: 'image',
      reader: ['r1', 'r2', 'r3'],
      kind: ['ordinal'],
      slots: true,
    });
    expect(rows).toHaveLength(1250);
    const ties = own.filter((cells) => new Set(cells.slice(3)).size === 3).length;
    expect(rows.filter((row) => row['tied'] === '1')).toHaveLength(ties);
    expect(rows.every((row) => (row['tied'] === '1') === (row['consensus_label'] === ''))).toBe(
      true,
    );
    expect(document.estimates.some((one) => one.metric === 'sensitivity')).toBe(false);
  });
});

const tils = sharedOrSkip('data', 'htt-tils');

describe.skipIf(tils === null)('equipoise consensus on HTT, with slides as patients', () => {
  it('gives each region a label, keeps every reading, and doubts the four-class model', async () => {
    const file = join(folder, 'htt.csv');
    writeFileSync(file, gunzipSync(readFileSync(join(tils ?? '', 'annotations.csv.gz'))));
    const { document, rows } = await consensus('htt', {
      files: [file],
      caseColumn: 'caseID',
      reader: ['readerID'],
      label: ['labelROI', 'VTA'],
      patient: 'WSI',
      repeats: 'first',
    });
    expect(document.flow).toMatchObject({ caseCount: 365, patientCount: 52, readerCount: 35 });
    expect(rows.filter((row) => row['question'] === 'labelROI')).toHaveLength(365);
    expect(document.warnings.map((one) => one.code)).toContain('consensus-in-doubt');
    const readings = readFileSync(join(folder, 'htt', 'readings.csv'), 'utf8')
      .trim()
      .split('\n');
    const total = document.flow.questions.reduce((sum, one) => sum + one.readingCount, 0);
    expect(readings.length - 1).toBe(total);
    expect(answerStates).toContain('answered');
  });
});

const airways = sharedOrSkip('data', 'crowdairway');

describe.skipIf(airways === null)('equipoise consensus of numbers on the crowd’s airways', () => {
  it('the random-effects model lies nearer to the expert than the mean of the crowd', async () => {
    const text = (name: string): string =>
      gunzipSync(readFileSync(join(airways ?? '', name))).toString('utf8');
    const file = join(folder, 'airways.csv');
    writeFileSync(file, text('crowd-results.csv.gz'));
    const [head = '', ...lines] = text('expert-ground-truth.csv.gz').trim().split(/\r?\n/);
    const names = head.split(',');
    const expert = new Map(
      lines.map((line) => {
        const cells = line.split(',');
        return [cells[names.indexOf('task_id')]!, Number(cells[names.indexOf('outer1')])];
      }),
    );
    const error = async (method: string): Promise<number> => {
      const { rows } = await consensus(`airways-${method}`, {
        files: [file],
        caseColumn: 'task_id',
        patient: 'subject_id',
        reader: ['worker'],
        label: ['outer'],
        kind: ['numeric'],
        repeats: 'first',
        method,
      });
      const squares = rows.flatMap((row) => {
        const [label, truth] = [row['consensus_label'] ?? '', expert.get(row['task_id'] ?? '')];
        if (label === '' || truth === undefined) return [];
        return [(Number(label) - truth) * (Number(label) - truth)];
      });
      expect(squares.length).toBe(693);
      return Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
    };
    const [model, mean] = [await error('random-effects'), await error('mean')];
    expect(model).toBeLessThan(0.92 * mean);
  }, 120_000);
});
