import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averageDistances,
  hausdorff,
  type Mask,
  percentileHausdorff,
  type SurfaceDistances,
  surfaceAgreement,
  surfaceDistances,
  surfaceMetrics,
  volumeHausdorff,
} from '../../src/index.ts';
import { cellsOf, distance, drawn, masks, padded, pairs } from '../support/masks.ts';

/** Border cells by definition: an object cell with a background or missing face neighbour. */
function borderCells(mask: Mask): [number, number, number][] {
  const cells = cellsOf(mask);
  const held = new Set(cells.map(String));
  const steps = mask.shape.length === 2 ? [1, 2] : [0, 1, 2];
  return cells.filter((cell) =>
    steps.some((k) =>
      [-1, 1].some((d) => !held.has(String(cell.map((v, axis) => (axis === k ? v + d : v))))),
    ),
  );
}

function sorted(values: Float64Array): number[] {
  return [...values].sort((a, b) => a - b);
}

describe('surface distances', () => {
  it('of borders are the smallest distances between border cells', () => {
    fc.assert(
      fc.property(pairs(7), ([a, b]) => {
        const [borderA, borderB] = [borderCells(a), borderCells(b)];
        fc.pre(borderA.length > 0 && borderB.length > 0);
        const got = surfaceDistances(a, b, 'border');
        const want = borderA.map((p) =>
          Math.min(...borderB.map((q) => distance(p, q, a.spacingMm))),
        );
        const found = sorted(got.referenceToPredicted);
        sorted(Float64Array.from(want)).forEach((d, k) => {
          expect(found[k]).toBeCloseTo(d, 10);
        });
        expect(found).toHaveLength(want.length);
      }),
    );
  });

  it('do not depend on how much empty image lies around', () => {
    fc.assert(
      fc.property(pairs(5), fc.integer({ min: 1, max: 5 }), ([a, b], rim) => {
        for (const variant of ['border', 'surfel'] as const) {
          const inner = surfaceMetrics(a, b, variant, 1);
          const outer = surfaceMetrics(padded(a, rim, 2), padded(b, rim, 2), variant, 1);
          expect(outer).toEqual(inner);
        }
      }),
    );
  });

  it('change sides with the masks', () => {
    fc.assert(
      fc.property(pairs(6), fc.constantFrom('border' as const, 'surfel' as const), ([a, b], v) => {
        const forth = surfaceMetrics(a, b, v, 1);
        const back = surfaceMetrics(b, a, v, 1);
        expect(back.hausdorff.value).toEqual(forth.hausdorff.value);
        expect(back.hausdorff95.value).toEqual(forth.hausdorff95.value);
        expect(back.averageReferenceToPredicted.value).toEqual(
          forth.averagePredictedToReference.value,
        );
      }),
    );
  });

  it('grow with the spacing', () => {
    fc.assert(
      fc.property(pairs(6), ([a, b]) => {
        const wide = (m: Mask): Mask => ({ ...m, spacingMm: m.spacingMm.map((s) => 2 * s) });
        for (const variant of ['border', 'surfel'] as const) {
          const near = surfaceDistances(a, b, variant);
          fc.pre(near.emptiness === 'none');
          const far = surfaceDistances(wide(a), wide(b), variant);
          expect(hausdorff(far).value).toBeCloseTo(2 * hausdorff(near).value!, 9);
          expect(averageDistances(far).symmetric.value).toBeCloseTo(
            2 * averageDistances(near).symmetric.value!,
            9,
          );
          expect(surfaceAgreement(far, 2).surfaceDice.value).toBeCloseTo(
            surfaceAgreement(near, 1).surfaceDice.value!,
            9,
          );
        }
      }),
    );
  });

  it('are zero between a mask and itself', () => {
    fc.assert(
      fc.property(masks(6), fc.constantFrom('border' as const, 'surfel' as const), (m, variant) => {
        const got = surfaceMetrics(m, m, variant, 0);
        expect(got.hausdorff).toEqual({ value: 0 });
        expect(got.assd).toEqual({ value: 0 });
        expect(got.surfaceDice).toEqual({ value: 1 });
      }),
    );
  });

  it('never make the 95th percentile larger than the farthest distance', () => {
    fc.assert(
      fc.property(pairs(6), fc.constantFrom('border' as const, 'surfel' as const), ([a, b], v) => {
        const d = surfaceDistances(a, b, v);
        fc.pre(d.emptiness === 'none');
        const shares = [0, 0.3, 0.5, 0.95, 1].map((s) => percentileHausdorff(d, s).value!);
        expect([...shares].sort((x, y) => x - y)).toEqual(shares);
        expect(shares.at(-1)).toBe(hausdorff(d).value);
      }),
    );
  });

  it('say which mask is empty and have no value then', () => {
    const empty = drawn(['...', '...']);
    const one = drawn(['.#.', '...']);
    const metrics = (a: Mask, b: Mask): unknown => {
      const d = surfaceDistances(a, b, 'border');
      return [d.emptiness, hausdorff(d).value, surfaceAgreement(d, 1).surfaceDice.value];
    };
    expect(metrics(empty, empty)).toEqual(['both-empty', 0, 1]);
    expect(metrics(one, empty)).toEqual(['prediction-empty', null, 0]);
    expect(metrics(empty, one)).toEqual(['reference-empty', null, 0]);
    expect(hausdorff(surfaceDistances(one, empty, 'surfel')).reason).toBe('prediction-empty');
    expect(volumeHausdorff(one, empty)).toEqual({ value: null, reason: 'prediction-empty' });
    expect(volumeHausdorff(empty, empty)).toEqual({ value: 0 });
  });

  it('weigh surfels by area: the 95th percentile is the first to reach the share', () => {
    const d: SurfaceDistances = {
      variant: 'surfel',
      referenceToPredicted: Float64Array.of(5, 1, 3, 2, 4),
      predictedToReference: Float64Array.of(0),
      referenceAreas: Float64Array.of(1, 90, 3, 5, 1),
      predictedAreas: Float64Array.of(1),
      emptiness: 'none',
    };
    expect(percentileHausdorff(d, 0.9).value).toBe(1);
    expect(percentileHausdorff(d, 0.95).value).toBe(2);
    expect(percentileHausdorff(d, 0.951).value).toBe(3);
    expect(percentileHausdorff(d, 1).value).toBe(5);
  });

  it('over all cells, a filled hole costs less than between surfaces', () => {
    const ring = drawn(['#####', '#...#', '#...#', '#...#', '#####']);
    const disc = drawn(['#####', '#####', '#####', '#####', '#####']);
    expect(volumeHausdorff(ring, disc).value).toBe(2);
    expect(volumeHausdorff(disc, ring).value).toBe(2);
  });

  it('over all cells agree with the definition', () => {
    fc.assert(
      fc.property(pairs(6), ([a, b]) => {
        const [cellsA, cellsB] = [cellsOf(a), cellsOf(b)];
        fc.pre(cellsA.length > 0 && cellsB.length > 0);
        const way = (p: typeof cellsA, q: typeof cellsA): number =>
          Math.max(...p.map((x) => Math.min(...q.map((y) => distance(x, y, a.spacingMm)))));
        expect(volumeHausdorff(a, b).value).toBeCloseTo(
          Math.max(way(cellsA, cellsB), way(cellsB, cellsA)),
          10,
        );
      }),
    );
  });

  it('refuse shares and tolerances out of range', () => {
    const d = surfaceDistances(drawn(['#.']), drawn(['.#']), 'border');
    expect(() => percentileHausdorff(d, 95)).toThrow('imaging/bad-argument');
    expect(() => surfaceAgreement(d, -1)).toThrow('imaging/bad-argument');
    expect(() => surfaceAgreement(d, Number.NaN)).toThrow('imaging/bad-argument');
  });

  it('are the same in blocks large enough for coarse bounds and groups of cells', () => {
    const shape = [5, 61, 67];
    const spacingMm = [3, 0.8, 0.7];
    const ball = (cy: number, cx: number, r: number): Mask => {
      const data = new Uint8Array(5 * 61 * 67);
      for (let i = 0; i < data.length; i++) {
        const [y, x] = [Math.floor(i / 67) % 61, i % 67];
        if ((y - cy) * (y - cy) + (x - cx) * (x - cx) <= r * r) data[i] = 1;
      }
      return { shape, spacingMm, data };
    };
    const [a, b] = [ball(20, 18, 9), ball(38, 44, 13)];
    const [borderA, borderB] = [borderCells(a), borderCells(b)];
    const got = surfaceDistances(a, b, 'border');
    const want = borderA.map((p) => Math.min(...borderB.map((q) => distance(p, q, spacingMm))));
    const found = sorted(got.referenceToPredicted);
    sorted(Float64Array.from(want)).forEach((d, k) => {
      expect(found[k]).toBeCloseTo(d, 10);
    });
    expect(got.predictedToReference).toHaveLength(borderB.length);
  });
});
