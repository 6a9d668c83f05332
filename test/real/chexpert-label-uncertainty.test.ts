import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditDocument } from '@equipoise/domain';
import { auroc } from '@equipoise/stats';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedOrSkip } from '../support/skip.ts';
import { documentOf, evidenceOf } from './support.ts';

const folder = sharedOrSkip('data', 'chexpert-readers');
const findings = ['Atelectasis', 'Cardiomegaly', 'Consolidation', 'Edema', 'Pleural Effusion'];

/** Rows of a CSV without quotes. */
function rowsOf(path: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = head!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, at) => [name, cells[at]!]));
  });
}

describe.skipIf(folder === null)('CheXpert: two models among the eight readers', () => {
  const at = (name: string): string => join(folder ?? '', name);
  let document: AuditDocument;

  beforeAll(async () => {
    document = await documentOf({
      predictions: [at('models.csv')],
      modelColumn: 'model',
      join: [at('groundtruth.csv')],
      on: 'study',
      patient: 'study',
      task: ['Edema=Edema:prob Edema', 'Consolidation=Consolidation:prob Consolidation'],
      metric: ['auroc', 'sensitivity', 'specificity'],
      threshold: ['youden'],
      readings: at('readers.csv'),
      readingLabel: findings,
      replicates: 200,
    });
  }, 120_000);

  it('gives the area of a model against each reader, as counted by hand', () => {
    const scores = new Map(
      rowsOf(at('models.csv'))
        .filter((row) => row['model'] === 'jfaboy')
        .map((row) => [row['study']!, Number(row['prob Edema'])]),
    );
    const readers = rowsOf(at('readers.csv'));
    const names = [...new Set(readers.map((row) => row['reader']!))].sort();
    const expected = names.map((name) => {
      const own = readers.filter((row) => row['reader'] === name);
      return auroc(
        own.map((row) => Number(row['Edema'])),
        own.map((row) => scores.get(row['study']!)!),
      ).value!;
    });
    const entry = evidenceOf(document, 'model-among-readers').find(
      (one) => one.task === 'Edema' && one.model === 'jfaboy',
    )!;
    expect(entry.data.readers.map((row) => row.reader)).toEqual(
      names.map((_, k) => `Reader ${k + 1}`),
    );
    entry.data.readers.forEach((row, k) => {
      expect(row.auroc.value).toBeCloseTo(expected[k]!, 12);
    });
    expect(entry.data.comparedReaderCount).toBe(8);
  });

  it('says that readers and models err on the same cases, so drawn labels flatter', () => {
    const doubted = evidenceOf(document, 'label-uncertainty').filter(
      (one) => one.attribute === null,
    );
    expect(doubted).toHaveLength(10);
    for (const { data } of doubted) {
      expect(data.check!.scoreCorrelation).toBeGreaterThan(0.1);
      expect(data.doubts.length).toBeGreaterThan(0);
    }
    const consolidation = doubted.find((one) => one.task === 'Consolidation')!;
    expect(consolidation.data.doubts.join()).toMatch(/more than any reader says/);
    expect(
      document.findings.filter((finding) => finding.reason === 'assumption-contradicted'),
    ).toHaveLength(10);
  });

  it('has a wider band with one reader as the reference than with the panel', () => {
    for (const { data, attribute } of evidenceOf(document, 'label-uncertainty')) {
      if (attribute !== null) continue;
      const row = data.rows.find((one) => one.metric === 'auroc')!;
      expect(row.oneReader!.high! - row.oneReader!.low!).toBeGreaterThan(
        row.without.high! - row.without.low!,
      );
      expect(row.oneReader!.value).toBeLessThan(row.without.value!);
    }
  });
});
