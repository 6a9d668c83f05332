import { auditCatalog } from '@equipoise/audit';
import type { Finding, Study } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { auditOne } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';
import { oddStudies } from '../support/odd-studies.ts';

const named = (id: string) => auditCatalog.find((audit) => audit.id === id)!;
const gaps = named('subgroup-gaps');
const settings = makeSettings({
  replicates: 60,
  permutations: 0,
  metrics: ['auroc', 'sensitivity', 'specificity'],
});

async function findingsOf(study: Study, id = 'subgroup-gaps'): Promise<readonly Finding[]> {
  return (await auditOne(named(id), study, settings)).findings;
}

const clean = makeStudy({ seed: 41, patients: 200 });

describe('the sentence of a family of gaps', () => {
  it('an attribute of one level is not assessable, with that reason', async () => {
    const { findings, evidence } = await auditOne(gaps, oddStudies().get('one level')!, settings);
    for (const finding of findings) {
      expect(finding).toMatchObject({ verdict: 'not-assessable', reason: 'one-level' });
      expect(finding.sentence).toContain('cannot be assessed: only one level.');
    }
    expect(JSON.stringify(evidence)).not.toContain('too-few-patients');
    expect(findings.length).toBe(3);
  });

  it('scores that never vary are the reason where they are', async () => {
    const study: Study = {
      ...clean,
      predictions: clean.predictions.map((one) => ({
        ...one,
        scores: [one.scores![0]!.map(() => 0.7)],
      })),
    };
    const findings = await findingsOf(study);
    expect(findings.length).toBeGreaterThan(3);
    for (const finding of findings) {
      expect(finding).toMatchObject({ verdict: 'not-assessable', reason: 'constant-scores' });
      expect(finding.sentence).toContain('every score is the same');
      expect(finding.sentence).not.toContain('large enough');
    }
  });

  it('groups that are too small keep that reason', async () => {
    const findings = await findingsOf(makeStudy({ seed: 42, patients: 14 }));
    expect(findings.map((one) => one.reason)).not.toContain('constant-scores');
    expect(findings.some((one) => one.sentence.includes('large enough'))).toBe(true);
  });

  it('one model is not named', async () => {
    for (const { sentence } of await findingsOf(clean))
      expect(sentence).not.toMatch(/\bfor model,/);
  });

  it.each(['subgroup-gaps', 'acquisition-fields', 'threshold-transfer', 'model-comparison'])(
    'of several models it is said whose gap it is: %s',
    async (id) => {
      const [first] = clean.predictions;
      const other = { ...first!, model: 'other', scores: [first!.scores![0]!.map((s) => s * s)] };
      const [use] = settings.thresholds;
      const both = { ...settings, thresholds: [use!, { ...use!, model: 'other' }] };
      const study = { ...clean, predictions: [first!, other] };
      const { findings } = await auditOne(named(id), study, both);
      expect(findings.length).toBeGreaterThan(0);
      for (const { sentence, model, task } of findings) {
        expect(sentence).toMatch(new RegExp(`^${task}.*\\b${model}\\b`));
      }
    },
  );
});
