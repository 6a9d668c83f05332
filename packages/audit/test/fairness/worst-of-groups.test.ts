import { auditCatalog } from '@equipoise/audit';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'worst-of-groups')!;
const settings = makeSettings({ replicates: 0, permutations: 0, metrics: ['sensitivity'] });

async function worst(cells: Parameters<typeof fromCounts>[0]) {
  const { label, score, codes } = fromCounts(cells);
  const found = await auditOne(
    spec,
    plainStudy(
      [
        plainAttribute(
          'site',
          codes,
          cells.map((_, k) => `s${k}`),
        ),
      ],
      [plainPrediction(label, score)],
    ),
    settings,
  );
  return evidenceOf(found, 'worst-group')[0]?.data;
}

describe('worst group', () => {
  it('names the group with the lowest rate and moves it towards the others', async () => {
    const data = (await worst([
      { tp: 34, fn: 6, fp: 5, tn: 35 },
      { tp: 29, fn: 11, fp: 5, tn: 35 },
      { tp: 32, fn: 8, fp: 5, tn: 35 },
      { tp: 35, fn: 5, fp: 5, tn: 35 },
    ]))!;
    expect(data).toMatchObject({ level: 's1', candidateCount: 4 });
    expect(data.raw.value).toBeCloseTo(29 / 40, 12);
    expect(data.corrected.value!).toBeGreaterThan(29 / 40);
    expect(data.corrected.value!).toBeLessThan(35 / 40);
  });

  it('a group that is far off with many patients stays where it is', async () => {
    const data = (await worst([
      { tp: 360, fn: 40, fp: 5, tn: 35 },
      { tp: 160, fn: 240, fp: 5, tn: 35 },
      { tp: 352, fn: 48, fp: 5, tn: 35 },
      { tp: 364, fn: 36, fp: 5, tn: 35 },
    ]))!;
    expect(data.level).toBe('s1');
    expect(Math.abs(data.corrected.value! - 0.4)).toBeLessThan(0.02);
  });

  it('groups under ten positive patients are no candidates; with one left there is no worst', async () => {
    expect(
      (await worst([
        { tp: 1, fn: 8, fp: 5, tn: 35 },
        { tp: 29, fn: 11, fp: 5, tn: 35 },
        { tp: 32, fn: 8, fp: 5, tn: 35 },
      ]))!,
    ).toMatchObject({ level: 's1', candidateCount: 2 });
    expect(
      await worst([
        { tp: 1, fn: 8, fp: 5, tn: 35 },
        { tp: 29, fn: 11, fp: 5, tn: 35 },
      ]),
    ).toBeUndefined();
  });
});
