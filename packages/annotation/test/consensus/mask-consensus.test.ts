import {
  analyseMaskConsensus,
  fuseMasks,
  type MaskLayers,
  type MaskQuestion,
  type MaskSource,
  readerLabels,
  staple,
} from '@equipoise/annotation';
import { binaryMask, type Mask } from '@equipoise/imaging';
import { describe, expect, it } from 'vitest';
import { panel } from '../agreement/readings.ts';

/** A filled rectangle on a grid of 40 × 50. */
function box(y0: number, x0: number, height: number, width: number): Mask {
  const data = new Uint8Array(2000);
  for (let y = y0; y < y0 + height; y++) for (let x = x0; x < x0 + width; x++) data[y * 50 + x] = 1;
  return binaryMask({ shape: [40, 50], spacingMm: [2, 0.5], data });
}

/** Four careful readers and one who draws four columns too far on each side. */
const drawings = (c: number): Mask[] => [
  box(10, 12 + (c % 3), 12, 16),
  box(10, 12 + (c % 3), 12, 17),
  box(11, 12 + (c % 3), 11, 16),
  box(10, 13 + (c % 3), 12, 16),
  box(10, 8 + (c % 3), 12, 24),
];

const question: MaskQuestion = { method: 'auto', field: 5, tolerance: 1, hasSlots: false };

async function analysed(
  load: (c: number) => Mask[],
  more: Partial<MaskQuestion> = {},
  options: { suppressBelow?: number; cases?: number; group?: (c: number) => number } = {},
) {
  const { cases = 20, group, suppressBelow } = options;
  const readers = load(0).length;
  const readings = { ...panel({ cases, readers, ...(group ? { group } : {}) }), questions: [] };
  const source: MaskSource = {
    name: 'mask',
    unit: 'mm',
    readersOfCase: Array.from({ length: cases }, (_, c) => load(c).map((_, r) => r)),
    load: async (c) => load(c),
  };
  const kept = new Map<number, MaskLayers>();
  const found = await analyseMaskConsensus(
    readings,
    source,
    { ...question, ...more },
    {
      level: 0.95,
      replicates: 0,
      seed: 1,
      suppressBelow: suppressBelow ?? null,
      readerLabels: readerLabels(readings.readerNames, true),
    },
    (at, _, layers) => {
      kept.set(at, layers);
    },
  );
  const value = (metric: string, model = ''): number | null | undefined =>
    found.analysis.estimates.find((one) => one.metric === metric && one.model === model)?.value;
  return { ...found, kept, value };
}

describe('one case of masks', () => {
  it('the majority holds what more than half drew; an exact half is outside', () => {
    const masks = [box(5, 5, 4, 4), box(5, 5, 4, 4), box(5, 7, 4, 4), box(5, 7, 4, 4)];
    const { layers, fused } = fuseMasks(0, masks, [0, 1, 2, 3], 'majority', 5, 1);
    const inside = (y: number, x: number): number => layers.mask[y * 50 + x]!;
    expect([inside(5, 5), inside(5, 7), inside(5, 9)]).toEqual([0, 1, 0]);
    expect(layers.probability[5 * 50 + 5]).toBe(0.5);
    // Cells of 2 × 0.5 mm: 4 × 2 shared, 4 × 4 disputed with an even split.
    expect(fused.sizes.majority).toBe(8);
    expect(fused.disputedSize).toBe(16);
    expect(fused.doubtSize).toBe(8);
    expect(fused.readers[0]!.dice).toBeCloseTo((2 * 8) / (16 + 8), 12);
  });

  it('on the whole image STAPLE is that of the whole image; a field changes its prior', () => {
    const masks = drawings(0);
    const readers = [0, 1, 2, 3, 4];
    const whole = fuseMasks(0, masks, readers, 'staple', 'whole', 1);
    const fit = staple(masks.map(({ data }) => data));
    expect([...whole.layers.mask]).toEqual([...fit.mask]);
    fit.probability.forEach((p, v) => {
      expect(whole.layers.probability[v]!).toBeCloseTo(p, 6);
    });
    fit.specificity.forEach((one, r) => {
      expect(whole.fused.readers[r]!.specificity!).toBeCloseTo(one.value!, 12);
    });
    const near = fuseMasks(0, masks, readers, 'staple', 2, 1);
    expect(near.fused.readers[4]!.specificity!).toBeLessThan(whole.fused.readers[4]!.specificity!);
  });

  it('a field beyond the image ends at the image', () => {
    const masks = drawings(0);
    const far = fuseMasks(0, masks, [0, 1, 2, 3, 4], 'staple', 1000, 1);
    const whole = fuseMasks(0, masks, [0, 1, 2, 3, 4], 'staple', 'whole', 1);
    expect(far.fused).toEqual(whole.fused);
  });

  it('empty masks of all readers are an empty mask of which all are sure', () => {
    const none = binaryMask({ shape: [4, 5], data: new Uint8Array(20) });
    const { fused, layers } = fuseMasks(3, [none, none, none], [0, 1, 2], 'staple', 5, 1);
    expect(fused.sizes.staple).toBe(0);
    expect(fused.readers.map((one) => one.dice)).toEqual([1, 1, 1]);
    expect(fused.readers[0]!.sensitivity).toBeNull();
    expect(layers.mask.every((cell) => cell === 0)).toBe(true);
  });
});

describe('consensus of masks', () => {
  it('takes STAPLE from four masks on, and tells who draws too large', async () => {
    const { method, value, analysis, kept } = await analysed(drawings);
    expect(method).toBe('staple');
    expect(analysis.summary[0]).toContain('100 masks of 5 readers became one mask for each of 20');
    expect(value('relative-size', 'r4')!).toBeGreaterThan(1.2);
    expect(value('staple-specificity', 'r4')!).toBeLessThan(value('staple-specificity', 'r0')!);
    expect(value('staple-sensitivity', 'r4')).toBeCloseTo(1, 6);
    expect(value('dice-against-others', 'r4')!).toBeLessThan(value('dice-against-others', 'r0')!);
    expect(kept.size).toBe(20);
    for (const one of analysis.estimates) {
      expect(one.value === null ? one.undefinedReason : one.method).toBeTruthy();
      expect(one.patientCount).toBeGreaterThan(0);
    }
    expect(analysis.findings.every(({ audit }) => audit === 'consensus')).toBe(true);
  });

  it('up to three masks a case: the majority, and no sensitivity from two readers', async () => {
    const { method, value } = await analysed((c) => drawings(c).slice(0, 2));
    expect(method).toBe('majority');
    expect(value('staple-sensitivity', 'r0')).toBeNull();
    expect(value('dice-against-others', 'r0')).toBeNull();
    expect(value('dice-with-consensus', 'r0')!).toBeGreaterThan(0.9);
  });

  it('copies and a reader who draws elsewhere are named', async () => {
    const { analysis } = await analysed((c) => [
      ...drawings(c).slice(0, 4),
      drawings(c)[1]!,
      box(30, 40, 5, 5),
    ]);
    const named = (reason: string): string[] =>
      analysis.findings.filter((one) => one.reason === reason).map(({ model }) => model);
    expect(named('identical-masks')).toEqual(['r1 · r4']);
    expect(named('outlying-reader')).toEqual(['r5']);
    expect(analysis.summary.join(' ')).toContain('r5 stands apart');
  });

  it('a group whose masks are less certain is found', async () => {
    const { analysis } = await analysed(
      (c) => [box(10, 12, 12, 16), box(10, 12 + (c % 3) + (c % 2 === 1 ? 5 : 0), 12, 16)],
      {},
      { cases: 60, group: (c) => c % 2 },
    );
    expect(analysis.findings.some(({ reason }) => reason === 'group-difference')).toBe(true);
    expect(analysis.sections.map(({ id }) => id)).toContain('mask-groups');
  });

  it('slots: nothing about single readers; sharing: no single cases', async () => {
    const slots = await analysed(drawings, { hasSlots: true });
    expect(slots.method).toBe('majority');
    expect(slots.analysis.estimates.every(({ model }) => model === '')).toBe(true);
    const shared = await analysed(drawings, {}, { suppressBelow: 10 });
    expect(shared.analysis.sections.map(({ id }) => id)).not.toContain('mask-next');
    expect(JSON.stringify(shared.analysis)).not.toContain('"c17"');
    const few = await analysed(drawings, {}, { suppressBelow: 30 });
    expect(few.value('dice-with-consensus')).toBeNull();
  });

  it('the same masks give the same analysis', async () => {
    const [a, b] = [await analysed(drawings), await analysed(drawings)];
    expect(JSON.stringify(a.analysis)).toBe(JSON.stringify(b.analysis));
  });
});
