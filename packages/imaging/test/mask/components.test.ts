import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Connectivity, connectedComponents, type Mask } from '../../src/index.ts';
import { cellsOf, drawn, masks } from '../support/masks.ts';

/** Components by definition: spread from each cell to every cell that touches it. */
function spread(mask: Mask, connectivity: Connectivity): number[] {
  const most = { face: 1, edge: 2, full: 3 }[connectivity];
  const cells = cellsOf(mask);
  const left = new Set(cells.keys());
  const sizes: number[] = [];
  while (left.size > 0) {
    const [first] = left;
    const queue = [first!];
    left.delete(first!);
    for (const at of queue) {
      for (const other of left) {
        const steps = cells[at]!.map((v, k) => Math.abs(v - cells[other]![k]!));
        if (Math.max(...steps) > 1 || steps.reduce((a, b) => a + b) > most) continue;
        left.delete(other);
        queue.push(other);
      }
    }
    sizes.push(queue.length);
  }
  return sizes;
}

describe('connected components', () => {
  it('are those that spreading from cell to cell finds', () => {
    fc.assert(
      fc.property(
        masks(6),
        fc.constantFrom<Connectivity>('face', 'edge', 'full'),
        (mask, connectivity) => {
          const got = connectedComponents(mask, connectivity);
          expect([...got.sizes]).toEqual(spread(mask, connectivity));
          expect(got.count).toBe(got.sizes.length);
          const counts = new Map<number, number>();
          for (const label of got.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
          got.sizes.forEach((size, k) => {
            expect(counts.get(k + 1)).toBe(size);
          });
        },
      ),
    );
  });

  it('of a flat image: touching corners join only in full connectivity', () => {
    const mask = drawn(['#..', '.#.', '..#']);
    expect(connectedComponents(mask, 'face').count).toBe(3);
    expect(connectedComponents(mask, 'edge').count).toBe(1);
    expect(connectedComponents(mask, 'full').count).toBe(1);
  });

  it('of an empty mask are none', () => {
    expect(connectedComponents(drawn(['...']), 'full')).toEqual({
      count: 0,
      sizes: new Int32Array(0),
      labels: new Int32Array(3),
    });
  });

  it('join a long spiral whose arms meet late', () => {
    const mask = drawn(['#.#.#', '#.#.#', '#.#.#', '#####']);
    expect(connectedComponents(mask, 'face').count).toBe(1);
  });
});
