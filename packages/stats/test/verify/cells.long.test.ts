import { describe, expect, it } from 'vitest';
import { runVerifyCells } from '../../src/node/verify-pool.ts';
import { runVerifyCell, verifyCells } from '../../src/verify/cells.ts';
import { coverageTruth } from '../../src/verify/coverage.ts';
import { binomialLimits } from '../../src/verify/row.ts';
import type { VerifyCell } from '../../src/verify/types.ts';

const cell = (id: string, runs: number, form: 'quick' | 'full' = 'quick'): VerifyCell => {
  const found = verifyCells(form).find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no cell ${id}`);
  return { ...found, runs };
};

describe('the self-proof', () => {
  it('has unique ids and states the whole grids in its full form', () => {
    for (const form of ['quick', 'full'] as const) {
      const ids = verifyCells(form).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    const full = verifyCells('full');
    expect(full.filter(({ claim }) => claim === 'C1')).toHaveLength(27);
    expect(full.filter(({ claim }) => claim === 'C2')).toHaveLength(54);
    expect(full.filter(({ claim }) => claim === 'C2').every(({ runs }) => runs === 2000)).toBe(
      true,
    );
  });

  it('knows the truth of its population', () => {
    const truth = coverageTruth();
    expect(truth['auroc']).toBeCloseTo(0.8555778, 6);
    expect(truth['sensitivity']).toBeCloseTo(0.7580363, 6);
    expect(truth['auprc']).toBeGreaterThan(truth['ppv']!);
  });

  it('intervals of single values cover at 200 patients × 5 images, ICC 0.5 (100 studies)', () => {
    for (const row of runVerifyCell(cell('c1/p200/n5/icc0.5', 100), 1))
      expect(row, row.measure).toMatchObject({ pass: true });
  });

  it('holds the family-wise error with skewed patient effects (100 studies)', () => {
    for (const row of runVerifyCell(cell('c2/accuracy/k8/p400/icc0.33', 100), 2)) {
      expect(row, row.measure).toMatchObject({ pass: true });
    }
  });

  it('holds the false discovery rate on correlated tests', () => {
    const rows = runVerifyCell(cell('c3/benjamini-hochberg/m100/e10/r0.5', 500), 3);
    expect(rows[0]).toMatchObject({ claim: 'C3', pass: true });
  });

  it('keeps M18: a max-t with fixed standard errors does not hold its level', () => {
    const [row] = runVerifyCell(cell('m18/accuracy/k8/p100/icc0.33', 150), 4);
    expect(row!.pass).toBe(false);
    expect(row!.observed).toBeGreaterThan(0.15);
  });

  it('gives the same rows over workers, cell by cell', async () => {
    const cells = [cell('c3/benjamini-yekutieli/m100/e0/r0', 200), cell('c1/p50/n2/icc0', 20)];
    const stored: string[] = [];
    const rows = await runVerifyCells(cells, {
      seed: 5,
      workers: 2,
      onCell: ({ id }) => stored.push(id),
    });
    expect(rows).toEqual(cells.flatMap((one) => runVerifyCell(one, 5)));
    expect(stored.sort()).toEqual(cells.map(({ id }) => id).sort());
  });

  it('its binomial limits are exact at the ends', () => {
    const [low, high] = binomialLimits(0, 10, 0.95);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(0.3084971, 6);
  });
});
