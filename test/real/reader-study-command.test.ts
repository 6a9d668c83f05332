import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadersDocument, ReadersEstimate, TableBlock } from '@equipoise/domain';
import { type ReaderStudyProtocol, runReaderStudy } from '@equipoise/workbench';
import { afterAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';
import { cell, readRows } from './reader-study-rows.ts';

const made: string[] = [];

afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

async function study(protocol: ReaderStudyProtocol): Promise<ReadersDocument> {
  const folder = await mkdtemp(join(tmpdir(), 'equipoise-study-'));
  made.push(folder);
  const { document, exitCode } = await runReaderStudy(
    { ...protocol, out: join(folder, 'out') },
    { clock: () => '2000-01-01T00:00:00.000Z', nodeVersion: 'v0.0.0' },
  );
  expect(exitCode).toBe(0);
  return document;
}

interface Wanted {
  readonly task?: string;
  readonly metric: string;
  readonly model: string;
  readonly versus?: string;
  readonly reader?: string;
  readonly class?: string;
}

function estimate(document: ReadersDocument, wanted: Wanted): ReadersEstimate {
  const found = document.estimates.find(
    (one) =>
      one.task === (wanted.task ?? '') &&
      one.metric === wanted.metric &&
      one.model === wanted.model &&
      one.versus === (wanted.versus ?? null) &&
      one.class === (wanted.class ?? null) &&
      (one.slice['reader'] ?? null) === (wanted.reader ?? null),
  );
  if (found === undefined) throw new Error(`No estimate ${JSON.stringify(wanted)}.`);
  return found;
}

function table(document: ReadersDocument, id: string): TableBlock {
  const found = document.sections
    .flatMap((section) => section.blocks)
    .find((block) => block.id === id);
  if (found?.kind !== 'table') throw new Error(`No table ${id}.`);
  return found;
}

/** Agreement with a printed number to its nine significant digits. */
function expectPrinted(got: number | null | undefined, printed: string): void {
  const want = Number(printed);
  expect(Math.abs((got ?? Number.NaN) - want)).toBeLessThanOrEqual(1e-12 + 1e-8 * Math.abs(want));
}

const classic = sharedOrSkip('data', 'mrmc-classic');

describe.skipIf(classic === null)('classic studies through the command', () => {
  const at = (name: string): string => join(classic ?? '', name);
  const ratings = {
    caseColumns: ['case'],
    reader: 'reader',
    modality: 'treatment',
    truth: 'truth',
    rating: 'rating',
  };

  it.each([
    ['VanDyke', 'vandyke.csv'],
    ['Franken', 'franken.csv'],
  ])('%s: AUC of each reader and treatment, and their means', async (key, name) => {
    const expected = JSON.parse(await readFile(at('expected.json'), 'utf8')) as Record<
      string,
      { auc: Record<string, number>; cases: number; diseased: number }
    >;
    const document = await study({ ...ratings, file: at(name), names: true });
    const want = expected[key]!;
    for (const [label, value] of Object.entries(want.auc)) {
      const [who, treatment] = label.split(' / ') as [string, string];
      const one = estimate(document, {
        metric: 'auc',
        model: treatment,
        ...(who === 'mean' ? {} : { reader: who.replace('reader ', '') }),
      });
      expect(one.value).toBeCloseTo(value, 6);
    }
    const whole = estimate(document, { metric: 'auc', model: 'treatment 1' });
    expect(whole.caseCount).toBe(want.cases);
    expect(whole.positiveCount).toBe(want.diseased);
    expect(document.facts.find((fact) => fact.label === 'design')?.value).toBe('fully crossed');
  });

  it('Van Dyke: F, degrees of freedom and p with DeLong; variances of the U-statistic', async () => {
    const document = await study({
      ...ratings,
      file: at('vandyke.csv'),
      covariance: 'delong',
      reference: '2',
    });
    const rows = table(document, 'reader-study-auc-analyses').rows;
    expect(rows[0]!['statistic']).toBeCloseTo(4.484854, 6);
    expect(rows[0]!['df2']).toBeCloseTo(15.06611, 5);
    expect(rows[0]!['p']).toBeCloseTo(0.05123, 5);
    const row = (start: string) => rows.find((one) => String(one['analysis']).startsWith(start))!;
    const variance = (start: string): number => (row(start)['standardError'] as number) ** 2;
    expect(variance('U-statistic, unbiased')).toBeCloseTo(4.273125e-4, 10);
    expect(variance('U-statistic, MLE')).toBeCloseTo(6.261327e-4, 10);
    expect(row('Dorfman')['statistic']).toBeCloseTo(
      row('Obuchowski-Rockette, jackknife')['statistic'] as number,
      8,
    );
  });

  it('Thompson: AFROC and weighted AFROC of each reader, and their means', async () => {
    const expected = (
      JSON.parse(await readFile(at('expected.json'), 'utf8')) as Record<
        string,
        Record<string, Record<string, number>>
      >
    )['froc-thompson']!;
    const document = await study({
      file: at('froc-thompson-truth.csv'),
      marks: at('froc-thompson-marks.csv'),
      caseColumns: ['case'],
      reader: 'reader',
      modality: 'modality',
      truth: 'diseased',
      lesion: 'lesion',
      lesionWeight: 'weight',
      rating: 'rating',
      metric: ['wafroc', 'afroc'],
      names: true,
    });
    let seen = 0;
    for (const [label, want] of Object.entries(expected)) {
      if (!label.includes(' / ')) continue;
      const [model, who] = label.split(' / ') as [string, string];
      const reader = who.replace('reader ', '');
      expect(estimate(document, { metric: 'wafroc', model, reader }).value).toBeCloseTo(
        want['wAFROC']!,
        6,
      );
      expect(estimate(document, { metric: 'afroc', model, reader }).value).toBeCloseTo(
        want['AFROC']!,
        6,
      );
      seen++;
    }
    expect(seen).toBe(18);
    for (const [model, value] of Object.entries(expected['mean wAFROC']!))
      expect(estimate(document, { metric: 'wafroc', model }).value).toBeCloseTo(
        value as unknown as number,
        6,
      );
  });
});

const viper = sharedOrSkip('data', 'viper-mammography');
const measures: Record<string, string> = { auc: 'auc', tpf: 'sensitivity', tnf: 'specificity' };

describe.skipIf(viper === null)('VIPER mammography through the command', () => {
  it.each(['365', '455'])('every official figure at %s days, to its digits', async (days) => {
    const document = await study({
      file: join(viper ?? '', 'observations.csv.gz'),
      caseColumns: ['caseID'],
      reader: 'readerID',
      modality: 'modalityID',
      truth: `cancerStatus${days}`,
      rating: 'score',
      decision: 'recall',
      decisionPositive: ['1'],
      decisionNegative: ['2'],
      by: 'subStudyLabel',
      reference: 'SFM',
      margin: ['auc=.05'],
      names: true,
    });
    const official = readRows(viper ?? '', `official-imrmc-ustat-${days}d.csv`);
    expect(official.length).toBeGreaterThanOrEqual(27);
    for (const row of official) {
      const task = cell(row, 'study');
      const metric = measures[cell(row, 'measure')]!;
      const isPair = cell(row, 'modalityB') !== 'NO_MOD';
      const one = estimate(document, {
        task,
        metric,
        model: cell(row, 'modalityA'),
        ...(isPair ? { versus: cell(row, 'modalityB') } : {}),
      });
      expect(one.readerCount).toBe(Number(cell(row, 'NR')));
      if (!isPair) {
        expectPrinted(one.value, cell(row, 'AUCA'));
        expectPrinted((one.standardError ?? 0) ** 2, cell(row, 'varAUCA'));
        expect(one.caseCount).toBe(Number(cell(row, 'N0')) + Number(cell(row, 'N1')));
        expect(one.positiveCount).toBe(Number(cell(row, 'N1')));
        continue;
      }
      expectPrinted(one.value, cell(row, 'AUCAminusAUCB'));
      expectPrinted((one.standardError ?? 0) ** 2, cell(row, 'varAUCAminusAUCB'));
      expectPrinted(one.low, cell(row, 'botCIBDG'));
      expectPrinted(one.high, cell(row, 'topCIBDG'));
      const [first] = table(document, `reader-study-${task}-${metric}-analyses`).rows;
      expectPrinted(first!['df'] as number, cell(row, 'dfBDG'));
      expectPrinted(first!['p'] as number, cell(row, 'pValueBDG'));
      expect(first!['average']).toBe('pooled by pairs');
    }
    let seen = 0;
    for (const row of readRows(viper ?? '', `official-imrmc-perreader-${days}d.csv`)) {
      const isPair = cell(row, 'modalityB') !== 'NO_MOD';
      const one = estimate(document, {
        task: cell(row, 'study'),
        metric: measures[cell(row, 'measure')]!,
        model: cell(row, 'modalityA'),
        reader: cell(row, 'readerID'),
        ...(isPair ? { versus: cell(row, 'modalityB') } : {}),
      });
      expectPrinted(one.value, cell(row, isPair ? 'AUCAminusAUCB' : 'AUCA'));
      const variance = Number(cell(row, isPair ? 'varAUCAminusAUCB' : 'varAUCA'));
      if (one.standardError != null) expect(one.standardError ** 2).toBeCloseTo(variance, 7);
      seen++;
    }
    expect(seen).toBeGreaterThanOrEqual(500);
  });

  it('the plain means of the readers stand beside the pooled figures', async () => {
    const expected = JSON.parse(
      await readFile(join(viper ?? '', 'expected.json'), 'utf8'),
    ) as Record<string, Record<string, number>>;
    const document = await study({
      file: join(viper ?? '', 'observations.csv.gz'),
      caseColumns: ['caseID'],
      reader: 'readerID',
      modality: 'modalityID',
      truth: 'cancerStatus365',
      rating: 'score',
      decision: 'recall',
      decisionPositive: ['1'],
      decisionNegative: ['2'],
      by: 'subStudyLabel',
    });
    for (const [key, want] of Object.entries(expected)) {
      const [task, model] = key.split('/') as [string, string];
      const mean = (metric: string): number | null =>
        estimate(document, { task, metric, model, class: 'mean of readers' }).value;
      expect(mean('auc')).toBeCloseTo(want['mean_reader_auc']!, 6);
      expect(mean('sensitivity')).toBeCloseTo(want['mean_reader_sens_recall1']!, 6);
      expect(mean('specificity')).toBeCloseTo(want['mean_reader_spec_recall1']!, 6);
      expect(estimate(document, { task, metric: 'auc', model }).readingCount).toBe(want['obs']);
    }
    expect(document.findings.some((one) => one.reason === 'incomplete-crossing')).toBe(true);
  });
});

const advised = sharedOrSkip('data', 'human-ai-readers');

describe.skipIf(advised === null)('readers with and without AI through the command', () => {
  it('accuracy, reliance and times; reader and case confounded is said', async () => {
    const expected = JSON.parse(
      await readFile(join(advised ?? '', 'expected.json'), 'utf8'),
    ) as Record<string, Record<string, Record<string, number>>>;
    const document = await study({
      file: join(advised ?? '', 'reads.csv.gz'),
      times: join(advised ?? '', 'times.csv'),
      seconds: 'time_taken_secs',
      caseColumns: ['case', 'condition'],
      reader: 'reader',
      modality: 'condition',
      by: 'modality',
      truth: 'truth',
      decision: 'reader_label',
      negative: ['FALSE', 'Normal'],
      positive: ['*'],
      aiLabel: 'ai_label',
      aiProbability: 'ai_probability',
      assisted: ['Human_AI'],
      repeats: 'all',
    });
    const value = (task: string, metric: string, model: string): number | null =>
      estimate(document, { task, metric, model }).value;
    for (const model of ['Human', 'Human_AI']) {
      const bone = expected['MURA']![model]!;
      expect(value('MURA', 'accuracy', model)).toBeCloseTo(bone['reader_accuracy']!, 6);
      expect(value('MURA', 'answer-sensitivity', model)).toBeCloseTo(bone['reader_sens']!, 6);
      expect(value('MURA', 'answer-specificity', model)).toBeCloseTo(bone['reader_spec']!, 6);
      expect(estimate(document, { task: 'MURA', metric: 'accuracy', model }).readingCount).toBe(
        bone['n'],
      );
      expect(value('MURA', 'median-seconds', model)).toBe(bone['median_seconds']);
      const chest = expected['CXR']![model]!;
      expect(value('CXR', 'answer-sensitivity', model)).toBeCloseTo(chest['sens']!, 6);
      expect(value('CXR', 'answer-specificity', model)).toBeCloseTo(chest['spec']!, 6);
      expect(value('CXR', 'median-seconds', model)).toBe(chest['median_seconds']);
    }
    const helped = expected['MURA']!['Human_AI']!;
    expect(value('MURA', 'accuracy', 'AI alone')).toBeCloseTo(helped['ai_accuracy']!, 6);
    expect(value('MURA', 'answer-sensitivity', 'AI alone')).toBeCloseTo(helped['ai_sens']!, 6);
    expect(value('MURA', 'answer-specificity', 'AI alone')).toBeCloseTo(helped['ai_spec']!, 6);
    expect(value('MURA', 'follows-wrong-advice', 'Human_AI')).toBeCloseTo(
      helped['reader_follows_wrong_ai']!,
      6,
    );
    expect(value('MURA', 'rejects-right-advice', 'Human_AI')).toBeCloseTo(
      helped['reader_rejects_right_ai']!,
      6,
    );
    expect(value('MURA', 'agrees-with-advice', 'Human_AI')).toBeCloseTo(
      helped['reader_agrees_with_ai']!,
      6,
    );
    const confounded = document.warnings.filter((one) => one.code === 'reader-and-case-confounded');
    expect(confounded.map((one) => one.sentence.slice(0, 4))).toEqual(['CXR:', 'MURA']);
  });

  it('numbers that name another case under the other condition are found: two labels', async () => {
    await expect(
      study({
        file: join(advised ?? '', 'reads.csv.gz'),
        caseColumns: ['case'],
        reader: 'reader',
        modality: 'condition',
        by: 'modality',
        truth: 'truth',
        decision: 'reader_label',
        negative: ['FALSE', 'Normal'],
        positive: ['*'],
        repeats: 'first',
      }),
    ).rejects.toThrow(/two reference labels/);
  });
});
