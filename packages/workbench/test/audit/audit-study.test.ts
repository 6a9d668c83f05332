import { join } from 'node:path';
import type { AuditDocument, AuditProtocol } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { auditStudy } from '../../src/audit/audit-study.ts';
import { resolveProtocol } from '../../src/protocol/resolve-protocol.ts';
import { failure } from '../support/coded.ts';
import { folderWith, studyCsv } from '../support/folder.ts';

async function documentOf(
  change: Partial<AuditProtocol> = {},
  files: Readonly<Record<string, string>> = { 'p.csv': studyCsv(120) },
): Promise<AuditDocument> {
  const folder = await folderWith(files);
  const protocol = resolveProtocol({
    predictions: [join(folder, 'p.csv')],
    label: 'y',
    score: 'p',
    patient: 'patient_id',
    group: ['sex'],
    threshold: ['0.5'],
    replicates: 60,
    permutations: 0,
    ...change,
    ...(change.train === undefined ? {} : { train: join(folder, change.train) }),
  });
  return (await auditStudy(protocol, { workers: 1 })).document;
}

describe('the document of an audit', () => {
  it('declares a title and a range for every metric that an estimate uses', async () => {
    const { declared, estimates } = await documentOf({ metric: ['auroc'] });
    const titles = new Map(declared.metrics.map((one) => [one.id, one.title]));
    const used = [...new Set(estimates.map((one) => one.metric))];
    expect(used).toEqual(expect.arrayContaining(['prevalence', 'calibration-slope', 'ece']));
    for (const id of used) {
      expect(titles.has(id), id).toBe(true);
      expect(titles.get(id), id).not.toBe(id);
    }
    expect(declared.metrics[0]?.id).toBe('auroc');
    expect(new Set(titles.keys()).size).toBe(declared.metrics.length);
  });

  it('the leakage item names what it needs, not why it was not done', async () => {
    const needs = (document: AuditDocument): string | null | undefined =>
      document.items.find((one) => one.number === 5)?.needs;
    expect(needs(await documentOf())).toBe('a training table (--train)');
  });
});

describe('tables of ISIC 2018 without HAM10000_metadata', () => {
  const header = 'image,MEL,NV,BCC,AKIEC,BKL,DF,VASC';
  const files = {
    'p.csv': `${header}\nI1,.6,.1,.1,.1,.05,.03,.02\nI2,.1,.6,.1,.1,.05,.03,.02\n`,
    'truth.csv': `${header}\nI1,1,0,0,0,0,0,0\nI2,0,1,0,0,0,0,0\n`,
  };

  it.each(['auto', 'ham10000'])('are refused with what is missing: %s', async (adapter) => {
    const folder = await folderWith(files);
    const protocol = resolveProtocol({
      predictions: [join(folder, 'truth.csv'), join(folder, 'p.csv')],
      adapter,
    });
    const error = await failure(auditStudy(protocol, { workers: 1 }));
    expect(error.code).toBe('workbench/unknown-adapter');
    expect(error.message).toContain('truth.csv and p.csv have one column a class');
    expect(error.message).toContain('HAM10000_metadata.csv');
  });
});
