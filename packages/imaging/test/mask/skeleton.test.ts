import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  centrelineDice,
  connectedComponents,
  countCells,
  invertMask,
  type Mask,
  skeletonize,
} from '../../src/index.ts';
import { drawn, masks, padded } from '../support/masks.ts';

const parts = (mask: Mask): number => connectedComponents(mask, 'full').count;
/** Background parts of a padded mask: one more than its holes (flat) or cavities. */
const outside = (mask: Mask): number =>
  connectedComponents(invertMask(padded(mask, 1, 1)), 'face').count;

/** Euler number of the full (26) connectivity by counting the cells of the cubical complex. */
function eulerNumber(mask: Mask): number {
  const { shape, data } = padded(mask, 1, 1);
  const [nz, ny, nx] = shape as [number, number, number];
  const at = (z: number, y: number, x: number): number => data[(z * ny + y) * nx + x]!;
  let euler = 0;
  // The object is a union of closed cubes: a vertex, edge or face belongs to it when any cube around it does.
  for (let z = 1; z < nz; z++) {
    for (let y = 1; y < ny; y++) {
      for (let x = 1; x < nx; x++) {
        const any = (dz: number, dy: number, dx: number): number => {
          for (let a = 0; a <= dz; a++)
            for (let b = 0; b <= dy; b++)
              for (let c = 0; c <= dx; c++) if (at(z - a, y - b, x - c)) return 1;
          return 0;
        };
        euler += any(1, 1, 1);
        euler -= any(1, 1, 0) + any(1, 0, 1) + any(0, 1, 1);
        euler += any(1, 0, 0) + any(0, 1, 0) + any(0, 0, 1);
        euler -= any(0, 0, 0);
      }
    }
  }
  return euler;
}

describe('skeleton', () => {
  it('lies inside the object and keeps its parts and holes', () => {
    fc.assert(
      fc.property(masks(7), (mask) => {
        const thin = skeletonize(mask);
        for (let i = 0; i < thin.data.length; i++) {
          expect(thin.data[i]! <= mask.data[i]!).toBe(true);
        }
        expect(parts(thin)).toBe(parts(mask));
        expect(outside(thin)).toBe(outside(mask));
      }),
      { numRuns: 300 },
    );
  });

  it('of a volume keeps the Euler number, and with it the tunnels', () => {
    fc.assert(
      fc.property(masks(6), (mask) => {
        fc.pre(mask.shape.length === 3);
        expect(eulerNumber(skeletonize(mask))).toBe(eulerNumber(mask));
      }),
      { numRuns: 200 },
    );
  });

  it('of a volume cannot be thinned further', () => {
    fc.assert(
      fc.property(masks(6), (mask) => {
        fc.pre(mask.shape.length === 3);
        const once = skeletonize(mask);
        expect(skeletonize(once).data).toEqual(once.data);
      }),
    );
  });

  it('of a flat step line is one cell wide', () => {
    const n = 40;
    const data = new Uint8Array(n * n);
    for (let i = 6; i < 34; i++) for (let k = -2; k <= 2; k++) data[i * n + i + k] = 1;
    const thin = skeletonize({ shape: [n, n], spacingMm: [1, 1], data });
    const blocks = [...thin.data.keys()].filter((i) =>
      [0, 1, n].every((step) => thin.data[i + step] === 1),
    );
    expect(blocks).toEqual([]);
    expect(countCells(thin)).toBeGreaterThan(20);
  });

  it('of a thick bar is a line along it', () => {
    const flat = skeletonize(drawn(Array(5).fill('#'.repeat(30))));
    expect(countCells(flat)).toBeGreaterThanOrEqual(24);
    expect(countCells(flat)).toBeLessThanOrEqual(30);
    const slice = [...Array(5).fill('#'.repeat(30)), ''];
    const bar = skeletonize(
      drawn([...slice, ...slice, ...slice, ...slice, ...Array(5).fill('#'.repeat(30))]),
    );
    expect(countCells(bar)).toBeLessThanOrEqual(34);
    expect(countCells(bar)).toBeGreaterThanOrEqual(24);
  });

  it('of a ball is one cell or nearly so', () => {
    const n = 15;
    const data = new Uint8Array(n * n * n);
    for (let i = 0; i < data.length; i++) {
      const [z, y, x] = [Math.floor(i / 225) - 7, (Math.floor(i / 15) % 15) - 7, (i % 15) - 7];
      if (z * z + y * y + x * x <= 36) data[i] = 1;
    }
    const thin = skeletonize({ shape: [n, n, n], spacingMm: [1, 1, 1], data });
    expect(countCells(thin)).toBeLessThanOrEqual(7);
  });

  it('keeps a cell of a block that thinning would take whole', () => {
    expect(countCells(skeletonize(drawn(['....', '.##.', '.##.', '....'])))).toBe(1);
  });
});

describe('centreline Dice', () => {
  it('is 1 for the same tube at another width', () => {
    const thick = drawn([
      '............',
      '.##########.',
      '.##########.',
      '.##########.',
      '............',
    ]);
    const thin = drawn([
      '............',
      '............',
      '.##########.',
      '............',
      '............',
    ]);
    expect(centrelineDice(thick, thin).clDice.value).toBe(1);
  });

  it('says what is empty', () => {
    const empty = drawn(['...', '...']);
    const one = drawn(['###', '...']);
    expect(centrelineDice(empty, empty).clDice).toEqual({ value: 1 });
    expect(centrelineDice(one, empty)).toEqual({
      topologyPrecision: { value: null, reason: 'prediction-empty' },
      topologySensitivity: { value: null, reason: 'prediction-empty' },
      clDice: { value: 0 },
    });
    expect(centrelineDice(drawn(['#.', '..']), drawn(['..', '.#'])).clDice).toEqual({ value: 0 });
  });
});
