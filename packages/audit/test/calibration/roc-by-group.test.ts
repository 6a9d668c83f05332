import { auditCatalog } from '@equipoise/audit';
import type { EvidenceOf, Study } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';

const rocByGroup = auditCatalog.find((audit) => audit.id === 'roc-by-group')!;
const settings = makeSettings({ replicates: 60, permutations: 0, metrics: ['auroc'] });

type Curve = EvidenceOf<'roc'>['data']['curves'][number];

async function curvesOf(study: Study, attribute: string | null): Promise<readonly Curve[]> {
  const found = await auditOne(rocByGroup, study, settings);
  return evidenceOf(found, 'roc').find((one) => one.attribute === attribute)!.data.curves;
}

const at = (curve: Curve, fpr: number): Curve['points'][number] =>
  curve.points.reduce((a, b) => (Math.abs(b.fpr - fpr) < Math.abs(a.fpr - fpr) ? b : a));

describe('ROC curves by group', () => {
  it('the curve of a group with weaker scores lies below the other, bands apart', async () => {
    const study = makeStudy({ seed: 81, patients: 1200, separation: (g) => (g === 1 ? 0.6 : 3) });
    const [well, badly] = await curvesOf(study, 'group');
    expect(at(badly!, 0.2).high).toBeLessThan(at(well!, 0.2).low!);
    expect(badly!.auroc.high).toBeLessThan(well!.auroc.low!);
  });

  it('curves of groups alike lie in one another’s bands', async () => {
    const [a, b] = await curvesOf(makeStudy({ seed: 82, patients: 1200 }), 'group');
    for (const fpr of [0.1, 0.3, 0.5]) {
      expect(at(a!, fpr).low).toBeLessThan(at(b!, fpr).high!);
      expect(at(b!, fpr).low).toBeLessThan(at(a!, fpr).high!);
    }
  });

  it('a threshold that meets a shifted group elsewhere shows as another operating point', async () => {
    const study = makeStudy({ seed: 83, patients: 1200 });
    const group = study.attributes[0]!.codes;
    const shifted: Study = {
      ...study,
      predictions: study.predictions.map((one) => ({
        ...one,
        scores: [one.scores![0]!.map((s, i) => (group[i] === 1 ? 0.5 * s : s))],
      })),
    };
    const [plain, moved] = await curvesOf(shifted, 'group');
    expect(moved!.operatingPoint!.tpr).toBeLessThan(plain!.operatingPoint!.tpr - 0.2);
    expect(moved!.auroc.value!).toBeGreaterThan(plain!.auroc.low! - 0.03);
  });

  it('rises, ends at (1, 1) and encloses the area it is named with', async () => {
    const [everyone] = await curvesOf(makeStudy({ seed: 84, patients: 800 }), null);
    const { points } = everyone!;
    let area = 0;
    points.forEach((point, k) => {
      const before = points[k - 1];
      if (before === undefined) return;
      expect(point.tpr).toBeGreaterThanOrEqual(before.tpr);
      area += ((point.tpr + before.tpr) / 2) * (point.fpr - before.fpr);
    });
    expect(points[points.length - 1]).toMatchObject({ fpr: 1, tpr: 1 });
    expect(area).toBeCloseTo(everyone!.auroc.value!, 1);
  });
});
