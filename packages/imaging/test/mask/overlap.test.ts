import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundaryIou,
  centroid,
  compareVolumes,
  defaultRimWidth,
  dice,
  iou,
  type Mask,
  multilabelDice,
  overlap,
  segmentationMetrics,
} from '../../src/index.ts';
import { drawn, pairs } from '../support/masks.ts';

describe('overlap', () => {
  it('follows from counting cells, and Dice from IoU', () => {
    fc.assert(
      fc.property(pairs(6), ([a, b]) => {
        const o = overlap(a, b);
        const shared = a.data.filter((v, i) => v === 1 && b.data[i] === 1).length;
        expect(o.sharedCount).toBe(shared);
        expect(o.referenceCount).toBe(a.data.filter((v) => v === 1).length);
        const j = iou(o).value!;
        expect(dice(o).value).toBeCloseTo((2 * j) / (1 + j), 12);
      }),
    );
  });

  it('never gives a number that is none, whatever is empty', () => {
    fc.assert(
      fc.property(pairs(3), fc.boolean(), fc.boolean(), ([a, b], isNoA, isNoB) => {
        const blank = (m: Mask): Mask => ({ ...m, data: new Uint8Array(m.data.length) });
        const text = JSON.stringify(
          segmentationMetrics(isNoA ? blank(a) : a, isNoB ? blank(b) : b, 1),
          (_, v: unknown) => (typeof v === 'number' && !Number.isFinite(v) ? 'broken' : v),
        );
        expect(text).not.toContain('broken');
      }),
    );
  });

  it('refuses masks of different grids', () => {
    expect(() => overlap(drawn(['##']), drawn(['#']))).toThrow('imaging/grid-mismatch');
  });

  it('compares volumes in cubic millimetres', () => {
    const o = overlap(drawn(['##..']), drawn(['###.']));
    const volume = compareVolumes(o, [2, 0.5]);
    expect(volume.reference).toBe(2);
    expect(volume.error).toBe(1);
    expect(volume.relativeError).toEqual({ value: 0.5 });
    expect(volume.similarity.value).toBeCloseTo(0.8, 12);
    const empty = compareVolumes(overlap(drawn(['..']), drawn(['#.'])), [1, 1]);
    expect(empty.relativeError).toEqual({ value: null, reason: 'reference-empty' });
  });

  it('places the centre of gravity between cells', () => {
    expect(centroid(drawn(['#..', '#..'], [2, 3]))).toEqual([1, 0]);
    expect(centroid(drawn(['...']))).toBeNull();
  });
});

describe('boundary IoU', () => {
  it('is IoU when the rim is wider than the objects', () => {
    fc.assert(
      fc.property(pairs(6), ([a, b]) => {
        expect(boundaryIou(a, b, 9).value).toBeCloseTo(iou(overlap(a, b)).value!, 12);
      }),
    );
  });

  it('looks at the rim alone', () => {
    const disc = drawn(['#####', '#####', '#####', '#####', '#####']);
    const ring = drawn(['#####', '#...#', '#...#', '#...#', '#####']);
    expect(boundaryIou(disc, ring, 1).value).toBe(1);
    expect(boundaryIou(disc, ring, 2).value).toBeCloseTo(16 / 24, 12);
  });

  it('takes 2 % of the diagonal by default', () => {
    expect(defaultRimWidth([300, 400])).toBe(10);
    expect(defaultRimWidth([10, 10])).toBe(1);
  });
});

describe('label images', () => {
  const image = (data: number[]): { shape: number[]; spacingMm: number[]; data: number[] } => ({
    shape: [1, data.length],
    spacingMm: [1, 1],
    data,
  });

  it('leave out labels that neither image holds and say so', () => {
    const got = multilabelDice(image([1, 1, 0, 2]), image([1, 0, 0, 0]), [1, 2, 3]);
    expect(got.dice.get(1)).toEqual({ value: 2 / 3 });
    expect(got.dice.get(2)).toEqual({ value: 0 });
    expect(got.dice.get(3)).toEqual({ value: null, reason: 'both-empty' });
    expect(got.absentLabels).toEqual([3]);
    expect(got.macro.value).toBeCloseTo(1 / 3, 12);
    expect(got.micro.value).toBe(0.5);
  });

  it('have no value when nothing is there', () => {
    const got = multilabelDice(image([0, 0]), image([0, 0]), [1]);
    expect(got.macro.value).toBeNull();
    expect(got.generalised.value).toBeNull();
  });

  it('refuse the background and labels named twice', () => {
    expect(() => multilabelDice(image([0]), image([0]), [0])).toThrow('imaging/bad-argument');
    expect(() => multilabelDice(image([0]), image([0]), [1, 1])).toThrow('imaging/bad-argument');
  });
});
