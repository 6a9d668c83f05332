import {
  maskEm,
  maskMajority,
  maskProbability,
  maskRasa,
  staple,
  votePatterns,
} from '@equipoise/annotation';
import { randomStream } from '@equipoise/stats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestGap, shareEqual } from '../support.ts';

const panel = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 40 }))
  .chain(([readers, voxels]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: voxels, maxLength: voxels }), {
      minLength: readers,
      maxLength: readers,
    }),
  );

describe('patterns of votes', () => {
  it('hold every voxel once and give back what each reader marked', () => {
    fc.assert(
      fc.property(panel, (masks) => {
        const patterns = votePatterns(masks);
        expect(patterns.sizes.reduce((a, b) => a + b, 0)).toBe(masks[0]!.length);
        masks.forEach((mask, r) => {
          mask.forEach((bit, v) => {
            expect(patterns.marks[patterns.patternOf[v]! * masks.length + r]).toBe(bit);
          });
        });
      }),
    );
  });

  it('work for more readers than a word has bits', () => {
    const masks = Array.from({ length: 40 }, (_, r) => [r % 2, 1]);
    expect(votePatterns(masks).patternCount).toBe(2);
    expect([...maskMajority(masks)]).toEqual([0, 1]);
  });

  it('refuse masks of different grids, naming both sizes', () => {
    expect(() =>
      votePatterns([
        [0, 1],
        [0, 1, 1],
      ]),
    ).toThrow(/grid-mismatch.*2 voxels.*has 3/);
  });
});

describe('votes on masks', () => {
  it('an exact half is outside', () => {
    expect([
      ...maskMajority([
        [1, 1],
        [0, 1],
      ]),
    ]).toEqual([0, 1]);
    expect([
      ...maskProbability([
        [1, 1],
        [0, 1],
      ]),
    ]).toEqual([0.5, 1]);
  });

  it('do not change with the order of the readers', () => {
    fc.assert(
      fc.property(panel, (masks) => {
        const turned = [...masks].reverse();
        expect([...maskMajority(masks)]).toEqual([...maskMajority(turned)]);
      }),
    );
  });

  it('equal masks are their own fusion by every method', () => {
    const mask = [0, 1, 1, 0, 0, 1];
    const masks = [mask, mask, mask];
    for (const fused of [
      maskMajority(masks),
      maskRasa(masks).mask,
      maskEm(masks).mask,
      staple(masks).mask,
    ])
      expect([...fused]).toEqual(mask);
  });

  it('empty masks fuse to an empty mask', () => {
    const masks = [
      [0, 0],
      [0, 0],
    ];
    for (const fused of [
      maskMajority(masks),
      maskRasa(masks).mask,
      maskEm(masks).mask,
      staple(masks).mask,
    ])
      expect([...fused]).toEqual([0, 0]);
    expect(staple(masks).sensitivity[0]).toEqual({ value: null, reason: 'no-true-voxels' });
    expect(maskMajority([]).length).toBe(0);
  });

  it('RASA gives least weight to the mask that is elsewhere', () => {
    const good = [1, 1, 1, 1, 0, 0, 0, 0];
    const { weights, mask } = maskRasa([good, good, [0, 0, 0, 0, 1, 1, 1, 1]]);
    expect(weights[2]).toBeLessThan(weights[0]!);
    expect([...mask]).toEqual(good);
  });
});

describe('STAPLE', () => {
  const noisyPanel = (
    voxels: number,
    rates: readonly (readonly [number, number])[],
  ): { truth: number[]; masks: number[][] } => {
    const uniform = randomStream(12);
    const truth = Array.from({ length: voxels }, (_, v) => (v % 5 === 0 ? 1 : 0));
    const masks = rates.map(([sens, spec]) =>
      truth.map((bit) => (uniform() < (bit ? sens : 1 - spec) ? 1 : 0)),
    );
    return { truth, masks };
  };

  it('finds the rates of simulated readers and beats their majority', () => {
    const rates = [
      [0.95, 0.99],
      [0.7, 0.95],
      [0.6, 0.9],
    ] as const;
    const { truth, masks } = noisyPanel(20_000, rates);
    const fit = staple(masks);
    rates.forEach(([sens, spec], r) => {
      expect(Math.abs(fit.sensitivity[r]!.value! - sens)).toBeLessThan(0.03);
      expect(Math.abs(fit.specificity[r]!.value! - spec)).toBeLessThan(0.02);
    });
    expect(shareEqual(fit.mask, truth)).toBeGreaterThan(shareEqual(maskMajority(masks), truth));
  });

  it('stays finite with four hundred readers, where products of probabilities underflow', () => {
    const { truth, masks } = noisyPanel(60, new Array(400).fill([0.6, 0.6]));
    const fit = staple(masks);
    expect([...fit.probability].every(Number.isFinite)).toBe(true);
    expect(shareEqual(fit.mask, truth)).toBeGreaterThan(0.95);
  });

  it('does not change with the order of the readers', () => {
    const { masks } = noisyPanel(2000, [
      [0.9, 0.95],
      [0.8, 0.95],
      [0.7, 0.9],
    ]);
    const turned = staple([...masks].reverse());
    expect(largestGap(staple(masks).probability, turned.probability)).toBeLessThan(1e-6);
  });

  it('looks only at the voxels that count, and the prior changes with them', () => {
    const { masks } = noisyPanel(500, [
      [0.9, 0.95],
      [0.8, 0.95],
    ]);
    const voxels = Uint8Array.from({ length: 500 }, (_, v) => (v < 100 ? 1 : 0));
    const part = staple(masks, { voxels });
    const cut = staple(masks.map((mask) => mask.slice(0, 100)));
    expect(part.voxelCount).toBe(100);
    expect(part.sumProbability).toBeCloseTo(cut.sumProbability, 9);
    expect(part.prior).not.toBeCloseTo(staple(masks).prior, 6);
  });

  it('refuses a confidence weight of 0', () => {
    expect(() => staple([[1]], { confidenceWeight: 0 })).toThrow(/bad-argument/);
  });
});
