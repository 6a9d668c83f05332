import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditDocument } from '@equipoise/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';
import { documentOf, estimateOf, evidenceOf } from './support.ts';

const folder = sharedOrSkip('data', 'chexpert-readers');
const findings = ['Atelectasis', 'Cardiomegaly', 'Consolidation', 'Edema', 'Pleural Effusion'];

interface Expected {
  models: Record<string, { auroc: Record<string, number> }>;
}

describe.skipIf(folder === null)('CheXpert: five models on the same 500 studies', () => {
  const at = (name: string): string => join(folder ?? '', name);
  let document: AuditDocument;

  beforeAll(async () => {
    document = await documentOf({
      predictions: [at('models.csv')],
      modelColumn: 'model',
      join: [at('groundtruth.csv')],
      on: 'study',
      patient: 'study',
      task: findings.map((one) => `${one}=${one}:prob ${one}`),
      metric: ['auroc'],
      replicates: 400,
    });
  });

  it('every model sees every study', () => {
    expect(document.declared.models).toHaveLength(5);
    for (const one of document.flow.tasks) expect(one.rowCount).toBe(500);
  });

  it('mean AUROCs are those of the independent program', () => {
    const mean = (model: string): number =>
      findings.reduce(
        (sum, task) => sum + estimateOf(document, { task, model, metric: 'auroc' }).value!,
        0,
      ) / 5;
    const expected = {
      jfaboy: 0.925552,
      drnet: 0.925528,
      hieupham: 0.924262,
      uestc: 0.924016,
      yww211: 0.923129,
    };
    for (const [model, value] of Object.entries(expected))
      expect(mean(model)).toBeCloseTo(value, 6);
  });

  it('differences are paired, with intervals', () => {
    const comparisons = evidenceOf(document, 'model-comparison').filter(
      (one) => one.data.metric === 'auroc',
    );
    expect(comparisons.length).toBeGreaterThanOrEqual(4 * findings.length);
    for (const { data } of comparisons) {
      expect(data.isPaired).toBe(true);
      expect(data.sharedPatientCount).toBe(500);
      expect(data.difference.low!).toBeLessThanOrEqual(data.difference.high!);
    }
  });

  it('identical columns are found: difference 0, p 1, and a flag', () => {
    const identical = evidenceOf(document, 'model-comparison').filter(
      (one) => one.data.isIdentical,
    );
    expect(new Set(identical.map((one) => one.task))).toEqual(
      new Set(['Atelectasis', 'Consolidation', 'Pleural Effusion']),
    );
    for (const { data } of identical) {
      expect([data.a, data.b].sort()).toEqual(['drnet', 'uestc']);
      expect(data.difference.value).toBe(0);
      expect(data.pValue).toBe(1);
    }
    const warned = document.warnings.filter((one) => one.code === 'identical-scores');
    expect(warned).toHaveLength(3);
  });

  it('each AUROC is the independent one', () => {
    const expected = JSON.parse(readFileSync(at('expected.json'), 'utf8')) as Expected;
    for (const [model, { auroc }] of Object.entries(expected.models)) {
      for (const [task, value] of Object.entries(auroc)) {
        expect(estimateOf(document, { task, model, metric: 'auroc' }).value).toBeCloseTo(value, 5);
      }
    }
  });
});
