import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceLoads } from '../../src/work/balance-loads.ts';

const even = (load: ArrayLike<number>): number =>
  Array.from(load).reduce((sum, one) => sum + one * one, 0);

/** The most even loads there are, by trying all: one reader a case. */
function best(able: readonly (readonly number[])[], readerCount: number): number {
  const load = new Array<number>(readerCount).fill(0);
  const walk = (at: number): number => {
    const readers = able[at];
    if (readers === undefined) return even(load);
    return Math.min(
      ...readers.map((who) => {
        load[who]! += 1;
        const found = walk(at + 1);
        load[who]! -= 1;
        return found;
      }),
    );
  };
  return walk(0);
}

describe('balancing loads', () => {
  it('passes work on over a reader who could not take the first case', () => {
    const given = [[0], [0], [0], [0], [1], [1]];
    const able = [
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
      [1, 2],
      [1, 2],
    ];
    const load = Float64Array.of(4, 2, 0);
    balanceLoads(given, able, load, Float64Array.of(1, 1, 1));
    expect([...load]).toEqual([2, 2, 2]);
    given.forEach(([who], at) => {
      expect(able[at]).toContain(who);
    });
  });
  it('ends at the most even loads that there are', () => {
    const readers = fc.subarray([0, 1, 2, 3], { minLength: 1 });
    fc.assert(
      fc.property(fc.array(readers, { minLength: 1, maxLength: 7 }), (able) => {
        const given = able.map(([first]) => [first!]);
        const load = new Float64Array(4);
        for (const [who] of given) load[who!]! += 1;
        balanceLoads(given, able, load, new Float64Array(4).fill(1));
        expect(even(load)).toBe(best(able, 4));
        const counted = new Float64Array(4);
        for (const [who] of given) counted[who!]! += 1;
        expect(counted).toEqual(load);
      }),
      { numRuns: 100 },
    );
  });
});
