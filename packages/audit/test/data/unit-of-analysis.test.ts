import { auditCatalog } from '@equipoise/audit';
import type { EvidenceOf, Study } from '@equipoise/domain';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';

const unit = auditCatalog.find((audit) => audit.id === 'unit-of-analysis')!;
const settings = makeSettings({ replicates: 20, permutations: 0, metrics: ['sensitivity'] });

async function dataOf(study: Study): Promise<EvidenceOf<'unit-of-analysis'>['data']> {
  return evidenceOf(await auditOne(unit, study, settings), 'unit-of-analysis')[0]!.data;
}

const scoreRow = 'score among negative cases';

describe('unit of analysis', () => {
  it('finds that images of a patient are alike, and that groups hold fewer cases than rows', async () => {
    const study = makeStudy({ seed: 91, patients: 300, casesPerPatient: 5, patientEffect: 1.5 });
    const { rows, effective, casesPerPatient } = await dataOf(study);
    const row = rows.find((one) => one.quantity === scoreRow)!;
    expect(row.icc.low).toBeGreaterThan(0.4);
    expect(row.designEffect.low).toBeGreaterThan(1.5);
    expect(casesPerPatient).toEqual({ mean: 5, median: 5, max: 5 });
    for (const one of effective) expect(one.effectiveCount!).toBeLessThan(one.caseCount);
  });

  it('finds nothing where images of a patient have no more in common than others', async () => {
    const { rows } = await dataOf(makeStudy({ seed: 92, patients: 300, casesPerPatient: 5 }));
    const row = rows.find((one) => one.quantity === scoreRow)!;
    expect(row.icc.low).toBeLessThan(0.05);
    expect(row.icc.high).toBeLessThan(0.15);
    expect(row.designEffect.value).toBeLessThan(1.3);
  });

  it('counts patients by their number of cases', async () => {
    const { histogram } = await dataOf(makeStudy({ seed: 93, patients: 40, casesPerPatient: 3 }));
    expect(histogram.filter((one) => one.patientCount > 0)).toEqual([
      { casesPerPatient: '3', patientCount: 40 },
    ]);
  });
});
