import { auditCatalog } from '@equipoise/audit';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'predictive-values')!;

describe('predictive values', () => {
  const { label, score, codes } = fromCounts([
    { tp: 40, fn: 10, fp: 15, tn: 135 },
    { tp: 120, fn: 30, fp: 5, tn: 45 },
  ]);
  const study = plainStudy(
    [plainAttribute('group', codes, ['rare', 'common'])],
    [plainPrediction(label, score)],
  );

  it("with equal error rates they differ as observed and agree at one prevalence, by Bayes' rule", async () => {
    const found = await auditOne(
      spec,
      study,
      makeSettings({
        replicates: 10,
        permutations: 0,
        metrics: ['sensitivity', 'specificity'],
        prevalence: 0.02,
      }),
    );
    const { data } = evidenceOf(found, 'predictive-values')[0]!;
    expect(data.commonPrevalence).toBeCloseTo(200 / 400, 12);
    const [rare, common] = data.rows;
    expect(rare!.ppvObserved.value).toBeCloseTo(40 / 55, 12);
    expect(common!.ppvObserved.value).toBeCloseTo(120 / 125, 12);
    expect(common!.npvObserved.value).toBeCloseTo(45 / 75, 12);
    const ppv = (pi: number): number => (0.8 * pi) / (0.8 * pi + 0.1 * (1 - pi));
    const npv = (pi: number): number => (0.9 * (1 - pi)) / (0.9 * (1 - pi) + 0.2 * pi);
    for (const row of [rare!, common!]) {
      expect(row.ppvCommon.value).toBeCloseTo(ppv(0.5), 12);
      expect(row.npvCommon.value).toBeCloseTo(npv(0.5), 12);
      expect(row.ppvUser!.value).toBeCloseTo(ppv(0.02), 12);
      expect(row.npvUser!.value).toBeCloseTo(npv(0.02), 12);
      expect(row.ppvUser!.low!).toBeLessThan(ppv(0.02));
      expect(row.ppvUser!.high!).toBeGreaterThan(ppv(0.02));
    }
  });

  it("names the tension in these data's own numbers", async () => {
    const found = await auditOne(
      spec,
      study,
      makeSettings({ replicates: 10, permutations: 0, metrics: ['sensitivity', 'specificity'] }),
    );
    const { data } = evidenceOf(found, 'predictive-values')[0]!;
    expect(data.rows[0]!.ppvUser).toBeNull();
    expect(data.tension).toContain('72.7 % in group = rare (prevalence 25.0 %)');
    expect(data.tension).toContain('96.0 % in group = common (prevalence 75.0 %)');
  });

  it('a level without negatives has no specificity, hence a reason', async () => {
    const odd = fromCounts([
      { tp: 20, fn: 20, fp: 0, tn: 0 },
      { tp: 20, fn: 20, fp: 5, tn: 40 },
    ]);
    const found = await auditOne(
      spec,
      plainStudy(
        [plainAttribute('group', odd.codes, ['a', 'b'])],
        [plainPrediction(odd.label, odd.score)],
      ),
      makeSettings({ replicates: 10, permutations: 0 }),
    );
    const row = evidenceOf(found, 'predictive-values')[0]!.data.rows[0]!;
    expect(row.ppvCommon.value).toBeNull();
    expect(row.ppvCommon.reason).toBeTruthy();
  });
});
