import { auditCatalog } from '@equipoise/audit';
import type { Estimate } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { auditOne } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';

const performance = auditCatalog.find((audit) => audit.id === 'performance')!;
const settings = makeSettings({
  replicates: 100,
  permutations: 0,
  metrics: ['auroc', 'sensitivity', 'specificity'],
});

function ofLevel(estimates: readonly Estimate[], metric: string, level: string): Estimate {
  return estimates.find((one) => one.metric === metric && one.slice['group'] === level)!;
}

describe('performance', () => {
  it('shows the group in which the model ranks worse, with limits apart from the other', async () => {
    const study = makeStudy({ seed: 61, patients: 900, separation: (g) => (g === 1 ? 0.5 : 3) });
    const { estimates } = await auditOne(performance, study, settings);
    const [well, badly] = ['g0', 'g1'].map((level) => ofLevel(estimates, 'auroc', level));
    expect(badly!.high).toBeLessThan(well!.low!);
    expect(well!.patientCount + badly!.patientCount).toBe(900);
  });

  it('shows groups alike where they are', async () => {
    const study = makeStudy({ seed: 62, patients: 900 });
    const { estimates } = await auditOne(performance, study, settings);
    for (const metric of ['auroc', 'sensitivity', 'specificity']) {
      const [a, b] = ['g0', 'g1'].map((level) => ofLevel(estimates, metric, level));
      expect(a!.low).toBeLessThan(b!.high!);
      expect(b!.low).toBeLessThan(a!.high!);
    }
  });

  it('sensitivity is the count of positives above the threshold over the positives', async () => {
    const study = makeStudy({ seed: 63, patients: 300 });
    const { estimates } = await auditOne(performance, study, settings);
    const { label, scores } = study.predictions[0]!;
    const positives = [...label.keys()].filter((i) => label[i] === 1);
    const hits = positives.filter((i) => scores![0]![i]! >= 0.5).length;
    const found = estimates.find(
      (one) => one.metric === 'sensitivity' && Object.keys(one.slice).length === 0,
    )!;
    expect(found).toMatchObject({ numerator: hits, denominator: positives.length });
    expect(found.value).toBeCloseTo(hits / positives.length, 12);
  });
});
