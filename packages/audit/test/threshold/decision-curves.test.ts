import { auditCatalog } from '@equipoise/audit';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';

const spec = auditCatalog.find((audit) => audit.id === 'decision-curves')!;
const study = makeStudy({
  seed: 8,
  patients: 400,
  casesPerPatient: 2,
  prevalence: (g) => (g === 0 ? 0.2 : 0.4),
});
const settings = makeSettings(
  { replicates: 5, permutations: 0, metrics: ['auroc'], thresholdRange: [0.05, 0.85] },
  0.3,
);

function closedForm(rows: readonly number[], t: number): number {
  const { label, scores } = study.predictions[0]!;
  const positives = rows.filter((i) => label[i] === 1);
  const negatives = rows.filter((i) => label[i] === 0);
  const share = (of: readonly number[]): number =>
    of.filter((i) => scores![0]![i]! >= t).length / of.length;
  const pi = positives.length / rows.length;
  return share(positives) * pi - (share(negatives) * (1 - pi) * t) / (1 - t);
}

const everyRow = Array.from({ length: study.rowCount }, (_, i) => i);
const rowsOf = (attribute: string, level: string): number[] => {
  const { codes, levels } = study.attributes.find((entry) => entry.name === attribute)!;
  return everyRow.filter((i) => levels[codes[i]!] === level);
};

describe('decision curves', () => {
  it('equal TPR π − FPR (1 − π) t / (1 − t) to 1e-12, for everyone and each level', async () => {
    const all = evidenceOf(await auditOne(spec, study, settings), 'decision-curve');
    expect(all.map((entry) => entry.attribute)).toEqual([null, 'group', 'age', 'site', 'view']);
    for (const entry of all) {
      for (const curve of entry.data.curves) {
        const rows = entry.attribute === null ? everyRow : rowsOf(entry.attribute, curve.level);
        const pi = rows.filter((i) => study.predictions[0]!.label[i] === 1).length / rows.length;
        for (const point of curve.points) {
          expect(
            Math.abs(point.netBenefit - closedForm(rows, point.threshold)),
          ).toBeLessThanOrEqual(1e-12);
          expect(
            Math.abs(point.treatAll - (pi - ((1 - pi) * point.threshold) / (1 - point.threshold))),
          ).toBeLessThanOrEqual(1e-12);
          expect(point.low!).toBeLessThanOrEqual(point.netBenefit);
          expect(point.high!).toBeGreaterThanOrEqual(point.netBenefit);
        }
      }
    }
  });

  it('says the difference at the operating point per 1000, and the level where acting is worth least', async () => {
    const group = evidenceOf(await auditOne(spec, study, settings), 'decision-curve').find(
      (entry) => entry.attribute === 'group',
    )!.data;
    expect(group.operatingThreshold).toBe(0.3);
    const [g0, g1] = ['g0', 'g1'].map((level) => closedForm(rowsOf('group', level), 0.3));
    expect(group.curves[0]!.differencePer1000.value).toBeCloseTo(1000 * (g0! - g1!), 9);
    expect(group.worst).toEqual({ level: 'g0', netBenefit: expect.closeTo(g0!, 12) });
  });

  it('takes the declared range of thresholds, else one around the operating point', async () => {
    const declared = evidenceOf(await auditOne(spec, study, settings), 'decision-curve')[0]!.data
      .thresholds;
    expect([declared[0], declared.at(-1)]).toEqual([0.05, expect.closeTo(0.85, 12)]);
    const own = evidenceOf(
      await auditOne(spec, study, { ...settings, thresholdRange: null }),
      'decision-curve',
    )[0]!.data.thresholds;
    expect(own[0]!).toBeLessThan(0.3);
    expect(own.at(-1)!).toBeGreaterThan(0.3);
  });

  it('is not put to scores that are no probabilities', async () => {
    const odd = {
      ...study,
      predictions: study.predictions.map((prediction) => ({ ...prediction, isProbability: false })),
    };
    const found = await auditOne(spec, odd, settings);
    expect(found.evidence).toEqual([]);
    expect(found.items[0]).toMatchObject({
      number: 14,
      status: 'not-assessed',
      needs: 'scores that are probabilities (0 to 1)',
    });
  });
});
