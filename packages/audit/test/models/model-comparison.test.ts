import { auditCatalog } from '@equipoise/audit';
import type { Study } from '@equipoise/domain';
import { delongPaired } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';
import { oddStudies, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'model-comparison')!;
const base = makeSettings({
  replicates: 5,
  permutations: 0,
  metrics: ['auroc', 'sensitivity', 'specificity'],
});
const settings = {
  ...base,
  thresholds: [...base.thresholds, { ...base.thresholds[0]!, model: 'other' }],
};

function pair(study: Study, other: Float64Array): Study {
  const first = study.predictions[0]!;
  return { ...study, predictions: [first, { ...first, model: 'other', scores: [other] }] };
}

describe('models side by side', () => {
  it("with one row a patient, difference and standard error are DeLong's to 1e-12", async () => {
    const single = makeStudy({ seed: 41, patients: 200 });
    const { label, scores } = single.predictions[0]!;
    const other = scores![0]!.map(
      (s, i) => Math.round(20 * (0.7 * s + (0.3 * ((i * 37) % 100)) / 100)) / 20,
    );
    const found = await auditOne(spec, pair(single, other), settings);
    const estimate = found.estimates.find((entry) => entry.metric === 'auroc')!;
    const known = delongPaired(label, scores![0]!, other);
    expect(Math.abs(estimate.value! - known.difference.value!)).toBeLessThan(1e-12);
    // DeLong divides by m − 1 and n − 1 in each class; the linearisation by C − 1 once over all patients.
    const m = label.reduce((a, b) => a + b, 0);
    const n = label.length - m;
    const byHand = placementVariance([...label], [...scores![0]!], [...other]);
    expect(Math.abs(byHand.delong - known.variance.value!)).toBeLessThan(1e-12);
    expect(Math.abs(estimate.standardError! - Math.sqrt(byHand.clustered))).toBeLessThan(1e-12);
    expect(estimate.standardError!).toBeCloseTo(Math.sqrt(known.variance.value!), 3);
    expect(m + n).toBe(200);
    const { data } = evidenceOf(found, 'model-comparison').find(
      (entry) => entry.data.metric === 'auroc',
    )!;
    expect(data).toMatchObject({
      isPaired: true,
      isIdentical: false,
      sharedCaseCount: 200,
      sharedPatientCount: 200,
      a: 'model',
      b: 'other',
    });
  });

  it('the difference of sensitivities is counted on the same positives', async () => {
    const study = pair(
      plainStudy(
        [plainAttribute('g', [0, 1, 0, 1, 0, 1], ['a', 'b'])],
        [plainPrediction([1, 1, 1, 1, 0, 0], [0.9, 0.9, 0.9, 0.1, 0.9, 0.1])],
      ),
      Float64Array.of(0.9, 0.1, 0.1, 0.1, 0.1, 0.1),
    );
    const found = await auditOne(spec, study, settings);
    const value = (metric: string): number =>
      found.estimates.find((entry) => entry.metric === metric)!.value!;
    expect(value('sensitivity')).toBeCloseTo(0.75 - 0.25, 12);
    expect(value('specificity')).toBeCloseTo(0.5 - 1, 12);
  });

  it('identical columns give 0, p 1 and a flag, and no verdict beyond the margin', async () => {
    const found = await auditOne(spec, oddStudies().get('identical models')!, settings);
    for (const entry of evidenceOf(found, 'model-comparison')) {
      expect(entry.data).toMatchObject({
        isIdentical: true,
        pValue: 1,
        difference: { value: 0, low: 0, high: 0 },
      });
      for (const gap of entry.data.gapDifferences)
        if (gap.difference.value !== null)
          expect(gap.difference).toMatchObject({ value: 0, low: 0, high: 0 });
    }
    for (const finding of found.findings)
      expect(finding).toMatchObject({ reason: 'identical-scores', verdict: 'within-margin' });
    expect(found.estimates.every((entry) => entry.caution === 'identical-scores')).toBe(true);
  });

  it('models on other cases are compared unpaired, with the size of what they share', async () => {
    const study = oddStudies().get('unpaired models')!;
    const [a, b] = study.predictions;
    const shared = [...a!.present.keys()].filter((i) => a!.present[i] === 1 && b!.present[i] === 1);
    const found = await auditOne(spec, study, settings);
    const { data } = evidenceOf(found, 'model-comparison')[0]!;
    expect(data).toMatchObject({
      isPaired: false,
      sharedCaseCount: shared.length,
      sharedPatientCount: new Set(shared.map((i) => study.patient[i])).size,
    });
    expect(found.findings[0]!.sentence).toContain('not on the same cases');
  });

  it('swapping the models turns the sign and nothing else', async () => {
    const study = oddStudies().get('two paired models')!;
    const there = await auditOne(spec, study, settings);
    const back = await auditOne(
      spec,
      { ...study, predictions: study.predictions.toReversed() },
      settings,
    );
    there.estimates.forEach((entry, k) => {
      const other = back.estimates[k]!;
      expect(other.value).toBeCloseTo(-entry.value!, 12);
      expect(other.low).toBeCloseTo(-entry.high!, 12);
      expect(other.high).toBeCloseTo(-entry.low!, 12);
    });
  });

  it('one model alone is not compared', async () => {
    const found = await auditOne(spec, makeStudy({ seed: 1, patients: 30 }), settings);
    expect(found.items.every((item) => item.status === 'not-assessed')).toBe(true);
  });
});

/** Variance of the difference of two areas from placements by brute force, with both conventions of degrees of freedom. */
function placementVariance(
  label: number[],
  a: number[],
  b: number[],
): { delong: number; clustered: number } {
  const positives = [...label.keys()].filter((i) => label[i] === 1);
  const negatives = [...label.keys()].filter((i) => label[i] === 0);
  const wins = (s: number[], i: number, j: number): number =>
    s[i]! > s[j]! ? 1 : s[i] === s[j] ? 0.5 : 0;
  const mean = (values: number[]): number => values.reduce((x, y) => x + y, 0) / values.length;
  const v10 = positives.map((i) => mean(negatives.map((j) => wins(a, i, j) - wins(b, i, j))));
  const v01 = negatives.map((j) => mean(positives.map((i) => wins(a, i, j) - wins(b, i, j))));
  const squares = (values: number[]): number =>
    values.reduce((sum, x) => sum + (x - mean(values)) * (x - mean(values)), 0);
  const [m, n] = [positives.length, negatives.length];
  const clusters = m + n;
  return {
    delong: squares(v10) / (m - 1) / m + squares(v01) / (n - 1) / n,
    clustered: (clusters / (clusters - 1)) * (squares(v10) / (m * m) + squares(v01) / (n * n)),
  };
}
