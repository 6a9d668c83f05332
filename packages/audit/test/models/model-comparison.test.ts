import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditCatalog } from '@equipoise/audit';
import type { Study } from '@equipoise/domain';
import { delongPaired, delongUnpaired, holm, proportionDifference } from '@equipoise/stats';
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

interface PairedCase {
  readonly fn: string;
  readonly input: { readonly y: number[]; readonly scoreA: number[]; readonly scoreB: number[] };
  readonly expected: {
    readonly diff: number;
    readonly z: number;
    readonly p: number;
    readonly ci95: readonly [number, number];
  };
}

/** pROC's paired tests among the shared golden values; null where these are absent. */
const golden = ((): PairedCase[] | null => {
  const shared =
    process.env['EQUIPOISE_SHARED'] ??
    join(dirname(fileURLToPath(import.meta.url)), '../../../../../shared');
  const path = join(shared, 'golden/classification.json');
  if (!existsSync(path)) return null;
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: PairedCase[] };
  return cases.filter(({ fn }) => fn === 'cls.auroc.delongPaired');
})();

function pair(study: Study, other: Float64Array): Study {
  const first = study.predictions[0]!;
  return { ...study, predictions: [first, { ...first, model: 'other', scores: [other] }] };
}

describe('models side by side', () => {
  it("with one row a patient, difference, limits, z and p are DeLong's", async () => {
    const single = makeStudy({ seed: 41, patients: 200 });
    const { label, scores } = single.predictions[0]!;
    const other = scores![0]!.map(
      (s, i) => Math.round(20 * (0.7 * s + (0.3 * ((i * 37) % 100)) / 100)) / 20,
    );
    const found = await auditOne(spec, pair(single, other), settings);
    const estimate = found.estimates.find((entry) => entry.metric === 'auroc')!;
    const known = delongPaired(label, scores![0]!, other);
    const byHand = placementVariance([...label], [...scores![0]!], [...other]);
    expect(estimate.value).toBeCloseTo(known.difference.value!, 12);
    expect(estimate.standardError).toBeCloseTo(Math.sqrt(byHand), 12);
    expect(estimate.low).toBeCloseTo(known.limits![0], 12);
    expect(estimate.high).toBeCloseTo(known.limits![1], 12);
    expect(estimate.method).toBe('DeLong, paired');
    const { data } = evidenceOf(found, 'model-comparison').find(
      (entry) => entry.data.metric === 'auroc',
    )!;
    expect(data.statistic).toBeCloseTo(known.z.value!, 12);
    expect(data.pValue).toBeCloseTo(known.p.value!, 12);
    expect(data).toMatchObject({
      isPaired: true,
      isIdentical: false,
      sharedCaseCount: 200,
      sharedPatientCount: 200,
      comparisonCount: 1,
      pHolm: data.pValue,
      a: 'model',
      b: 'other',
    });
  });

  it.skipIf(golden === null)(
    `equals pROC on the shared golden pairs to 1e-8${golden === null ? ' (skipped: no shared golden values)' : ''}`,
    async () => {
      for (const { input, expected } of golden!) {
        const study = pair(
          plainStudy([], [plainPrediction(input.y, input.scoreA)]),
          Float64Array.from(input.scoreB),
        );
        const found = await auditOne(spec, study, settings);
        const { data } = evidenceOf(found, 'model-comparison').find(
          (entry) => entry.data.metric === 'auroc',
        )!;
        const near = (value: number | null, wanted: number): void =>
          expect(Math.abs(value! - wanted)).toBeLessThan(1e-8);
        near(data.difference.value, expected.diff);
        near(data.difference.low, expected.ci95[0]);
        near(data.difference.high, expected.ci95[1]);
        near(data.pValue, expected.p);
        near(data.statistic, expected.z);
      }
    },
  );

  it('models on other patients: DeLong unpaired for areas, Newcombe for rates', async () => {
    const single = makeStudy({ seed: 43, patients: 300 });
    const first = single.predictions[0]!;
    const half = (keep: number): Uint8Array =>
      Uint8Array.from({ length: 300 }, (_, i) => (i % 2 === keep ? 1 : 0));
    const found = await auditOne(
      spec,
      {
        ...single,
        predictions: [
          { ...first, present: half(0) },
          { ...first, model: 'other', present: half(1) },
        ],
      },
      settings,
    );
    const rows = (keep: number): number[] => [...first.label.keys()].filter((i) => i % 2 === keep);
    const at = (keep: number): [number[], number[]] => [
      rows(keep).map((i) => first.label[i]!),
      rows(keep).map((i) => first.scores![0]![i]!),
    ];
    const known = delongUnpaired(...at(0), ...at(1));
    const area = found.estimates.find((entry) => entry.metric === 'auroc')!;
    expect(area.method).toBe('DeLong, unpaired, t');
    expect(area.value).toBeCloseTo(known.difference.value!, 12);
    expect(area.low).toBeCloseTo(known.limits![0], 12);
    const { data } = evidenceOf(found, 'model-comparison').find(
      (entry) => entry.data.metric === 'auroc',
    )!;
    expect(data.pValue).toBeCloseTo(known.p.value!, 12);
    const rate = found.estimates.find((entry) => entry.metric === 'sensitivity')!;
    const counts = ([y, s]: [number[], number[]]): [number, number] => [
      y.filter((one, i) => one === 1 && s[i]! >= 0.5).length,
      y.filter((one) => one === 1).length,
    ];
    const newcombe = proportionDifference(...counts(at(0)), ...counts(at(1)));
    expect(rate.low).toBeCloseTo(newcombe.limits![0], 12);
    expect(rate.high).toBeCloseTo(newcombe.limits![1], 12);
  });

  it("rates of paired independent cases have Newcombe's limits and McNemar's p", async () => {
    // Published table of Newcombe's method 10: 36, 12, 2, 0 gives .0569 to .3404.
    const groups = [
      [36, 0.9, 0.9],
      [12, 0.9, 0.1],
      [2, 0.1, 0.9],
    ] as const;
    const a = groups.flatMap(([n, s]) => Array.from({ length: n }, () => s));
    const b = groups.flatMap(([n, , s]) => Array.from({ length: n }, () => s));
    const negatives = Array.from({ length: 20 }, () => 0.1);
    const study = pair(
      plainStudy(
        [],
        [plainPrediction([...a.map(() => 1), ...negatives.map(() => 0)], [...a, ...negatives])],
      ),
      Float64Array.from([...b, ...negatives]),
    );
    const found = await auditOne(spec, study, settings);
    const estimate = found.estimates.find((entry) => entry.metric === 'sensitivity')!;
    expect(estimate.value).toBeCloseTo(0.2, 12);
    expect(estimate.low).toBeCloseTo(0.0569, 4);
    expect(estimate.high).toBeCloseTo(0.3404, 4);
    const { data } = evidenceOf(found, 'model-comparison').find(
      (entry) => entry.data.metric === 'sensitivity',
    )!;
    // Of 14 discordant cases 2: exact p by counting, chi-square (12 − 2)² / 14.
    const tail = (1 + 14 + 91) / 16384;
    expect(data.mcNemarExactP).toBeCloseTo(2 * tail, 12);
    expect(data.pValue).toBeCloseTo(2 * tail - 91 / 16384, 12);
    expect(data.mcNemarChiSquare).toBeCloseTo(100 / 14, 12);
    expect(data.mcNemarChiSquareP).toBeCloseTo(0.00752632, 6);
  });

  it('patients with several rows keep the clustered linearisation', async () => {
    const found = await auditOne(spec, oddStudies().get('two paired models')!, settings);
    for (const estimate of found.estimates)
      expect(estimate.method).toContain('patient-clustered linearisation');
  });

  it('three models: p after Holm over the pairs, per metric and task', async () => {
    const single = makeStudy({ seed: 44, patients: 260 });
    const first = single.predictions[0]!;
    const blur = (by: number): Float64Array =>
      first.scores![0]!.map((s, i) => (1 - by) * s + (by * ((i * 37) % 100)) / 100);
    const study: Study = {
      ...single,
      predictions: [
        first,
        { ...first, model: 'other', scores: [blur(0.3)] },
        { ...first, model: 'third', scores: [blur(0.7)] },
      ],
    };
    const found = await auditOne(spec, study, {
      ...settings,
      thresholds: [...settings.thresholds, { ...base.thresholds[0]!, model: 'third' }],
    });
    for (const metric of ['auroc', 'sensitivity', 'specificity']) {
      const list = evidenceOf(found, 'model-comparison').filter(
        (entry) => entry.data.metric === metric,
      );
      expect(list).toHaveLength(3);
      const adjusted = holm(list.map((entry) => entry.data.pValue));
      list.forEach((entry, k) => {
        expect(entry.data.comparisonCount).toBe(3);
        expect(entry.data.pHolm).toBe(adjusted[k]);
        expect(entry.data.pHolm!).toBeGreaterThanOrEqual(entry.data.pValue!);
      });
    }
    expect(found.findings[0]!.sentence).toContain('p after Holm');
  });

  it('fewer than ten patients of a class: limits, but no verdict', async () => {
    const label = Array.from({ length: 400 }, (_, i) => (i < 9 ? 1 : 0));
    const score = label.map((y, i) => (y === 1 ? 0.9 : (i % 50) / 100));
    const study = pair(plainStudy([], [plainPrediction(label, score)]), Float64Array.from(label));
    const found = await auditOne(spec, study, settings);
    const verdict = (metric: string): string =>
      found.findings.find((finding) => finding.metric === metric)!.verdict;
    expect(verdict('auroc')).toBe('cannot-tell');
    expect(verdict('specificity')).toBe('within-margin');
    expect(found.estimates.find((entry) => entry.metric === 'auroc')).toMatchObject({
      caution: 'too-few-positive-patients',
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

/** DeLong's variance of the difference of two areas, from placements by brute force. */
function placementVariance(label: number[], a: number[], b: number[]): number {
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
  return squares(v10) / (m - 1) / m + squares(v01) / (n - 1) / n;
}
