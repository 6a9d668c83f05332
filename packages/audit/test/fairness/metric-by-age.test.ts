import { auditCatalog } from '@equipoise/audit';
import type { EvidenceOf, Study } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';

const byAge = auditCatalog.find((audit) => audit.id === 'metric-by-age')!;
const settings = makeSettings({
  replicates: 20,
  permutations: 0,
  metrics: ['auroc', 'sensitivity', 'specificity'],
});

type Points = EvidenceOf<'metric-by-age'>['data']['points'];

async function pointsOf(study: Study, metric: string): Promise<Points> {
  const found = await auditOne(byAge, study, settings);
  const [curve] = evidenceOf(found, 'metric-by-age').filter((one) => one.data.metric === metric);
  expect(curve!.data.attribute).toBe('age');
  return curve!.data.points;
}

/** Positives above 70 years score as if they were negative. */
function failingOld(study: Study): Study {
  const age = study.attributes.find((one) => one.name === 'age')!.values!;
  return {
    ...study,
    predictions: study.predictions.map((one) => ({
      ...one,
      scores: [one.scores![0]!.map((s, i) => (one.label[i] === 1 && age[i]! > 70 ? 1 - s : s))],
    })),
  };
}

describe('metrics along age', () => {
  const clean = makeStudy({ seed: 71, patients: 2500, prevalence: () => 0.5 });

  it.each(['sensitivity', 'auroc'])('a fall among the old is seen in %s', async (metric) => {
    const points = await pointsOf(failingOld(clean), metric);
    const young = points[0]!;
    const old = points[points.length - 1]!;
    expect(old.x).toBeGreaterThan(75);
    expect(old.high!).toBeLessThan(young.low!);
  });

  it('specificity, which the flaw leaves alone, stays level', async () => {
    const points = await pointsOf(failingOld(clean), 'specificity');
    expect(points[points.length - 1]!.high!).toBeGreaterThan(points[0]!.low!);
  });

  it.each(['sensitivity', 'specificity', 'auroc'])(
    'without a flaw %s stays level',
    async (metric) => {
      const points = await pointsOf(clean, metric);
      const low = Math.max(...points.map((point) => point.low!));
      const high = Math.min(...points.map((point) => point.high!));
      expect(low - high).toBeLessThan(0.03);
      for (const { value, low: from, high: to } of points) {
        expect(from!).toBeLessThanOrEqual(value);
        expect(to!).toBeGreaterThanOrEqual(value);
      }
    },
  );

  it('without a measured attribute it says what it needs', async () => {
    const study = { ...clean, attributes: clean.attributes.filter((one) => one.values === null) };
    const { items, evidence } = await auditOne(byAge, study, settings);
    expect(evidence).toEqual([]);
    expect(items[0]).toMatchObject({
      status: 'not-assessed',
      needs: expect.stringContaining('age'),
    });
  });
});
