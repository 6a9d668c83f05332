import { auditCatalog } from '@equipoise/audit';
import type { Study, Verdict } from '@equipoise/domain';
import { clopperPearson } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const gaps = auditCatalog.find((audit) => audit.id === 'subgroup-gaps')!;
const performance = auditCatalog.find((audit) => audit.id === 'performance')!;
const settings = makeSettings({
  replicates: 200,
  permutations: 0,
  metrics: ['sensitivity', 'specificity'],
});

describe('a group with fewer than ten positive patients', () => {
  const { label, score, codes } = fromCounts([
    { tp: 90, fn: 10, fp: 10, tn: 90 },
    { tp: 88, fn: 12, fp: 12, tn: 88 },
    { tp: 0, fn: 9, fp: 10, tn: 90 },
  ]);
  const study = plainStudy(
    [plainAttribute('site', codes, ['A', 'B', 'few'])],
    [plainPrediction(label, score)],
  );

  it('stands with its counts and an exact interval', async () => {
    const { estimates } = await auditOne(performance, study, settings);
    const estimate = estimates.find(
      ({ metric, slice }) => metric === 'sensitivity' && slice['site'] === 'few',
    )!;
    const [low, high] = clopperPearson(0, 9);
    expect(estimate).toMatchObject({
      value: 0,
      low,
      method: 'Clopper-Pearson',
      numerator: 0,
      denominator: 9,
      positivePatientCount: 9,
      caution: 'too-few-positive-patients',
    });
    expect(estimate.high).toBeCloseTo(high, 12);
  });

  it('enters no verdict, however far off it is, and says why', async () => {
    const found = await auditOne(gaps, study, settings);
    const { data } = evidenceOf(found, 'gap-family').find(
      (entry) => entry.data.metric === 'sensitivity',
    )!;
    const few = data.levels.find(({ level }) => level === 'few')!;
    expect(few).toMatchObject({
      isAssessable: false,
      reason: 'too-few-positive-patients',
      verdict: 'not-assessable',
    });
    expect(few.gap.low).toBeNull();
    expect(found.findings.find(({ metric }) => metric === 'sensitivity')!.verdict).not.toBe(
      'beyond-margin',
    );
    const specificity = evidenceOf(found, 'gap-family').find(
      (entry) => entry.data.metric === 'specificity',
    )!;
    expect(specificity.data.levels.every(({ isAssessable }) => isAssessable)).toBe(true);
  });

  it('leaves the range of levels undecided for gates, since it is not in it', async () => {
    const { estimates } = await auditOne(gaps, study, settings);
    const range = (wanted: string): string | null | undefined =>
      estimates.find(({ metric, versus }) => metric === wanted && versus === 'range')!.caution;
    expect(range('sensitivity')).toBe('levels-left-out');
    expect(range('specificity')).toBeNull();
  });
});

describe('the verdict over 100 studies without a gap', () => {
  async function verdicts(patients: number, replicates: number): Promise<Verdict[]> {
    const out: Verdict[] = [];
    for (let seed = 0; seed < 100; seed += 1) {
      const made = makeStudy({
        seed: 900 + seed,
        patients,
        prevalence: () => 0.5,
        separation: () => 2.6,
      });
      const study: Study = { ...made, attributes: made.attributes.slice(0, 1) };
      const { findings } = await auditOne(gaps, study, {
        ...settings,
        replicates,
        metrics: ['sensitivity'],
      });
      out.push(findings[0]!.verdict);
    }
    return out;
  }

  // A share of 80 % falls below 67 of 100 once in a thousand times.
  it('is within the margin in at least 80 % at 5000 patients (binomial bound)', async () => {
    const all = await verdicts(5000, 199);
    expect(all.filter((verdict) => verdict === 'within-margin').length).toBeGreaterThanOrEqual(67);
    expect(all.filter((verdict) => verdict === 'beyond-margin')).toHaveLength(0);
  });

  it('cannot be told in at least 80 % at 60 patients (binomial bound)', async () => {
    const all = await verdicts(60, 199);
    expect(all.filter((verdict) => verdict === 'cannot-tell').length).toBeGreaterThanOrEqual(67);
  });
});
