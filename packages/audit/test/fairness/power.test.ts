import { auditCatalog } from '@equipoise/audit';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'power')!;

describe('minimum detectable gap', () => {
  it('is the closed form of two proportions within 2 %, and so is the number needed', async () => {
    const [n1, n2] = [400, 1000];
    const { label, score, codes } = fromCounts([
      { tp: 340, fn: 60, fp: 10, tn: 390 },
      { tp: 850, fn: 150, fp: 10, tn: 990 },
    ]);
    const study = plainStudy(
      [plainAttribute('sex', codes, ['F', 'M'])],
      [plainPrediction(label, score)],
    );
    const found = await auditOne(
      spec,
      study,
      makeSettings({ replicates: 99, permutations: 0, metrics: ['sensitivity'] }),
    );
    const row = evidenceOf(found, 'power').find((entry) => entry.data.metric === 'sensitivity')!
      .data.rows[0]!;
    const factor = 1.959963984540054 + 0.8416212335729143;
    const closed = factor * Math.sqrt(0.85 * 0.15 * (1 / n1 + 1 / n2));
    expect(closed).toBeCloseTo(0.059, 3);
    expect(Math.abs(row.minimumDetectableGap! / closed - 1)).toBeLessThan(0.02);
    expect(Math.abs(row.designEffect! - 1)).toBeLessThan(0.02);
    const perPositive = (0.85 * 0.15) / ((0.05 / factor) * (0.05 / factor) - (0.85 * 0.15) / n2);
    expect(Math.abs(row.patientsNeeded! / (2 * perPositive) - 1)).toBeLessThan(0.05);
  });
});
