import { auditCatalog } from '@equipoise/audit';
import { auroc } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'acquisition-fields')!;
const settings = makeSettings({
  replicates: 5,
  permutations: 0,
  metrics: ['sensitivity', 'specificity'],
});
const cells = [
  { tp: 50, fn: 50, fp: 10, tn: 90 },
  { tp: 90, fn: 10, fp: 10, tn: 290 },
  { tp: 10, fn: 10, fp: 10, tn: 10 },
  { tp: 162, fn: 18, fp: 50, tn: 950 },
];
const { label, score, codes } = fromCounts(cells);
const study = plainStudy(
  [
    plainAttribute(
      'sex',
      codes.map((c) => c >> 1),
      ['F', 'M'],
    ),
    plainAttribute(
      'view',
      codes.map((c) => c & 1),
      ['AP', 'PA'],
      { role: 'acquisition' },
    ),
  ],
  [plainPrediction(label, score)],
);

describe('acquisition fields', () => {
  it('the crude gap stands beside the gap within the field', async () => {
    const { data } = evidenceOf(await auditOne(spec, study, settings), 'acquisition')[0]!;
    const row = data.within.find(
      (entry) => entry.attribute === 'sex' && entry.metric === 'sensitivity' && entry.level === 'F',
    )!;
    expect(row.crude.value).toBeCloseTo(140 / 200 - 172 / 200, 12);
    expect(row.within.value).toBeCloseTo(0, 12);
  });

  it('prevalence by level and the AUROC of the label from the field alone', async () => {
    const { data } = evidenceOf(await auditOne(spec, study, settings), 'acquisition')[0]!;
    const byView = (view: number): number =>
      label.filter((y, i) => (codes[i]! & 1) === view && y === 1).length /
      label.filter((_, i) => (codes[i]! & 1) === view).length;
    expect(data.rows.map((row) => row.prevalence.value)).toEqual([
      expect.closeTo(byView(0), 12),
      expect.closeTo(byView(1), 12),
    ]);
    const alone = codes.map((c) => byView(c & 1));
    expect(data.labelAuroc.value).toBeCloseTo(auroc(label, alone).value!, 12);
    expect(data.labelAuroc.low!).toBeGreaterThan(0.5);
  });

  it('says what AP films mostly are, that severity is not in the table, and judges nothing', async () => {
    const [finding] = (await auditOne(spec, study, settings)).findings;
    expect(finding).toMatchObject({
      verdict: 'not-assessable',
      reason: 'description',
      attribute: 'view',
    });
    expect(finding!.sentence).toContain('bedside films');
    expect(finding!.sentence).toContain('severity itself is not in the table');
  });
});
