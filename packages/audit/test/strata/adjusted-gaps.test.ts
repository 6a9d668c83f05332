import { auditCatalog } from '@equipoise/audit';
import type { Study } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'adjusted-gaps')!;
const settings = makeSettings({
  replicates: 10,
  permutations: 0,
  metrics: ['sensitivity', 'specificity'],
});

interface Counts {
  readonly tp: number;
  readonly fn: number;
  readonly fp: number;
  readonly tn: number;
}

/** Group × severity from four tables: group a mild, a severe, b mild, b severe. */
function crossed(cells: readonly Counts[]): Study {
  const { label, score, codes } = fromCounts(cells);
  return plainStudy(
    [
      plainAttribute(
        'group',
        codes.map((c) => c >> 1),
        ['a', 'b'],
      ),
      plainAttribute(
        'severity',
        codes.map((c) => c & 1),
        ['mild', 'severe'],
        { role: 'case-mix' },
      ),
    ],
    [plainPrediction(label, score)],
  );
}

describe('adjusted gaps', () => {
  it('a gap made of case mix alone is 0 once like is compared with like', async () => {
    const study = crossed([
      { tp: 50, fn: 50, fp: 0, tn: 10 },
      { tp: 90, fn: 10, fp: 0, tn: 10 },
      { tp: 10, fn: 10, fp: 0, tn: 10 },
      { tp: 162, fn: 18, fp: 0, tn: 10 },
    ]);
    const entry = evidenceOf(await auditOne(spec, study, settings), 'adjusted-gaps').find(
      (one) => one.attribute === 'group' && one.data.metric === 'sensitivity',
    )!;
    expect(entry.data.adjustedFor).toEqual(['severity']);
    const row = entry.data.rows[0]!;
    expect(row.crude.value).toBeCloseTo(140 / 200 - 172 / 200, 12);
    expect(row.adjusted.value).toBeCloseTo(0, 12);
    expect(row.supportShare).toBe(1);
    expect(row.adjusted.low!).toBeLessThan(0);
    expect(row.adjusted.high!).toBeGreaterThan(0);
  });

  it("equals the gaps within strata weighted by everyone's mix of the cases counted", async () => {
    const study = crossed([
      { tp: 8, fn: 2, fp: 3, tn: 17 },
      { tp: 15, fn: 15, fp: 1, tn: 9 },
      { tp: 27, fn: 3, fp: 4, tn: 36 },
      { tp: 24, fn: 6, fp: 5, tn: 15 },
    ]);
    const all = evidenceOf(await auditOne(spec, study, settings), 'adjusted-gaps').filter(
      (one) => one.attribute === 'group',
    );
    const sensitivity = all.find((one) => one.data.metric === 'sensitivity')!.data.rows[0]!;
    expect(sensitivity.adjusted.value).toBeCloseTo(
      (40 / 100) * (8 / 10 - 27 / 30) + (60 / 100) * (15 / 30 - 24 / 30),
      12,
    );
    const specificity = all.find((one) => one.data.metric === 'specificity')!.data.rows[0]!;
    expect(specificity.adjusted.value).toBeCloseTo(
      (60 / 90) * (17 / 20 - 36 / 40) + (30 / 90) * (9 / 10 - 15 / 20),
      12,
    );
  });

  it('a stratum that only one side has takes no part, and the support share says how much that leaves', async () => {
    const study = crossed([
      { tp: 8, fn: 2, fp: 0, tn: 9 },
      { tp: 15, fn: 15, fp: 0, tn: 9 },
      { tp: 27, fn: 3, fp: 0, tn: 9 },
      { tp: 0, fn: 0, fp: 0, tn: 0 },
    ]);
    const rows = evidenceOf(await auditOne(spec, study, settings), 'adjusted-gaps').find(
      (one) => one.attribute === 'group' && one.data.metric === 'sensitivity',
    )!.data.rows;
    expect(rows[0]!.supportShare).toBeCloseTo(10 / 40, 12);
    expect(rows[0]!.adjusted.value).toBeCloseTo(8 / 10 - 27 / 30, 12);
  });

  it('without a shared stratum there is a reason and no number', async () => {
    const study = crossed([
      { tp: 8, fn: 2, fp: 0, tn: 9 },
      { tp: 0, fn: 0, fp: 0, tn: 0 },
      { tp: 0, fn: 0, fp: 0, tn: 0 },
      { tp: 15, fn: 15, fp: 0, tn: 9 },
    ]);
    const rows = evidenceOf(await auditOne(spec, study, settings), 'adjusted-gaps').find(
      (one) => one.attribute === 'group' && one.data.metric === 'sensitivity',
    )!.data.rows;
    expect(rows[0]!.adjusted).toEqual({
      value: null,
      low: null,
      high: null,
      reason: 'no-shared-stratum',
    });
  });
});
