import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadersDocument, ReadersEstimate } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { cli, folderWith } from '../../apps/cli/test/support/terminal.ts';
import { sharedOrSkip } from '../support/skip.ts';
import { readTable } from './reading-tables.ts';

const set = (name: string) => sharedOrSkip('data', name);
const folders = {
  chexpert: set('chexpert-readers'),
  tils: set('htt-tils'),
  airways: set('crowdairway'),
  enhance: set('enhance-crowd'),
  fitzpatrick: set('fitzpatrick17k'),
  bubil: set('bubil-segmentation'),
  lidc: set('lidc-ratings'),
};
const slow = 300_000;

const expectedOf = <T>(folder: string, file = 'expected.json'): T =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;

/** Runs the command and reads the document it wrote. */
async function agreement(...argv: string[]): Promise<ReadersDocument> {
  const out = join(await folderWith(), 'out');
  const ended = await cli(['agreement', ...argv, '--out', out]);
  expect(ended.code, ended.err).toBe(0);
  return JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as ReadersDocument;
}

/** The one estimate that fits. */
function the(document: ReadersDocument, part: Partial<ReadersEstimate>): ReadersEstimate {
  const { slice = {}, versus = null, model = '', ...rest } = part;
  const found = document.estimates.filter(
    (one) =>
      one.versus === versus &&
      one.model === model &&
      JSON.stringify(one.slice) === JSON.stringify(slice) &&
      Object.entries(rest).every(([key, value]) => one[key as keyof ReadersEstimate] === value),
  );
  expect(found, JSON.stringify(part)).toHaveLength(1);
  return found[0]!;
}

const csv = (rows: readonly (readonly string[])[]): string =>
  `${rows.map((row) => row.join(',')).join('\n')}\n`;

describe.skipIf(folders.chexpert === null)('CheXpert readers through the command', () => {
  const folder = folders.chexpert ?? '';
  const expected = folder
    ? expectedOf<Record<string, Record<string, number>>>(folder)
    : ({} as Record<string, Record<string, number>>);
  const findings = Object.keys(expected['fleiss_kappa_all8'] ?? {});
  const columns = ['--case', 'study', '--patient', 'study', '--reader', 'reader'];

  it(
    'prints the table of Fleiss’ kappa and finds no copies among people',
    async () => {
      const file = join(folder, 'readers.csv');
      const found = await agreement(file, ...columns, '--label', findings.join(','));
      for (const task of findings) {
        const one = the(found, { task, metric: 'fleiss-kappa' });
        expect(one.value).toBeCloseTo(expected['fleiss_kappa_all8']![task]!, 5);
        expect(one.low!).toBeLessThan(one.value!);
        const light = the(found, { task, metric: 'light-kappa' });
        expect(light.value).toBeCloseTo(expected['kappa_pairwise_mean_all8']![task]!, 5);
      }
      expect(the(found, { task: 'Fracture', metric: 'gwet-ac1' }).value).toBeCloseTo(0.972, 3);
      expect(the(found, { task: 'Fracture', metric: 'prevalence-index' }).value).toBeGreaterThan(
        0.95,
      );
      expect(found.findings.some(({ reason }) => reason === 'identical-readers')).toBe(false);
      expect(found.findings.some(({ reason }) => reason === 'related-readers')).toBe(false);
    },
    slow,
  );

  it(
    'says that the reference is the majority of its own panel',
    async () => {
      const panel = readTable(join(folder, 'readers.csv')).filter(
        (row) => row['role'] === 'ground-truth panel',
      );
      const truth = readTable(join(folder, 'groundtruth.csv'));
      const rows = [
        ['reader', 'study', ...findings],
        ...truth.map((row) => ['gold', row['study']!, ...findings.map((name) => row[name]!)]),
        ...panel.map((row) => [
          row['reader']!,
          row['study']!,
          ...findings.map((name) => row[name]!),
        ]),
      ];
      const at = join(await folderWith({ 'panel.csv': csv(rows) }), 'panel.csv');
      const found = await agreement(
        at,
        ...columns,
        '--label',
        findings.join(','),
        '--reference',
        'gold',
      );
      const circular = found.findings.filter(({ reason }) => reason === 'circular-reference');
      expect(circular[0]?.sentence).toContain('14 of 14 questions');
    },
    slow,
  );

  it(
    'weak labels against the panel, 1 against all else; the two labellers are one',
    async () => {
      const truth = readTable(join(folder, 'groundtruth.csv'));
      const weak = readTable(join(folder, 'nlp-labelers.csv'));
      const rows = [
        ['reader', 'study', ...findings],
        ...truth.map((row) => ['panel', row['study']!, ...findings.map((name) => row[name]!)]),
        ...weak.map((row) => [
          row['labeler']!,
          row['study']!,
          ...findings.map((name) => row[name]!),
        ]),
      ];
      const at = join(await folderWith({ 'weak.csv': csv(rows) }), 'weak.csv');
      const found = await agreement(
        at,
        ...columns,
        '--label',
        findings.join(','),
        '--one-against-rest',
        '1',
        '--reference',
        'panel',
        '--names',
      );
      const kappa = (task: string): number =>
        the(found, { task, model: 'chexpert', metric: 'cohen-kappa-against-reference' }).value!;
      expect(kappa('Pleural Effusion')).toBeCloseTo(0.429, 3);
      expect(kappa('Atelectasis')).toBeCloseTo(0.091, 3);
      const same = found.findings.find(({ reason }) => reason === 'identical-readers');
      expect(same?.model).toBe('chexbert · chexpert');
    },
    slow,
  );

  it(
    'names the two models that share three of five columns',
    async () => {
      const names = Object.keys(readTable(join(folder, 'models.csv'))[0]!).filter((name) =>
        name.startsWith('prob '),
      );
      const found = await agreement(
        join(folder, 'models.csv'),
        '--case',
        'study',
        '--patient',
        'study',
        '--reader',
        'model',
        '--label',
        names.join(','),
        '--kind',
        'numeric',
        '--names',
      );
      const related = found.findings.filter(({ reason }) => reason === 'related-readers');
      expect(related.map(({ model }) => model)).toEqual(['drnet · uestc']);
      expect(related[0]!.sentence).toContain('the same answers to 3');
    },
    slow,
  );
});

describe.skipIf(folders.tils === null)('HTT TILs through the command', () => {
  const folder = folders.tils ?? '';
  it(
    'has the published alphas of a mostly empty matrix',
    async () => {
      const expected = expectedOf<Record<string, number>>(folder);
      const found = await agreement(
        join(folder, 'annotations.csv.gz'),
        ...['--case', 'caseID', '--reader', 'readerID', '--patient', 'WSI', '--repeats', 'first'],
        ...['--label', 'labelROI,VTA,densityTILs', '--kind', 'densityTILs=numeric'],
      );
      const alpha = (task: string, metric: string) => the(found, { task, metric }).value;
      expect(alpha('labelROI', 'krippendorff-alpha')).toBeCloseTo(
        expected['alpha_nominal_labelROI']!,
        5,
      );
      expect(alpha('VTA', 'krippendorff-alpha')).toBeCloseTo(expected['alpha_nominal_VTA']!, 5);
      expect(alpha('densityTILs', 'krippendorff-alpha-interval')).toBeCloseTo(
        expected['alpha_interval_densityTILs']!,
        5,
      );
      expect(found.flow.patientCount).toBe(expected['slides']);
      // The same reader twice on one region: counted, not averaged.
      expect(found.flow.questions[0]!.leftOut.length).toBeGreaterThan(0);
    },
    slow,
  );
});

describe.skipIf(folders.fitzpatrick === null)('Fitzpatrick17k through the command', () => {
  const folder = folders.fitzpatrick ?? '';
  it(
    'has the weighted kappas of two annotation services',
    async () => {
      const expected = expectedOf<Record<string, number>>(folder);
      const found = await agreement(
        join(folder, 'fitzpatrick17k.csv.gz'),
        ...['--case', 'md5hash', '--reader', 'fitzpatrick_scale,fitzpatrick_centaur'],
        ...['--label', 'type', '--kind', 'ordinal', '--not-asked=-1'],
      );
      const value = (metric: string) => the(found, { metric }).value;
      expect(the(found, { metric: 'percent-agreement' }).caseCount).toBe(expected['both_labelled']);
      expect(value('percent-agreement')).toBeCloseTo(expected['exact_agreement']!, 5);
      expect(value('within-one-step')).toBeCloseTo(expected['within_one']!, 5);
      expect(value('cohen-kappa')).toBeCloseTo(expected['kappa']!, 5);
      expect(value('cohen-kappa-linear')).toBeCloseTo(expected['kappa_linear']!, 5);
      expect(value('cohen-kappa-quadratic')).toBeCloseTo(expected['kappa_quadratic']!, 5);
    },
    slow,
  );
});

describe.skipIf(folders.enhance === null)('ENHANCE through the command', () => {
  const folder = folders.enhance ?? '';
  it(
    'says that border and colour scores carry next to no agreement',
    async () => {
      const expected = expectedOf<Record<string, { alpha_ordinal: number }>>(folder);
      const found = await agreement(
        join(folder, 'crowd.csv'),
        ...['--case', 'image', '--question', 'feature', '--reader', 'r1,r2,r3'],
        ...['--kind', 'ordinal', '--slots', '--group', 'dataset'],
      );
      for (const task of ['asymmetry', 'border', 'color'])
        for (const dataset of ['isic', 'ph2']) {
          const one = the(found, {
            task,
            metric: 'krippendorff-alpha-ordinal',
            slice: { dataset },
          });
          expect(one.value).toBeCloseTo(expected[`${task}/${dataset}`]!.alpha_ordinal, 5);
        }
      expect(found.summary.join(' ')).toContain('next to no agreement');
      expect(found.estimates.every(({ model }) => model === '')).toBe(true);
    },
    slow,
  );
});

describe.skipIf(folders.airways === null)('CrowdAirway through the command', () => {
  const folder = folders.airways ?? '';
  it(
    'compares the crowd’s median with the expert and says how much is blank',
    async () => {
      const expected = expectedOf<Record<string, number>>(folder);
      const crowd = readTable(join(folder, 'crowd-results.csv.gz'));
      const expert = readTable(join(folder, 'expert-ground-truth.csv.gz'));
      const rows = [
        ['task', 'subject', 'worker', 'inner', 'outer'],
        ...crowd.map((row) => [
          row['task_id']!,
          row['subject_id']!,
          `${row['worker']}.${row['result_id']}`,
          row['inner']!,
          row['outer']!,
        ]),
        ...expert.map((row) => [
          row['task_id']!,
          row['subject_id']!,
          'expert',
          row['inner1']!,
          row['outer1']!,
        ]),
      ];
      const at = join(await folderWith({ 'all.csv': csv(rows) }), 'all.csv');
      const found = await agreement(
        at,
        ...['--case', 'task', '--patient', 'subject', '--reader', 'worker', '--slots'],
        ...['--label', 'inner,outer', '--kind', 'numeric', '--reference', 'expert'],
      );
      for (const task of ['inner', 'outer']) {
        const bias = the(found, {
          task,
          model: 'median of the readers',
          metric: 'mean-difference-from-reference',
        });
        expect(bias.value).toBeCloseTo(expected[`bias_median_minus_expert_${task}`]!, 4);
        expect(bias.caseCount).toBe(expected['tasks_with_measurement_and_gt']);
        const said = found.findings.find(
          (one) => one.task === task && one.id.endsWith('consensus-against-reference'),
        );
        const pearson = expected[`pearson_median_crowd_vs_expert_${task}`]!;
        expect(said?.sentence).toContain(`Pearson ${pearson.toFixed(3)}`);
      }
      const blank = found.findings.find(({ reason }) => reason === 'blank-readings');
      expect(blank?.sentence).toMatch(/of the readings are blank/);
    },
    slow,
  );
});

describe.skipIf(folders.bubil === null)('BU-BIL masks through the command', () => {
  const folder = folders.bubil ?? '';
  it(
    'reports that one annotator equals the gold standard',
    async () => {
      // Three images of every expert and the gold standard.
      const at = await folderWith();
      const masks = join(folder, 'dataset1', 'masks');
      const readers = [
        'gold',
        'expert_Person1_ImageJ',
        'expert_Person2_Amira',
        'expert_Person2_ImageJ',
        'expert_Person4_Amira',
      ];
      const images = ['b01', 'b02', 'b03', 'b06', 'b07', 'b08', 'b09'];
      for (const reader of readers) {
        mkdirSync(join(at, 'masks', reader), { recursive: true });
        for (const image of images) {
          symlinkSync(
            join(masks, reader, `${image}.png`),
            join(at, 'masks', reader, `${image}.png`),
          );
        }
      }
      const found = await agreement(
        '--masks',
        join(at, 'masks'),
        ...['--reference', 'gold', '--names'],
      );
      const circular = found.findings.find(({ reason }) => reason === 'circular-reference');
      expect(circular?.model).toBe('expert_Person2_Amira · expert_Person2_ImageJ');
      expect(circular?.sentence).toContain('in all 7 cases');
      const scores = readTable(join(folder, 'dataset1', 'scores.csv'));
      for (const reader of ['expert_Person1_ImageJ', 'expert_Person4_Amira']) {
        const own = scores.filter(
          (row) => row['annotator'] === reader && images.includes(row['image']!),
        );
        const mean = own.reduce((sum, row) => sum + Number(row['dice_vs_gold']), 0) / own.length;
        const one = found.estimates.find(
          ({ metric, model }) =>
            metric === 'dice' && model.includes(reader) && model.includes('the reference'),
        );
        expect(one?.value).toBeCloseTo(mean, 5);
      }
    },
    slow,
  );
});

describe.skipIf(folders.lidc === null)('LIDC ratings, which name no reader', () => {
  const file = join(folders.lidc ?? '', 'annotations.csv.gz');
  const columns = [file, '--case', 'patient_id', '--label', 'malignancy'];
  it('are refused: without a reader column, and with the column that numbers rows', async () => {
    const out = join(await folderWith(), 'out');
    const without = await cli(['agreement', ...columns, '--out', out]);
    expect(without.code).toBe(65);
    expect(without.err).toContain('no column names the reader');
    const rows = await cli(['agreement', ...columns, '--reader', 'annotation', '--out', out]);
    expect(rows.code).toBe(65);
    expect(rows.err).toContain('names no reader');
  });
});
