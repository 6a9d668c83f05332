import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditDocument } from '@equipoise/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';
import { documentOf, estimateOf, evidenceOf } from './support.ts';

const folder = sharedOrSkip('data', 'nih-chexnet');

interface Expected {
  findings: Record<string, { auroc: number; youden_threshold: number; n_pos: number }>;
}

describe.skipIf(folder === null)('NIH ChestX-ray14 with a real model', () => {
  const at = (name: string): string => join(folder ?? '', name);
  const read = <T>(name: string): T => JSON.parse(readFileSync(at(name), 'utf8')) as T;
  let document: AuditDocument;

  beforeAll(async () => {
    document = await documentOf({
      predictions: [at('predictions.csv.gz')],
      task: ['*=y_*:prob_*'],
      group: ['sex', 'age', 'view'],
      bins: ['age=0,20,40,60,80'],
      patient: 'patient_id',
      threshold: ['youden'],
      replicates: 400,
    });
  });

  it('counts every row and patient', () => {
    expect(document.flow.reconciles).toBe(true);
    expect(document.flow.steps.at(-1)).toMatchObject({ rowCount: 22433, patientCount: 6187 });
  });

  it('all fourteen AUROCs of one call equal the independent ones to six decimals', () => {
    const { findings } = read<Expected>('expected.json');
    const names = Object.keys(findings);
    expect(names).toHaveLength(14);
    for (const task of names) {
      const { value } = estimateOf(document, { task, metric: 'auroc' });
      // Half a unit of the sixth decimal, and a little for ties of rounding.
      expect(Math.abs(value! - findings[task]!.auroc), task).toBeLessThan(5.2e-7);
    }
  });

  it('Youden thresholds are those of the independent program, and not called validated', () => {
    const { findings } = read<Expected>('expected.json');
    for (const use of document.thresholds) {
      expect(use.threshold, use.task).toBeCloseTo(findings[use.task]!.youden_threshold, 7);
      expect(use).toMatchObject({ source: 'same-data-youden', isValidated: false });
    }
  });

  it('the effusion AUROC interval by patient agrees with the independent bootstrap', () => {
    const [low, high] =
      read<Record<string, { auroc_ci95_patient_cluster: [number, number] }>>(
        'expected-bootstrap.json',
      )['Effusion']!.auroc_ci95_patient_cluster;
    const estimate = estimateOf(document, { task: 'Effusion', metric: 'auroc' });
    expect(Math.abs(estimate.low! - low)).toBeLessThan(0.0015);
    expect(Math.abs(estimate.high! - high)).toBeLessThan(0.0015);
  });

  it('the pneumothorax sensitivity gap women − men includes 0 with patients as the unit, and excludes it with rows', async () => {
    const common = {
      predictions: [at('predictions.csv.gz')],
      task: ['Pneumothorax=y_Pneumothorax:prob_Pneumothorax'],
      group: ['sex'],
      threshold: ['youden'],
      metric: ['sensitivity'],
      replicates: 1000,
    };
    const gap = {
      task: 'Pneumothorax',
      metric: 'sensitivity',
      slice: { sex: 'F' },
      versus: 'rest',
    };
    const byPatient = estimateOf(await documentOf({ ...common, patient: 'patient_id' }), gap);
    const byRow = estimateOf(await documentOf(common), gap);
    expect(byPatient.value).toBeCloseTo(0.0674, 3);
    expect(byPatient.low!).toBeLessThan(0);
    expect(byPatient.high!).toBeGreaterThan(0);
    expect(byRow.value).toBeCloseTo(byPatient.value!, 12);
    expect(byRow.low!).toBeGreaterThan(0);
  });

  it('view is named as an acquisition field tied to the label, crude beside within, severity not in the table', () => {
    const found = evidenceOf(document, 'acquisition').find(
      (one) => one.attribute === 'view' && one.task === 'Effusion',
    );
    expect(found).toBeDefined();
    const { rows, within, remark } = found!.data;
    const prevalence = new Map(rows.map((row) => [row.level, row.prevalence]));
    expect(prevalence.get('AP')!.low!).toBeGreaterThan(prevalence.get('PA')!.high!);
    expect(within.length).toBeGreaterThan(0);
    expect(remark).toMatch(/bedside/);
    expect(remark).toMatch(/severity/);
  });

  it('small cells of Hernia are listed with reasons', () => {
    const levels = evidenceOf(document, 'gap-family')
      .filter((one) => one.task === 'Hernia' && one.data.metric === 'sensitivity')
      .flatMap((one) => one.data.levels);
    const small = levels.filter((level) => !level.isAssessable);
    expect(small.length).toBeGreaterThan(0);
    for (const level of small) expect(level.reason).not.toBeNull();
  });
});
