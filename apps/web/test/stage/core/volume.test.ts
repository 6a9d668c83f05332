import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisOf,
  cutPlane,
  framesInMemory,
  gridOf,
  hangImages,
  linkedViewports,
  planeExtent,
  planePlace,
  threePlanes,
  voxelAt,
  voxelOf,
  worldOf,
} from '../../../src/stage/index.ts';
import { countedFrames, imageInfo } from '../support/images.ts';

const [width, height, depth] = [7, 5, 4];
const frames = framesInMemory(countedFrames(width, height, depth));
const volume = imageInfo({
  width,
  height,
  frameCount: depth,
  spacingMm: [0.5, 0.25],
  positions: Array.from({ length: depth }, (_, z) => [-10, -20, 5 + 3 * z]),
});
const grid = gridOf(volume);

describe('planes of a volume', () => {
  it('hold exactly the voxels of index arithmetic on every axis', () => {
    for (const axis of ['z', 'y', 'x'] as const) {
      const { width: w, height: h, count } = planeExtent(grid, axis);
      for (let index = 0; index < count; index++) {
        const plane = cutPlane(volume, grid, frames, axis, index);
        expect(plane.isComplete).toBe(true);
        for (let v = 0; v < h; v++) {
          for (let u = 0; u < w; u++) {
            const voxel = voxelOf(grid, axis, index, { x: u + 0.5, y: v + 0.5 });
            const [x, y, z] = voxel.map(Math.floor) as [number, number, number];
            expect(plane.samples[v * w + u]).toBe(1000 * z + 10 * y + x);
          }
        }
      }
    }
  });

  it('stand on their feet: the highest slice is on top of a coronal plane', () => {
    expect(grid.isZUp).toBe(true);
    const plane = cutPlane(volume, grid, frames, 'y', 0);
    expect(plane.samples[0]).toBe(1000 * (depth - 1));
    const fromHead = gridOf({
      ...volume,
      positions: Array.from({ length: depth }, (_, z) => [-10, -20, 5 - 3 * z]),
    });
    expect(fromHead.isZUp).toBe(false);
  });

  it('have the pixel shape of their spacing', () => {
    expect(grid.spacingMm).toEqual([0.25, 0.5, 3]);
    expect(planeExtent(grid, 'z').aspect).toBe(2);
    expect(planeExtent(grid, 'y').aspect).toBe(12);
    expect(planeExtent(grid, 'x').aspect).toBe(6);
  });

  it('say when frames are missing and stand as zero', () => {
    const some = { frame: (z: number) => (z === 1 ? frames.frame(1) : null) };
    const plane = cutPlane(volume, grid, some, 'y', 2);
    expect(plane.isComplete).toBe(false);
    expect([...plane.samples.subarray(2 * width, 3 * width)]).toEqual([
      ...frames.frame(1)!.subarray(2 * width, 3 * width),
    ]);
    expect(plane.samples[0]).toBe(0);
  });

  it('keep colours together', () => {
    const colour = imageInfo({ kind: 'rgb', bits: 8, width: 2, height: 1, frameCount: 2 });
    const source = framesInMemory([
      Uint8Array.from([1, 2, 3, 4, 5, 6]),
      Uint8Array.from([11, 12, 13, 14, 15, 16]),
    ]);
    const plane = cutPlane(colour, gridOf(colour), source, 'x', 1);
    expect([...plane.samples]).toEqual([4, 5, 6, 14, 15, 16]);
  });
});

describe('places in space', () => {
  it('follow orientation, spacing and positions', () => {
    expect(worldOf(volume, [0.5, 0.5, 0.5])).toEqual([-10, -20, 5]);
    expect(worldOf(volume, [2.5, 1.5, 3.5])).toEqual([-9.5, -19.5, 14]);
  });

  it('lead back to the voxel, for oblique slices too', () => {
    const c = Math.sqrt(0.5);
    const oblique = imageInfo({
      ...volume,
      orientation: [c, c, 0, 0, 0, -1],
      positions: [
        [1, 2, 3],
        [3, 0, 3],
      ],
      frameCount: 2,
    });
    const part = fc.double({ min: -3, max: 9, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(part, part, part), (voxel) => {
        const world = worldOf(oblique, voxel)!;
        for (const [k, v] of voxelAt(oblique, world)!.entries()) {
          expect(v).toBeCloseTo(voxel[k]!, 6);
        }
      }),
    );
  });

  it('find the plane and the place on it', () => {
    for (const axis of ['z', 'y', 'x'] as const) {
      const point = { x: 2.25, y: 1.75 };
      const place = planePlace(grid, axis, voxelOf(grid, axis, 2, point));
      expect(place).toEqual({ index: 2, point });
    }
  });
});

describe('hanging', () => {
  it('gives three axes to three planes, by orientation', () => {
    const axial = hangImages(threePlanes, [{ source: 'current', image: volume }]);
    expect(axial.map(({ axis }) => axis)).toEqual(['z', 'y', 'x']);
    const sagittal = { ...volume, orientation: [0, 1, 0, 0, 0, -1] };
    expect(['axial', 'coronal', 'sagittal'].map((p) => axisOf(sagittal, p as 'axial'))).toEqual([
      'y',
      'x',
      'z',
    ]);
  });

  it('links the viewports of a group in what they share', () => {
    expect(linkedViewports(threePlanes, 'axial', 'crosshair')).toEqual(['coronal', 'sagittal']);
    expect(linkedViewports(threePlanes, 'axial', 'slice')).toEqual([]);
  });

  it('leaves a viewport empty when the case has no such image', () => {
    const hung = hangImages(threePlanes, [{ source: 'prior', image: volume }]);
    expect(hung.every(({ image }) => image === null)).toBe(true);
  });
});
