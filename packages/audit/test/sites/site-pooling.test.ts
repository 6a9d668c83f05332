import { auditCatalog } from '@equipoise/audit';
import { poolSites } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'site-pooling')!;
const settings = makeSettings({ replicates: 0, permutations: 0, metrics: ['sensitivity'] });

async function sites(tp: readonly number[], fn: readonly number[]) {
  const { label, score, codes } = fromCounts(
    tp.map((k, i) => ({ tp: k, fn: fn[i]!, fp: 5, tn: 20 })),
  );
  const study = plainStudy(
    [
      plainAttribute(
        'site',
        codes,
        tp.map((_, i) => `S${i}`),
        { role: 'site' },
      ),
    ],
    [plainPrediction(label, score)],
  );
  return evidenceOf(await auditOne(spec, study, settings), 'sites')[0]!.data;
}

describe('sites pooled', () => {
  it('is the random-effects mean on the logit scale, with a wider range for the next site', async () => {
    const [tp, fn] = [
      [40, 30, 45, 24],
      [10, 20, 5, 26],
    ];
    const data = await sites(tp, fn);
    const logit = tp.map((k, i) => Math.log(k / fn[i]!));
    // One row a patient: the standard error of a rate is sqrt(pq / n), up to the factor C / (C − 1).
    const known = poolSites(
      logit,
      tp.map((k, i) => Math.sqrt(1 / k + 1 / fn[i]!)),
      { level: 0.95 },
    );
    expect(data.pooled.value).toBeCloseTo(1 / (1 + Math.exp(-known.mean.value!)), 2);
    expect(data.prediction.low!).toBeLessThan(data.pooled.low!);
    expect(data.prediction.high!).toBeGreaterThan(data.pooled.high!);
    expect(data.sites.reduce((sum, site) => sum + site.weight!, 0)).toBeCloseTo(1, 9);
    expect(data.tau!).toBeGreaterThan(0);
  });

  it('leaving out the worst site raises the mean, the best lowers it', async () => {
    const data = await sites([40, 30, 45, 24], [10, 20, 5, 26]);
    expect(data.sites[3]!.pooledWithout.value!).toBeGreaterThan(data.pooled.value!);
    expect(data.sites[2]!.pooledWithout.value!).toBeLessThan(data.pooled.value!);
  });

  it('two sites have a mean and no range; one has a reason', async () => {
    const two = await sites([40, 30], [10, 20]);
    expect(two.pooled.value).not.toBeNull();
    expect(two.prediction).toMatchObject({ value: null, reason: 'fewer-than-three-sites' });
    const one = await sites([40, 3], [10, 2]);
    expect(one.pooled).toMatchObject({ value: null, reason: 'fewer-than-two-sites-large-enough' });
  });
});
