import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePhantom } from '@equipoise/workbench';
import { afterAll, expect, it } from 'vitest';
import { documentOf, evidenceOf } from './support.ts';

const folder = await mkdtemp(join(tmpdir(), 'equipoise-range-'));

afterAll(() => rm(folder, { recursive: true, force: true }));

it('scores up to 2.8: calibration is not assessable with that reason, every rank metric stays', async () => {
  await writePhantom(join(folder, 'p'), { seed: 4, patients: 300, scoreRange: 2.8, flaws: 'none' });
  const document = await documentOf({
    predictions: [join(folder, 'p', 'predictions.csv')],
    label: 'y',
    score: 'p',
    patient: 'patient_id',
    group: ['sex'],
    threshold: ['.9'],
    metric: ['auroc', 'auprc', 'sensitivity', 'brier'],
    replicates: 200,
  });
  const of = (metric: string): { value: number | null; undefinedReason: string | null }[] =>
    document.estimates.filter((one) => one.metric === metric && one.versus === null);
  for (const metric of ['auroc', 'auprc', 'sensitivity']) {
    expect(of(metric).length).toBeGreaterThan(0);
    expect(of(metric).every((one) => one.value !== null)).toBe(true);
  }
  for (const one of of('brier')) expect(one.value).toBeNull();
  const item = document.items.find((one) => one.number === 12);
  const reasons = evidenceOf(document, 'calibration').flatMap((one) =>
    one.data.groups.map((group) => group.reason),
  );
  const said = [
    item?.needs ?? '',
    ...reasons,
    ...document.findings.map((one) => one.sentence),
  ].join(' ');
  expect(said).toMatch(/outside|0 to 1|probabilit|unit/i);
  expect(item?.status === 'not-assessed' || reasons.every((reason) => reason !== null)).toBe(true);
});
