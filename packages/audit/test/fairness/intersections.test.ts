import { auditCatalog } from '@equipoise/audit';
import { fitBetaBinomial } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings, makeStudy } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'intersections')!;
const settings = makeSettings({
  replicates: 0,
  permutations: 0,
  metrics: ['sensitivity', 'specificity'],
});

describe('where groups cross', () => {
  const cells = [
    { tp: 28, fn: 2, fp: 5, tn: 25 },
    { tp: 5, fn: 5, fp: 5, tn: 25 },
    { tp: 24, fn: 6, fp: 2, tn: 28 },
    { tp: 9, fn: 1, fp: 5, tn: 25 },
    { tp: 12, fn: 28, fp: 5, tn: 25 },
    { tp: 18, fn: 2, fp: 9, tn: 21 },
  ];
  const { label, score, codes } = fromCounts(cells);
  const study = plainStudy(
    [
      plainAttribute(
        'row',
        codes.map((c) => Math.floor(c / 3)),
        ['r0', 'r1'],
      ),
      plainAttribute(
        'column',
        codes.map((c) => c % 3),
        ['c0', 'c1', 'c2'],
      ),
    ],
    [plainPrediction(label, score)],
  );

  it('raw rates are the counts, shrunken ones their beta-binomial posterior means', async () => {
    const entry = evidenceOf(await auditOne(spec, study, settings), 'intersections').find(
      (one) => one.data.metric === 'sensitivity',
    )!;
    expect(entry.data.attributes).toEqual(['row', 'column']);
    const fit = fitBetaBinomial(
      cells.map((c) => c.tp),
      cells.map((c) => c.tp + c.fn),
    );
    entry.data.cells.forEach((cell, index) => {
      const { tp, fn } = cells[index]!;
      expect(cell.slice).toEqual({ row: `r${Math.floor(index / 3)}`, column: `c${index % 3}` });
      expect(cell).toMatchObject({ numerator: tp, denominator: tp + fn, caseCount: tp + fn + 30 });
      expect(cell.raw.value).toBeCloseTo(tp / (tp + fn), 12);
      expect(cell.shrunken.value).toBeCloseTo(fit.posteriorMean[index]!, 9);
    });
  });

  it('every shrunken rate lies between the raw one and the mean, nearer to it the larger the cell', async () => {
    const all = evidenceOf(await auditOne(spec, study, settings), 'intersections');
    for (const { data } of all) {
      const fit = fitBetaBinomial(
        data.cells.map((c) => c.numerator!),
        data.cells.map((c) => c.denominator!),
      );
      for (const cell of data.cells) {
        const [low, high] = [
          Math.min(cell.raw.value!, fit.mean),
          Math.max(cell.raw.value!, fit.mean),
        ];
        expect(cell.shrunken.value!).toBeGreaterThanOrEqual(low - 1e-9);
        expect(cell.shrunken.value!).toBeLessThanOrEqual(high + 1e-9);
        expect(cell.shrunken.low!).toBeLessThanOrEqual(cell.shrunken.value!);
        expect(cell.shrunken.high!).toBeGreaterThanOrEqual(cell.shrunken.value!);
      }
      const bySize = [...data.cells].sort((a, b) => a.denominator! - b.denominator!);
      for (let k = 1; k < bySize.length; k += 1)
        expect(bySize[k]!.shrinkage!).toBeGreaterThanOrEqual(bySize[k - 1]!.shrinkage!);
    }
  });

  it('cells that vary no more than by chance all get the pooled rate', async () => {
    const even = fromCounts(Array.from({ length: 6 }, () => ({ tp: 16, fn: 4, fp: 3, tn: 17 })));
    const flat = plainStudy(
      study.attributes.map((attribute, k) =>
        plainAttribute(
          attribute.name,
          even.codes.map((c) => (k === 0 ? Math.floor(c / 3) : c % 3)),
          attribute.levels,
        ),
      ),
      [plainPrediction(even.label, even.score)],
    );
    const { cells: found } = evidenceOf(await auditOne(spec, flat, settings), 'intersections')[0]!
      .data;
    for (const cell of found) {
      expect(cell.shrinkage).toBe(0);
      expect(cell.shrunken.value).toBeCloseTo(0.8, 12);
    }
  });

  it('a cell that holds exactly the cases of one of its parts is merged into it and counted', async () => {
    const nested = {
      ...study,
      attributes: [
        study.attributes[0]!,
        plainAttribute(
          'inside',
          codes.map((c) => (c === 0 ? 0 : c < 3 ? 1 : 2)),
          ['i0', 'i1', 'i2'],
        ),
      ],
    };
    const { data } = evidenceOf(await auditOne(spec, nested, settings), 'intersections')[0]!;
    expect(data.mergedCount).toBe(3);
    expect(data.cells).toEqual([]);
  });

  it('repeated rows of a patient shrink a cell more than as many patients do', async () => {
    const many = makeStudy({
      seed: 31,
      patients: 150,
      casesPerPatient: 6,
      patientEffect: 2,
      separation: (g) => (g === 1 ? 0.8 : 2.4),
    });
    const alone = {
      ...many,
      patient: Int32Array.from(many.patient.keys()),
      patientCount: many.rowCount,
    };
    const mean = async (which: typeof many): Promise<number> => {
      const cellsOf = evidenceOf(await auditOne(spec, which, settings), 'intersections').flatMap(
        (entry) => entry.data.cells,
      );
      const known = cellsOf.flatMap((cell) => (cell.shrinkage === null ? [] : [cell.shrinkage]));
      return known.reduce((a, b) => a + b, 0) / known.length;
    };
    expect(await mean(many)).toBeLessThan(await mean(alone));
  });

  it('never gives a finding, and depth 1 is not put', async () => {
    expect((await auditOne(spec, study, settings)).findings).toEqual([]);
    expect((await auditOne(spec, study, { ...settings, intersectDepth: 1 })).items[0]!.status).toBe(
      'not-assessed',
    );
  });
});
