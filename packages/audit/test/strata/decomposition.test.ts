import { auditCatalog } from '@equipoise/audit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'decomposition')!;
const settings = makeSettings({
  replicates: 5,
  permutations: 0,
  metrics: ['sensitivity', 'specificity'],
});

async function rowsOf(cells: Parameters<typeof fromCounts>[0], withStrata: boolean) {
  const { label, score, codes } = fromCounts(cells);
  const group = plainAttribute(
    'group',
    codes.map((c) => (withStrata ? c >> 1 : c)),
    ['a', 'b'],
  );
  const severity = plainAttribute(
    'severity',
    codes.map((c) => c & 1),
    ['mild', 'severe'],
    { role: 'case-mix' },
  );
  const found = await auditOne(
    spec,
    plainStudy(withStrata ? [group, severity] : [group], [plainPrediction(label, score)]),
    settings,
  );
  return Object.fromEntries(
    evidenceOf(found, 'decomposition')
      .filter((entry) => entry.attribute === 'group')
      .map((entry) => [entry.data.metric, entry.data.rows]),
  );
}

describe('decomposition of a gap', () => {
  it('a shift of prevalence alone has no conditional part and is called prevalence', async () => {
    const rows = await rowsOf(
      [
        { tp: 400, fn: 100, fp: 50, tn: 450 },
        { tp: 160, fn: 40, fp: 80, tn: 720 },
      ],
      false,
    );
    const ppv = rows['ppv']![0]!;
    expect(ppv.gap.value).toBeCloseTo(400 / 450 - 160 / 240, 12);
    expect(ppv.labelMix.value).toBeCloseTo(ppv.gap.value!, 12);
    expect(ppv.conditional.value).toBeCloseTo(0, 12);
    expect(ppv.caseMix).toMatchObject({ value: null, reason: 'no-case-mix-attribute' });
    expect(ppv.verdict).toBe('prevalence');
    expect(rows['accuracy']![0]!.labelMix.value).toBeCloseTo(-0.03, 12);
  });

  it('equal prevalence and another sensitivity is all conditional', async () => {
    const rows = await rowsOf(
      [
        { tp: 200, fn: 100, fp: 30, tn: 270 },
        { tp: 270, fn: 30, fp: 30, tn: 270 },
      ],
      false,
    );
    const accuracy = rows['accuracy']![0]!;
    expect(accuracy.labelMix.value).toBeCloseTo(0, 12);
    expect(accuracy.conditional.value).toBeCloseTo(470 / 600 - 540 / 600, 12);
    expect(accuracy.verdict).toBe('conditional');
  });

  it('another mix of strata with the same rates inside them is case mix', async () => {
    const rows = await rowsOf(
      [
        { tp: 75, fn: 75, fp: 10, tn: 90 },
        { tp: 45, fn: 5, fp: 10, tn: 90 },
        { tp: 25, fn: 25, fp: 10, tn: 90 },
        { tp: 135, fn: 15, fp: 10, tn: 90 },
      ],
      true,
    );
    const accuracy = rows['accuracy']![0]!;
    expect(accuracy.labelMix.value).toBeCloseTo(0, 12);
    expect(accuracy.conditional.value).toBeCloseTo(0, 12);
    expect(accuracy.caseMix.value).toBeCloseTo((120 + 180) / 400 - (160 + 180) / 400, 12);
    expect(accuracy.verdict).toBe('case-mix');
    expect(accuracy.outsideSupport).toBe(0);
  });

  it('its parts always add up to the crude gap, for every metric', async () => {
    const count = fc.integer({ min: 11, max: 60 });
    const cell = fc.record({ tp: count, fn: count, fp: count, tn: count });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 4, maxLength: 4 }), async (cells) => {
        const rows = await rowsOf(cells, true);
        const sum = (from: number, key: 'tp' | 'fn' | 'fp' | 'tn'): number =>
          cells[from]![key] + cells[from + 1]![key];
        const value = (from: number, metric: string): number => {
          const [tp, fn, fp, tn] = [
            sum(from, 'tp'),
            sum(from, 'fn'),
            sum(from, 'fp'),
            sum(from, 'tn'),
          ];
          return metric === 'ppv'
            ? tp / (tp + fp)
            : metric === 'npv'
              ? tn / (tn + fn)
              : (tp + tn) / (tp + fn + fp + tn);
        };
        for (const metric of ['accuracy', 'ppv', 'npv']) {
          const row = rows[metric]![0]!;
          expect(row.gap.value).toBeCloseTo(value(0, metric) - value(2, metric), 10);
          expect(row.labelMix.value! + row.caseMix.value! + row.conditional.value!).toBeCloseTo(
            row.gap.value!,
            10,
          );
          expect(rows[metric]![1]!.gap.value).toBeCloseTo(-row.gap.value!, 10);
        }
      }),
      { numRuns: 25, seed: 4 },
    );
  });

  it('under ten positive patients it says so', async () => {
    const rows = await rowsOf(
      [
        { tp: 5, fn: 4, fp: 20, tn: 20 },
        { tp: 50, fn: 40, fp: 20, tn: 20 },
      ],
      false,
    );
    expect(rows['ppv']![0]!).toMatchObject({
      verdict: 'cannot-tell',
      gap: { value: null, reason: 'too-few-positive-patients' },
    });
  });
});
