import { auditCatalog } from '@equipoise/audit';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';

const spec = auditCatalog.find((audit) => audit.id === 'threshold-transfer')!;
const study = makeStudy({ seed: 12, patients: 500, separation: (g) => (g === 0 ? 2.4 : 1.2) });
const settings = makeSettings({
  replicates: 5,
  permutations: 0,
  metrics: ['sensitivity', 'specificity'],
});
const { label, scores } = study.predictions[0]!;
const score = scores![0]!;

describe('operating threshold', () => {
  it('the threshold a level needs is the largest that reaches the overall sensitivity there', async () => {
    const { data } = evidenceOf(await auditOne(spec, study, settings), 'threshold')[0]!;
    const rate = (rows: number[], t: number): number =>
      rows.filter((i) => score[i]! >= t).length / rows.length;
    const positives = [...label.keys()].filter((i) => label[i] === 1);
    const overall = rate(positives, 0.5);
    for (const attribute of study.attributes) {
      attribute.levels.forEach((level, code) => {
        const row = data.rows.find(
          (entry) => entry.attribute === attribute.name && entry.level === level,
        )!;
        const here = positives.filter((i) => attribute.codes[i] === code);
        const reaching = here.map((i) => score[i]!).filter((t) => rate(here, t) >= overall - 1e-12);
        expect(row.neededThreshold).toBe(Math.max(...reaching));
        const negatives = [...label.keys()].filter(
          (i) => label[i] === 0 && attribute.codes[i] === code,
        );
        expect(row.specificityThere).toBeCloseTo(1 - rate(negatives, row.neededThreshold!), 12);
        expect(row.sensitivity.value).toBeCloseTo(rate(here, 0.5), 12);
      });
    }
    const needed = (level: string): number =>
      data.rows.find((row) => row.level === level)!.neededThreshold!;
    expect(needed('g1')).toBeLessThan(needed('g0'));
  });

  it('counts what the threshold and its neighbours cost per 1000', async () => {
    const { cost } = evidenceOf(await auditOne(spec, study, settings), 'threshold')[0]!.data;
    expect(cost.some((entry) => entry.threshold === 0.5)).toBe(true);
    for (const entry of cost) {
      const missed = [...label.keys()].filter(
        (i) => label[i] === 1 && score[i]! < entry.threshold,
      ).length;
      const alarms = [...label.keys()].filter(
        (i) => label[i] === 0 && score[i]! >= entry.threshold,
      ).length;
      expect(entry.missedPer1000).toBeCloseTo((1000 * missed) / study.rowCount, 9);
      expect(entry.falseAlarmsPer1000).toBeCloseTo((1000 * alarms) / study.rowCount, 9);
    }
  });

  it('a threshold tuned on the same data is never called validated', async () => {
    const tuned = {
      ...settings.thresholds[0]!,
      source: 'same-data-youden',
      isValidated: false,
      note: 'chosen on these data: not validated',
    } as const;
    const found = await auditOne(spec, study, { ...settings, thresholds: [tuned] });
    expect(evidenceOf(found, 'threshold')[0]!.data.isValidated).toBe(false);
    expect(found.findings[0]).toMatchObject({
      verdict: 'not-assessable',
      reason: 'threshold-not-validated',
    });
    expect(found.findings[0]!.sentence).toContain('not validated');
  });
});
