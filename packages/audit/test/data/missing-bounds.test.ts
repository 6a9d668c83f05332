import { auditCatalog } from '@equipoise/audit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'missing-bounds')!;
const settings = makeSettings({
  replicates: 5,
  permutations: 0,
  metrics: ['sensitivity', 'specificity'],
});

/** Every way to give the missing rows a level, by counting in base 2. */
function bruteForce(
  label: readonly number[],
  called: readonly number[],
  codes: readonly number[],
  counted: number,
): { worst: number; best: number } | null {
  const missing = [...codes.keys()].filter((i) => codes[i] === 2);
  let worst = Number.POSITIVE_INFINITY;
  let best = Number.NEGATIVE_INFINITY;
  for (let way = 0; way < 1 << missing.length; way += 1) {
    const full = codes.map((code, i) => (code === 2 ? (way >> missing.indexOf(i)) & 1 : code));
    const rate = (level: number): number => {
      const rows = [...full.keys()].filter((i) => full[i] === level && label[i] === counted);
      return rows.filter((i) => called[i] === counted).length / rows.length;
    };
    const gap = rate(0) - rate(1);
    if (Number.isNaN(gap)) return null;
    worst = Math.min(worst, gap);
    best = Math.max(best, gap);
  }
  return { worst, best };
}

describe('bounds on gaps with missing values', () => {
  it('are the smallest and largest gap over every way to fill them in', async () => {
    const row = fc.record({ y: fc.integer({ min: 0, max: 1 }), d: fc.integer({ min: 0, max: 1 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 10, maxLength: 24 }),
        fc.integer({ min: 1, max: 6 }),
        async (rows, missing) => {
          const label = rows.map((entry) => entry.y);
          const called = rows.map((entry) => entry.d);
          const codes = rows.map((_, i) => (i < missing ? 2 : i % 2));
          const study = plainStudy(
            [plainAttribute('sex', codes, ['F', 'M', '(missing)'], { missingLevel: 2 })],
            [
              plainPrediction(
                label,
                called.map((d) => (d === 1 ? 0.9 : 0.1)),
              ),
            ],
          );
          const found = evidenceOf(await auditOne(spec, study, settings), 'missing-bounds');
          for (const [metric, counted] of [
            ['sensitivity', 1],
            ['specificity', 0],
          ] as const) {
            const brute = bruteForce(label, called, codes, counted);
            const data = found.find((entry) => entry.data.metric === metric)!.data.levels[0]!;
            expect(data.missingCaseCount).toBe(missing);
            if (brute === null || data.gap === null) continue;
            expect(data.worst).toBeCloseTo(brute.worst, 12);
            expect(data.best).toBeCloseTo(brute.best, 12);
          }
        },
      ),
      { numRuns: 60, seed: 9 },
    );
  });

  it('without a missing value the question is not put', async () => {
    const study = plainStudy(
      [plainAttribute('sex', [0, 1, 0, 1], ['F', 'M'])],
      [plainPrediction([1, 1, 0, 0], [0.9, 0.1, 0.9, 0.1])],
    );
    const found = await auditOne(spec, study, settings);
    expect(found.items).toEqual([
      { number: 3, status: 'not-assessed', needs: 'an attribute with missing values' },
    ]);
  });
});
