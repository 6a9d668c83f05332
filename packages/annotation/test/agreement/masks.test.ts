import type { MaskSource } from '@equipoise/annotation';
import { binaryMask, type Mask } from '@equipoise/imaging';
import { describe, expect, it } from 'vitest';
import { analyse, panel } from './readings.ts';

/** A filled rectangle on a grid of 20 × 30. */
function box(y0: number, x0: number, height: number, width: number, name: string): Mask {
  const data = new Uint8Array(600);
  for (let y = y0; y < y0 + height; y++) for (let x = x0; x < x0 + width; x++) data[y * 30 + x] = 1;
  return binaryMask({ shape: [20, 30], data, name });
}

/** Readers of 12 cases; reader 2 copies reader 0, reader 3 draws elsewhere. */
function source(more: Partial<MaskSource> = {}): MaskSource {
  return {
    name: 'mask',
    unit: 'px',
    readersOfCase: Array.from({ length: 12 }, () => [0, 1, 2, 3, 4]),
    load: async (c) => [
      box(4, 4 + (c % 3), 8, 10, 'a'),
      box(4, 5 + (c % 3), 8, 10, 'b'),
      box(4, 4 + (c % 3), 8, 10, 'c'),
      box(14, 20, 4, 5, 'd'),
      box(5, 4 + (c % 3), 8, 10, 'e'),
    ],
    ...more,
  };
}

const readings = { ...panel({ cases: 12, readers: 5 }), questions: [] };
const found = (more: Partial<MaskSource> = {}, options = {}) =>
  analyse(readings, { masks: source(more), ...options });

describe('masks', () => {
  it('copied masks and a reader who draws elsewhere are named', async () => {
    const { findings } = await found();
    const copies = findings.filter(({ reason }) => reason === 'identical-masks');
    expect(copies.map(({ model }) => model)).toEqual(['r0 · r2']);
    const apart = findings.filter(({ reason }) => reason === 'outlying-reader');
    expect(apart.map(({ model }) => model)).toEqual(['r3']);
  });

  it('Dice, conformity, distances and sizes are those computed by hand', async () => {
    const { estimates } = await found({
      readersOfCase: Array.from({ length: 12 }, () => [0, 1]),
      load: async () => [box(4, 4, 8, 10, 'a'), box(4, 5, 8, 10, 'b')],
    });
    const value = (metric: string): number | null =>
      estimates.find((one) => one.metric === metric && one.model === '')!.value;
    // 9 of 10 columns are shared.
    expect(value('pairwise-dice')).toBeCloseTo(0.9, 12);
    expect(value('conformity-index')).toBeCloseTo(72 / 88, 12);
    expect(value('hausdorff-95')).toBeCloseTo(1, 12);
    expect(value('surface-dice')).toBeCloseTo(1, 12);
    expect(value('volume-variation')).toBeCloseTo(0, 12);
  });

  it('a reference that is one of the readers is circular and takes no part', async () => {
    const { findings, estimates } = await found({}, { reference: 2 });
    const circular = findings.find(({ reason }) => reason === 'circular-reference');
    expect(circular?.sentence).toContain('r0');
    const dice = estimates.find(({ metric }) => metric === 'pairwise-dice');
    expect(dice?.readerCount).toBe(4);
  });

  it('an empty mask has Dice 0 and no distance, and is said', async () => {
    const { estimates, warnings } = await found({
      readersOfCase: Array.from({ length: 12 }, () => [0, 1]),
      load: async () => [
        box(4, 4, 8, 10, 'a'),
        binaryMask({ shape: [20, 30], data: new Uint8Array(600) }),
      ],
    });
    const one = (metric: string) => estimates.find((e) => e.metric === metric && e.model === '')!;
    expect(one('pairwise-dice').value).toBe(0);
    expect(one('hausdorff-95').value).toBeNull();
    expect(warnings.find(({ code }) => code === 'empty-mask')?.sentence).toContain('r1');
  });

  it('other grids stop the analysis and name both files', async () => {
    const load = async () => [
      box(4, 4, 8, 10, 'r0/c1.png'),
      binaryMask({ shape: [20, 31], data: new Uint8Array(620), name: 'r1/c1.png' }),
    ];
    const two = { readersOfCase: Array.from({ length: 12 }, () => [0, 1]), load };
    await expect(found(two)).rejects.toThrow(/r0\/c1\.png is 20×30, r1\/c1\.png is 20×31/);
  });

  it('cases with one mask are counted and left out', async () => {
    const { warnings, estimates } = await found({
      readersOfCase: Array.from({ length: 12 }, (_, c) => (c === 0 ? [0] : [0, 1])),
      load: async (c) =>
        c === 0 ? [box(4, 4, 8, 10, 'a')] : [box(4, 4, 8, 10, 'a'), box(4, 5, 8, 10, 'b')],
    });
    expect(warnings.find(({ code }) => code === 'single-masks')?.sentence).toContain('1 case');
    expect(estimates.find(({ metric }) => metric === 'pairwise-dice')?.caseCount).toBe(11);
  });

  it('a group whose masks agree less is found, with limits of all differences together', async () => {
    const cases = 60;
    const grouped = { ...panel({ cases, readers: 2, group: (c) => c % 2 }), questions: [] };
    const drawn = (isWorse: (c: number) => boolean) => ({
      masks: source({
        readersOfCase: Array.from({ length: cases }, () => [0, 1]),
        load: async (c) => [
          box(4, 4 + (c % 3), 8, 10, 'a'),
          box(4, 4 + (c % 3) + (c % 5 === 0 ? 2 : 1) + (isWorse(c) ? 3 : 0), 8, 10, 'b'),
        ],
      }),
    });
    const planted = await analyse(
      grouped,
      drawn((c) => c % 2 === 1),
    );
    const difference = planted.estimates.find(
      (one) => one.metric === 'pairwise-dice' && one.versus === 'M',
    )!;
    // Of ten columns 1.2 or 4.2 on average lie apart.
    expect(difference.value).toBeCloseTo(0.3, 10);
    expect(difference.low!).toBeGreaterThan(0);
    expect(difference.patientCount).toBe(60);
    const said = planted.findings.filter(({ reason }) => reason === 'group-difference');
    expect(said.map(({ metric }) => metric)).toContain('pairwise-dice');
    expect(said[0]!.sentence).toContain('sex M than for F');
    const clean = await analyse(
      grouped,
      drawn(() => false),
    );
    expect(clean.findings.some(({ reason }) => reason === 'group-difference')).toBe(false);
    const judged = await analyse(grouped, { ...drawn((c) => c % 2 === 1), margin: 0.1 });
    expect(
      judged.findings.find(
        ({ metric, role }) => metric === 'pairwise-dice' && role === 'confirmatory',
      )?.verdict,
    ).toBe('beyond-margin');
  });
});
