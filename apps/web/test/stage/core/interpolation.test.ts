import { describe, expect, it } from 'vitest';
import { countVoxels, segmentSlice, slicesOf } from '../../../src/stage/core/mask.ts';
import { applyEvent, emptyDrawing, framesInMemory } from '../../../src/stage/index.ts';
import { countedFrames, imageInfo } from '../support/images.ts';

const image = imageInfo({
  width: 120,
  height: 100,
  frameCount: 12,
  positions: Array.from({ length: 12 }, (_, z) => [0, 0, 2 * z]),
});

function withDiscs(discs: readonly [slice: number, radius: number][]) {
  const drawing = emptyDrawing([image], () => framesInMemory(countedFrames(120, 100, 12)));
  for (const [slice, radius] of discs) {
    const begin = { imageId: 'image-1', axis: 'z', slice, segment: 2, isErasing: false } as const;
    applyEvent(drawing, { kind: 'stroke-begin', ...begin, isBall: false, gate: null });
    applyEvent(drawing, { kind: 'stroke-points', points: [60, 50, radius] });
    applyEvent(drawing, { kind: 'stroke-end' });
  }
  return drawing;
}

describe('filling between slices', () => {
  it('grows from the smaller to the larger disc, fills every gap, leaves the drawn slices', () => {
    const drawing = withDiscs([
      [1, 10],
      [5, 30],
      [8, 30],
    ]);
    const { mask } = drawing.layers.get('image-1')!;
    const before = [1, 5, 8].map((z) => segmentSlice(mask, 2, z));
    const { step } = applyEvent(drawing, { kind: 'interpolate', imageId: 'image-1', segment: 2 });
    expect(step?.name).toBe('interpolate');
    expect(slicesOf(mask, 2)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const [k, z] of [1, 5, 8].entries()) expect(segmentSlice(mask, 2, z)).toEqual(before[k]);
    for (const [z, radius] of [
      [2, 15],
      [3, 20],
      [4, 25],
      [6, 30],
    ] as const) {
      const area = Math.PI * radius * radius;
      expect(Math.abs(countVoxels(mask, 2, z) - area) / area).toBeLessThan(0.05);
    }
    applyEvent(drawing, { kind: 'undo' });
    expect(slicesOf(mask, 2)).toEqual([1, 5, 8]);
  });

  it('does nothing without a gap', () => {
    const drawing = withDiscs([
      [3, 8],
      [4, 9],
    ]);
    const effect = applyEvent(drawing, { kind: 'interpolate', imageId: 'image-1', segment: 2 });
    expect(effect.step).toBeNull();
    expect(drawing.history.done.length).toBe(2);
  });

  it('goes across rows and columns where those planes were painted', () => {
    for (const axis of ['y', 'x'] as const) {
      const drawing = emptyDrawing([image], () => framesInMemory(countedFrames(120, 100, 12)));
      for (const slice of [40, 50]) {
        const begin = { imageId: 'image-1', axis, slice, segment: 1, isErasing: false } as const;
        applyEvent(drawing, { kind: 'stroke-begin', ...begin, isBall: false, gate: null });
        applyEvent(drawing, { kind: 'stroke-points', points: [60, 6, 8] });
        applyEvent(drawing, { kind: 'stroke-end' });
      }
      const { mask } = drawing.layers.get('image-1')!;
      // Along the stored slices there is no gap.
      const along = { kind: 'interpolate', imageId: 'image-1', segment: 1 } as const;
      expect(applyEvent(drawing, along).step).toBeNull();
      const perPlane = (): number[] => {
        const counts = new Array<number>(120).fill(0);
        for (const z of slicesOf(mask, 1)) {
          for (const [at, bit] of segmentSlice(mask, 1, z).entries()) {
            if (bit === 1) counts[axis === 'y' ? Math.floor(at / 120) : at % 120]! += 1;
          }
        }
        return counts;
      };
      const [before] = [perPlane()];
      expect(before.flatMap((count, at) => (count > 0 ? [at] : []))).toEqual([40, 50]);
      expect(applyEvent(drawing, { ...along, axis }).step?.name).toBe('interpolate');
      const after = perPlane();
      // Two equal discs: every plane between is the same disc.
      expect(after.slice(40, 51)).toEqual(new Array(11).fill(before[40]));
      expect(after[39]! + after[51]!).toBe(0);
    }
  });
});
