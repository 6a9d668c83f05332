import { auditCatalog } from '@equipoise/audit';
import { newcombe } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { auditOne, evidenceOf } from '../support/audit-one.ts';
import { makeSettings } from '../support/make-study.ts';
import { fromCounts, plainAttribute, plainPrediction, plainStudy } from '../support/odd-studies.ts';

const spec = auditCatalog.find((audit) => audit.id === 'label-noise-tipping')!;
const settings = makeSettings({ replicates: 0, permutations: 0, metrics: ['sensitivity'] });

async function rows(cells: Parameters<typeof fromCounts>[0]) {
  const { label, score, codes } = fromCounts(cells);
  const found = await auditOne(
    spec,
    plainStudy([plainAttribute('sex', codes, ['F', 'M'])], [plainPrediction(label, score)]),
    settings,
  );
  return evidenceOf(found, 'tipping-point').find((entry) => entry.data.metric === 'sensitivity')!
    .data.rows;
}

describe('label-noise tipping point', () => {
  const [a, b] = [
    { tp: 40, fn: 60, fp: 10, tn: 90 },
    { tp: 90, fn: 10, fp: 10, tn: 90 },
  ];

  it('is the fewest flips over every way of making them, by brute force', async () => {
    const isBeyond = (k1: number, n1: number, k2: number, n2: number): boolean => {
      const [low, high] = newcombe(k1, n1, k2, n2);
      return low > 0.05 || high < -0.05;
    };
    expect(isBeyond(40, 100, 90, 100)).toBe(true);
    // Sensitivity of a can rise by dropping misses or by adding hits; that of b can fall by dropping hits or adding misses.
    let fewest = Number.POSITIVE_INFINITY;
    for (let inA = 0; inA <= 60; inA += 1) {
      for (let inB = 0; inB <= 90; inB += 1) {
        if (inA + inB >= fewest) break;
        const waysA = [[40, 100 - inA], ...(inA <= 10 ? [[40 + inA, 100 + inA]] : [])];
        const waysB = [
          [90 - inB, 100 - inB],
          [90, 100 + inB],
        ];
        if (
          waysA.some(([k1, n1]) =>
            waysB.some(([k2, n2]) => n2! > 0 && !isBeyond(k1!, n1!, k2!, n2!)),
          )
        )
          fewest = inA + inB;
      }
    }
    const [row] = await rows([a, b]);
    expect(row).toMatchObject({
      level: 'F',
      verdict: 'beyond the margin',
      becomes: 'no longer beyond the margin',
      flips: fewest,
    });
    expect(row!.flipShare).toBeCloseTo(fewest / 400, 12);
    expect(row!.where).toMatch(/label/);
  });

  it('says too that a small gap is not beyond, and what would put it there', async () => {
    const [row] = await rows([{ ...b }, b]);
    expect(row).toMatchObject({ verdict: 'not beyond the margin', becomes: 'beyond the margin' });
    expect(row!.flips!).toBeGreaterThan(0);
  });

  it('a level with too few positive patients is not judged', async () => {
    const [row] = await rows([{ tp: 4, fn: 3, fp: 10, tn: 90 }, b]);
    expect(row).toMatchObject({
      flips: null,
      verdict: 'not judged',
      reason: 'too-few-positive-patients',
    });
  });
});
