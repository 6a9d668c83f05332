import {
  type AuditFindings,
  auditCatalog,
  checkAudits,
  checkOutcome,
  evaluateGates,
  labelUncertainty,
  runAudits,
} from '@equipoise/audit';
import type { Declared, Study } from '@equipoise/domain';
import { createInProcessRunner } from '@equipoise/stats';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { fakeSampling } from '../support/fake-sampling.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';
import { readStudy } from '../support/read-study.ts';

const ids = ['label-uncertainty', 'label-noise', 'model-among-readers'];
const specs = auditCatalog.filter((spec) => ids.includes(spec.id));
const settings = makeSettings({
  permutations: 0,
  metrics: ['auroc', 'sensitivity', 'specificity', 'brier'],
});
const clean = makeStudy({ seed: 21, patients: 900, separation: () => 2.4 });

function audit(study: Study): Promise<AuditFindings> {
  return runAudits(
    study,
    settings,
    createInProcessRunner(),
    { labelSampling: fakeSampling },
    specs,
  );
}

function sensitivityGap(found: AuditFindings) {
  const entry = evidenceOf(found, 'label-uncertainty').find((one) => one.attribute === 'group')!;
  return entry.data.rows.find(
    (row) => row.metric === 'sensitivity' && row.level === 'g0' && row.versus === 'rest',
  )!;
}

describe('labels flipped in one group', () => {
  let found: AuditFindings;
  beforeAll(async () => {
    found = await audit(readStudy(clean, 0.25));
  });

  it('give a verdict that does not survive the readers', () => {
    const row = sensitivityGap(found);
    expect(row.verdictWithout).toBe('beyond-margin');
    expect(row.verdictWith).not.toBe('beyond-margin');
    expect(row.isChanged).toBe(true);
    expect(Math.abs(row.with.value!)).toBeLessThan(Math.abs(row.without.value!) / 2);
    const changed = found.findings.filter((finding) => finding.role === 'exploratory');
    expect(changed.map((finding) => finding.metric)).toContain('sensitivity');
    expect(changed.find((finding) => finding.metric === 'sensitivity')!.sentence).toMatch(
      /beyond the margin with the labels as given and .* g0: −/,
    );
  });

  it('are counted in that group and not in the other', () => {
    const [entry] = evidenceOf(found, 'label-noise');
    const of = (level: string) => entry!.data.rows.find((row) => row.level === level)!;
    expect(of('g0').wrong.low).toBeGreaterThan(0.17);
    expect(of('g0').wrong.high).toBeLessThan(0.36);
    expect(of('g1').wrong.value).toBeLessThan(0.08);
    expect(of('g0').gap!.low).toBeGreaterThan(0.1);
    const noise = found.findings.filter((finding) => finding.audit === 'label-noise');
    expect(noise.map((finding) => finding.sentence).join()).toMatch(/group g0/);
  });

  it('leave the readers as good as they are', () => {
    const [entry] = evidenceOf(found, 'label-noise');
    const [first, second] = entry!.data.readers;
    expect(Math.abs(first!.sensitivity.value! - 0.88)).toBeLessThan(0.06);
    expect(Math.abs(second!.specificity.value! - 0.95)).toBeLessThan(0.03);
  });

  it('hold the parts of each variance, and an interval with one reader as the reference', () => {
    for (const entry of evidenceOf(found, 'label-uncertainty')) {
      expect(entry.data.doubts).toEqual([]);
      for (const row of entry.data.rows) {
        if (row.labelShare === null) continue;
        const total = row.withinVariance! + row.betweenVariance!;
        expect(row.labelShare).toBeCloseTo(row.betweenVariance! / total, 10);
        expect(row.oneReader).not.toBeNull();
      }
    }
  });

  it('stand among the estimates, with limits, the labels they rest on and counts', () => {
    const id = 'finding/model/sensitivity/group=g0/rest';
    const drawn = found.estimates.find((one) => one.id === `${id}/labels-drawn`)!;
    const row = sensitivityGap(found);
    expect(drawn).toMatchObject({
      labels: 'drawn',
      versus: 'rest',
      scale: 'difference',
      value: row.with.value,
      low: row.with.low,
      high: row.with.high,
      caseCount: row.caseCount,
    });
    expect(drawn.method).toMatch(/^Rubin's rules over 40 draws of the labels, studentised max-T$/);
    expect(drawn.standardError! * drawn.standardError!).toBeCloseTo(
      row.withinVariance! + row.betweenVariance!,
      12,
    );
    const oneReader = found.estimates.find((one) => one.id === `${id}/labels-one-reader`)!;
    expect(oneReader.value).toBe(row.oneReader!.value);
    const rows = evidenceOf(found, 'label-uncertainty').flatMap((entry) => entry.data.rows);
    expect(found.estimates).toHaveLength(2 * rows.length);
  });

  it('let a gate ask for the drawn labels, and judge it by their limits', () => {
    const declared = {
      tasks: [{ name: 'finding' }],
      models: ['model'],
      attributes: [{ name: 'group', levels: ['g0', 'g1'], role: 'group' }],
      metrics: [{ id: 'sensitivity' }],
    } as unknown as Declared;
    const row = sensitivityGap(found);
    const outcome = (margin: number): string =>
      evaluateGates(
        [{ attribute: 'group', metric: 'sensitivity', versus: 'rest', margin, labels: 'drawn' }],
        { declared, estimates: found.estimates },
      ).results[0]!.outcome;
    const widest = Math.max(Math.abs(row.with.low!), Math.abs(row.with.high!));
    expect(outcome(widest + 0.001)).toBe('met');
    expect(outcome(widest - 0.001)).toBe('cannot-tell');
  });

  it('keep the contract of an audit', () => {
    for (const spec of specs) {
      const mine = {
        estimates: spec.id === 'label-uncertainty' ? found.estimates : [],
        findings: found.findings.filter((finding) => finding.audit === spec.id),
        evidence: found.evidence.filter((entry) => entry.audit === spec.id),
        needs: null,
      };
      expect(checkOutcome(spec, mine)).toEqual([]);
    }
  });
});

describe('audits of readings', () => {
  it('keep their contract: same seed, patients renumbered, rows reversed, nothing changed', async () => {
    const study = readStudy(makeStudy({ seed: 6, patients: 80, casesPerPatient: 2 }), 0.1);
    const few = { ...settings, replicates: 40, labelDraws: 10 };
    const engine = createInProcessRunner();
    const broken = await checkAudits(specs, study, few, engine, fakeSampling);
    expect([...broken.values()].flat()).toEqual([]);
  });
});

describe('right labels', () => {
  it('change no verdict, and no group has more wrong ones', async () => {
    const found = await audit(readStudy(clean, 0));
    const row = sensitivityGap(found);
    expect(row.isChanged).toBe(false);
    // The limits with drawn labels are not narrower than those of sampling alone by more than chance.
    expect(row.with.high! - row.with.low!).toBeGreaterThan(
      0.9 * (row.without.high! - row.without.low!),
    );
    const noise = found.findings.filter(
      (finding) => finding.audit === 'label-noise' && finding.attribute === 'group',
    );
    expect(noise).toEqual([]);
  });
});

describe('labels of several ordered classes', () => {
  it('are not drawn, and the audit says so', async () => {
    const study = readStudy(clean, 0);
    const [prediction] = study.predictions;
    const ordinal: Study = {
      ...study,
      predictions: [
        {
          ...prediction!,
          kind: 'ordinal',
          classes: ['low', 'high'],
          scores: null,
          decision: Int32Array.from(prediction!.scores![0]!, (score) => (score > 0.5 ? 1 : 0)),
        },
      ],
    };
    const found = await runAudits(
      ordinal,
      { ...settings, metrics: ['accuracy'] },
      createInProcessRunner(),
      { labelSampling: fakeSampling },
      specs,
    );
    expect(found.estimates).toEqual([]);
    expect(found.findings).toHaveLength(1);
    expect(found.findings[0]).toMatchObject({
      verdict: 'not-assessable',
      reason: 'labels-not-drawn',
    });
    expect(found.findings[0]!.sentence).toMatch(/ordinal labels are not drawn/);
  });
});

describe('drawn labels', () => {
  it('are the same for the same seed', async () => {
    const study = readStudy(makeStudy({ seed: 4, patients: 150 }), 0.1);
    expect((await audit(study)).evidence).toEqual((await audit(study)).evidence);
  });

  it('are not put to a study without readers, nor to one whose way of drawing is not given', async () => {
    const alone = await auditOne(labelUncertainty, clean, settings);
    expect(alone.evidence).toEqual([]);
    expect(alone.items[0]).toMatchObject({ status: 'not-assessed' });
    const without = await auditOne(labelUncertainty, readStudy(clean, 0), settings);
    expect(without.evidence).toEqual([]);
  });
});

describe('the model among the readers', () => {
  it('stands below readers who are better, and above readers who guess', async () => {
    const study = readStudy(makeStudy({ seed: 9, patients: 500, separation: () => 1 }), 0);
    const [good] = evidenceOf(await audit(study), 'model-among-readers');
    expect(good!.data.rank).toBe(4);
    expect(good!.data.exceeded.value).toBe(0);
    const [labels] = study.labels!;
    const guessed = {
      ...labels!,
      answer: labels!.answer.map((_, k) => ((k * 7919) % 13 < 4 ? 1 : 0)),
    };
    const [bad] = evidenceOf(await audit({ ...study, labels: [guessed] }), 'model-among-readers');
    expect(bad!.data.readers).toHaveLength(3);
    for (const reader of bad!.data.readers)
      expect(Math.abs(reader.auroc.value! - 0.5)).toBeLessThan(0.15);
  });
});
