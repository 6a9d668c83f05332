import { describe, expect, it } from 'vitest';
import { planeDirections, sidesOf, turned, uprightTurn } from '../../../src/stage/core/upright.ts';
import type { PlaneAxis } from '../../../src/stage/core/volume.ts';
import { imageInfo } from '../support/images.ts';

const straight = { quarterTurns: 0, isMirrored: false };
const radiological = [
  { left: 'A', right: 'P', top: 'H', bottom: 'F' },
  { left: 'R', right: 'L', top: 'H', bottom: 'F' },
  { left: 'R', right: 'L', top: 'A', bottom: 'P' },
];

/** A volume whose columns, rows and frames lead to three directions in LPS. */
const stored = (row: readonly number[], column: readonly number[], step: readonly number[]) =>
  imageInfo({
    spacingMm: [2, 2],
    sliceSpacingMm: 2,
    frameCount: 3,
    orientation: [...row, ...column],
    positions: [0, 1, 2].map((k) => step.map((one) => one * k * 2)),
  });

const signs = [1, -1];
const units = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

describe('planes of a volume', () => {
  it('stand upright in all 48 ways a volume can be stored', () => {
    let count = 0;
    for (const order of orders) {
      for (const a of signs) {
        for (const b of signs) {
          for (const c of signs) {
            const [row, column, step] = order.map((axis, at) =>
              units[axis]!.map((one) => one * [a, b, c][at]!),
            );
            const image = stored(row!, column!, step!);
            for (const [at, axis] of (['x', 'y', 'z'] as PlaneAxis[]).entries()) {
              const plane = planeDirections(image, axis)!;
              expect(sidesOf(plane, uprightTurn(plane))).toEqual(radiological[order[at]!]);
              count += 1;
            }
          }
        }
      }
    }
    expect(count).toBe(144);
  });

  it('stay as they are where they were stored upright, and turn with the view', () => {
    const plane = planeDirections(stored([1, 0, 0], [0, 1, 0], [0, 0, 1]), 'z')!;
    expect(uprightTurn(plane)).toEqual(straight);
    expect(sidesOf(plane, { quarterTurns: 1, isMirrored: false })).toEqual({
      left: 'P',
      right: 'A',
      top: 'R',
      bottom: 'L',
    });
    expect(turned(plane, { quarterTurns: 0, isMirrored: true }).across[0]).toBe(-2);
  });

  it('have no sides where the file does not tell', () => {
    expect(planeDirections(imageInfo({ orientation: null }), 'z')).toBeNull();
  });
});
