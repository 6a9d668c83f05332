import { labelCells } from '@equipoise/stats';
import { describe, expect, it } from 'vitest';
import { runLabelCell } from '../src/verify/label-cells.ts';
import { isUnexpected, verifyStatistics } from '../src/verify/verify-statistics.ts';

const [first, , shared] = labelCells('quick');
const nothing = (): void => undefined;

describe('the simulation of label uncertainty', () => {
  it('gives equal rows for equal seeds, with and without labels drawn', async () => {
    const cell = { ...first!, runs: 3 };
    const rows = await runLabelCell(cell, 1, nothing);
    expect(rows).toEqual(await runLabelCell(cell, 1, nothing));
    expect(rows!.map((row) => row.claim)).toContain('C5-fails');
    expect(rows!.filter((row) => row.measure.endsWith('labels drawn'))).toHaveLength(4);
    for (const row of rows!) expect(row.design).toMatch(/3 readers of sensitivity 0.8/);
  });

  it('shows the majority fail where drawn labels hold, and drawn labels fail where errors are shared', async () => {
    const runs = 20;
    const held = await runLabelCell({ ...first!, runs }, 2, nothing);
    const observed = (text: string): number =>
      held!.find((row) => row.measure === `coverage of the true auroc, ${text}`)!.observed;
    expect(observed('labels drawn')).toBeGreaterThanOrEqual(0.85);
    expect(observed('majority taken as the truth')).toBeLessThanOrEqual(0.75);
    const failed = await runLabelCell({ ...shared!, runs }, 2, nothing);
    expect(failed![0]).toMatchObject({ claim: 'C5-fails', pass: false });
    expect(failed!.at(-1)!.observed).toBeGreaterThan(0.5);
  });

  it('stops when asked, and counts no counter-example as a defect', async () => {
    expect(await runLabelCell(first!, 1, nothing, AbortSignal.abort())).toBeNull();
    const proof = await verifyStatistics({
      isFull: false,
      statePath: null,
      savePath: null,
      seed: 1,
      workers: 1,
      clock: () => '2000-01-02T00:00:00.000Z',
      now: () => 0,
      pick: (cell) => cell.id === shared!.id,
    });
    const row = proof.rows.find((one) => one.claim.startsWith('C5-fails'))!;
    expect(row.isPassed).toBe(false);
    expect(row.note).toContain('counter-example');
    expect(isUnexpected(row)).toBe(false);
  });
});
